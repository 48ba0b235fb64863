using System.Text;

namespace GrantFlow.Workflows.Expressions;

/// <summary>
/// Reads a script's words before the parser does. The parser knows the JavaScript of 2009; template literals, which
/// nearly every script of a stock definition uses, are written here as the joining of texts that they stand for.
/// </summary>
sealed class ScriptReader(string text)
{
    static readonly HashSet<string> BeforeValue = new(
        ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "instanceof", "else", "do"], StringComparer.Ordinal);

    static readonly HashSet<string> NewerWords = new(
        ["class", "async", "await", "import", "export", "yield", "super"], StringComparer.Ordinal);

    readonly StringBuilder _written = new(text.Length);
    readonly List<ScriptWord> _words = [];
    int _at;

    /// <summary>Names, signs and texts in their order, those within template literals included.</summary>
    public IReadOnlyList<ScriptWord> Words => _words;

    /// <summary>The first piece of a newer JavaScript than the parser's, or null.</summary>
    public string? Newer { get; private set; }

    /// <summary>Reads to the end.</summary>
    /// <returns>The script without template literals, line for line.</returns>
    /// <exception cref="FormatException">A template literal isn't closed.</exception>
    /// <exception cref="NewerScriptException">A template literal belongs to a function before it.</exception>
    public string Read()
    {
        Code(within: false);
        return _written.ToString();
    }

    /// <summary>Reads code; within a template literal, to the brace that closes it.</summary>
    void Code(bool within)
    {
        var depth = 0;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '}' && within && depth-- == 0) return;
            if (c == '{') depth++;
            if (c is '"' or '\'') Add(WordKind.Text, TextEnd(c));
            else if (c == '`') Template();
            else if (c == '/' && Next(1) is '/' or '*') Copy(CommentEnd());
            else if (c == '/' && IsValueDue() && RegexEnd() is { } end) Add(WordKind.Value, end);
            else if (IsNamePart(c) || (c == '.' && char.IsAsciiDigit(Next(1)))) Add(char.IsAsciiDigit(c) || c == '.' ? WordKind.Value : WordKind.Name, NameEnd());
            else if (char.IsWhiteSpace(c)) Copy(_at + 1);
            else Sign();
        }

        if (within) throw Unclosed();
    }

    void Template()
    {
        if (!IsValueDue()) throw new NewerScriptException("name`…`");
        _words.Add(new ScriptWord(WordKind.Value, "`"));
        _written.Append("(\"");
        var parts = 0;
        for (_at++; ;)
        {
            if (_at >= text.Length) throw Unclosed();
            var c = text[_at++];
            if (c == '`') break;
            if (c == '$' && Next(0) == '{')
            {
                _at++;
                _written.Append(parts++ == 0 ? "\".concat((" : "\", (");
                // What stands in the braces begins anew, as after a sign.
                _words.Add(new ScriptWord(WordKind.Sign, "{"));
                Code(within: true);
                if (_words[^1] is { Kind: WordKind.Sign, Text: "{" }) throw new FormatException("There is nothing between the braces of a template literal.");
                _at++;
                _written.Append("), \"");
            }
            else if (c == '\\' && _at < text.Length) Escape(text[_at++]);
            else Letter(c);
        }

        _written.Append(parts == 0 ? "\")" : "\"))");
        _words.Add(new ScriptWord(WordKind.Value, "`"));
    }

    void Escape(char c)
    {
        if (c is '`' or '$' or '{') _written.Append(c);
        else _written.Append('\\').Append(c);
    }

    /// <summary>A letter of a template literal, as a text in quotes has it; lines stay lines, for the parser's messages.</summary>
    void Letter(char c)
    {
        switch (c)
        {
            case '"': _written.Append("\\\""); break;
            case '\r':
                if (Next(0) == '\n') _at++;
                _written.Append("\\n\\\n");
                break;
            case '\n': _written.Append("\\n\\\n"); break;
            case '\u2028': _written.Append("\\u2028"); break;
            case '\u2029': _written.Append("\\u2029"); break;
            default: _written.Append(c); break;
        }
    }

    void Sign()
    {
        var length = (text[_at], Next(1), Next(2)) switch
        {
            ('.', '.', '.') => 3,
            ('=', '>', _) or ('?', '?', _) or ('*', '*', _) => 2,
            ('?', '.', var digit) when !char.IsAsciiDigit(digit) => 2,
            _ => 1,
        };
        if (length > 1) Newer ??= text.Substring(_at, length);
        Add(WordKind.Sign, _at + length);
    }

    void Add(WordKind kind, int end)
    {
        var word = text[_at..end];
        if (kind == WordKind.Name && NewerWords.Contains(word) && !IsMember()) Newer ??= word;
        _words.Add(new ScriptWord(kind, word));
        Copy(end);
    }

    void Copy(int end)
    {
        _written.Append(text, _at, end - _at);
        _at = end;
    }

    /// <summary>True where a value is expected next: a slash begins a regular expression there, and a backtick a text of its own.</summary>
    bool IsValueDue() => _words.Count == 0 || _words[^1] switch
    {
        { Kind: WordKind.Sign, Text: var sign } => sign is not (")" or "]" or "}"),
        { Kind: WordKind.Name, Text: var name } => BeforeValue.Contains(name),
        _ => false,
    };

    bool IsMember() => _words.Count > 0 && _words[^1].Text is "." or "?.";

    int TextEnd(char quote)
    {
        var end = _at + 1;
        while (end < text.Length && text[end] != quote && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
        return Math.Min(end + 1, text.Length);
    }

    int CommentEnd()
    {
        var end = Next(1) == '*' ? text.IndexOf("*/", _at + 2, StringComparison.Ordinal) : text.IndexOf('\n', _at);
        return end < 0 ? text.Length : Next(1) == '*' ? end + 2 : end;
    }

    /// <summary>Where a regular expression that begins here ends; null when none does.</summary>
    int? RegexEnd()
    {
        var list = false;
        for (var end = _at + 1; end < text.Length && text[end] != '\n'; end++)
        {
            if (text[end] == '\\') end++;
            else if (text[end] == '[') list = true;
            else if (text[end] == ']') list = false;
            else if (text[end] == '/' && !list) return end + 1;
        }

        return null;
    }

    int NameEnd()
    {
        var end = _at + 1;
        var isNumber = char.IsAsciiDigit(text[_at]) || text[_at] == '.';
        while (end < text.Length && (IsNamePart(text[end]) || (isNumber && text[end] == '.'))) end++;
        return end;
    }

    char Next(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '\\';

    static FormatException Unclosed() => new("A template literal isn't closed.");
}

/// <summary>A word of a script.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is written, quotes included.</param>
readonly record struct ScriptWord(WordKind Kind, string Text);

/// <summary>What a word of a script is.</summary>
enum WordKind : byte
{
    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A number, a regular expression, an end of a template literal.</summary>
    Value,

    /// <summary>Anything else.</summary>
    Sign,
}

/// <summary>A script is written in a newer JavaScript than is understood here.</summary>
sealed class NewerScriptException(string piece) : FormatException($"The script uses '{piece}', which is newer JavaScript than scripts here understand.")
{
    /// <summary>The piece of it, as it is written.</summary>
    public string Piece => piece;
}
