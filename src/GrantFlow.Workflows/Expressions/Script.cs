using Jint.Parser;

namespace GrantFlow.Workflows.Expressions;

/// <summary>A script, parsed and guarded once and shared by every instance.</summary>
sealed class Script
{
    /// <summary>The longest script taken, in characters.</summary>
    public const int MaxLength = 32_000;

    const int MaxBrackets = 200;

    /// <summary>Parses a script.</summary>
    /// <exception cref="FormatException">It can't be read; the message says where.</exception>
    /// <exception cref="NewerScriptException">It is written in a newer JavaScript than is understood.</exception>
    public Script(string text)
    {
        if (text.Length > MaxLength) throw new FormatException($"The script is longer than {MaxLength} characters.");
        if (Nesting(text) > MaxBrackets) throw new FormatException("The script is nested too deeply.");
        var reader = new ScriptReader(text);
        Program = ScriptThread.Run(() => Parse(reader.Read(), reader), TimeSpan.FromSeconds(5));
        Names = new NamesAsked(reader.Words);
    }

    /// <summary>What it asks its surroundings for.</summary>
    public NamesAsked Names { get; }

    /// <summary>The guarded syntax tree.</summary>
    public Jint.Parser.Ast.Program Program { get; }

    static Jint.Parser.Ast.Program Parse(string text, ScriptReader reader)
    {
        try
        {
            return ScriptGuard.Guard(new JavaScriptParser().Parse(text));
        }
        catch (ParserException e) when (e.Message.Contains("return", StringComparison.Ordinal))
        {
            return ParseAsFunction(text, reader);
        }
        catch (ParserException e)
        {
            throw Unreadable(e, reader);
        }
    }

    /// <summary>Scripts written as a function's body, with <c>return</c>, are taken too.</summary>
    static Jint.Parser.Ast.Program ParseAsFunction(string text, ScriptReader reader)
    {
        try
        {
            return ScriptGuard.Guard(new JavaScriptParser().Parse($"(function(){{{text}\n}})()"));
        }
        catch (ParserException e)
        {
            throw Unreadable(e, reader);
        }
    }

    static FormatException Unreadable(ParserException e, ScriptReader reader) =>
        reader.Newer is { } piece ? new NewerScriptException(piece) : new FormatException($"The script can't be read: {e.Message}", e);

    static int Nesting(string text)
    {
        int depth = 0, most = 0;
        foreach (var c in text)
        {
            if (c is '(' or '[' or '{') most = Math.Max(most, ++depth);
            else if (c is ')' or ']' or '}' && depth > 0) depth--;
        }

        return most;
    }
}
