using Jint.Parser;

namespace GrantFlow.Workflows.Expressions;

/// <summary>A script, parsed once and shared by every instance.</summary>
sealed class Script
{
    /// <summary>The longest script taken, in characters.</summary>
    public const int MaxLength = 64_000;

    /// <summary>Parses a script.</summary>
    /// <exception cref="FormatException">It can't be read; the message says where.</exception>
    public Script(string text)
    {
        if (text.Length > MaxLength) throw new FormatException($"The script is longer than {MaxLength} characters.");
        Program = Parse(text);
    }

    /// <summary>The syntax tree.</summary>
    public Jint.Parser.Ast.Program Program { get; }

    static Jint.Parser.Ast.Program Parse(string text)
    {
        try
        {
            return new JavaScriptParser().Parse(text);
        }
        catch (ParserException e)
        {
            throw new FormatException($"The script can't be read: {e.Message}", e);
        }
    }
}
