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
    public Script(string text)
    {
        if (text.Length > MaxLength) throw new FormatException($"The script is longer than {MaxLength} characters.");
        if (Nesting(text) > MaxBrackets) throw new FormatException("The script is nested too deeply.");
        Program = ScriptThread.Run(() => Parse(text), TimeSpan.FromSeconds(5));
    }

    /// <summary>The guarded syntax tree.</summary>
    public Jint.Parser.Ast.Program Program { get; }

    static Jint.Parser.Ast.Program Parse(string text)
    {
        try
        {
            return ScriptGuard.Guard(new JavaScriptParser().Parse(text));
        }
        catch (ParserException e) when (e.Message.Contains("return", StringComparison.Ordinal))
        {
            return ParseAsFunction(text);
        }
        catch (ParserException e)
        {
            throw new FormatException($"The script can't be read: {e.Message}", e);
        }
    }

    /// <summary>Scripts written as a function's body, with <c>return</c>, are taken too.</summary>
    static Jint.Parser.Ast.Program ParseAsFunction(string text)
    {
        try
        {
            return ScriptGuard.Guard(new JavaScriptParser().Parse($"(function(){{{text}\n}})()"));
        }
        catch (ParserException e)
        {
            throw new FormatException($"The script can't be read: {e.Message}", e);
        }
    }

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
