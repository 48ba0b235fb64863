using System.Collections.Frozen;

namespace GrantFlow.Workflows.Expressions;

/// <summary>The names that a script asks its surroundings for, read off its words.</summary>
/// <remarks>Only what it plainly calls is taken: a name that it also declares, assigns or tests is its own affair.</remarks>
sealed class NamesAsked
{
    static readonly FrozenSet<string> Language = new[]
    {
        "Object", "Array", "String", "Number", "Boolean", "Date", "RegExp", "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError",
        "parseInt", "parseFloat", "isNaN", "isFinite", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape",
        "if", "for", "while", "switch", "catch", "with", "return", "typeof", "void", "delete", "throw", "in", "instanceof", "new", "case", "else", "do", "function",
    }.ToFrozenSet(StringComparer.Ordinal);

    public NamesAsked(IReadOnlyList<ScriptWord> words)
    {
        HashSet<string> mentioned = new(StringComparer.Ordinal), called = new(StringComparer.Ordinal), own = new(StringComparer.Ordinal);
        List<string> asked = [];
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Kind != WordKind.Name || (i > 0 && words[i - 1].Text == ".")) continue;
            var name = words[i].Text;
            if (Language.Contains(name)) continue;
            var isCall = i + 1 < words.Count && words[i + 1].Text == "(" && (i == 0 || words[i - 1].Text != "function");
            (isCall ? called : own).Add(name);
            if (ScriptFunctions.IsOnDemand(name) || (Accessor.HasShape(name) && !ScriptFunctions.Names.Contains(name))) mentioned.Add(name);
            if (name == "getOutputFrom" && isCall && i + 3 < words.Count && words[i + 2] is { Kind: WordKind.Text, Text: var quoted } && words[i + 3].Text is "," or ")")
                asked.Add(quoted[1..^1]);
        }

        called.ExceptWith(own);
        called.ExceptWith(ScriptFunctions.Names);
        (Mentioned, Called, Asked) = ([.. mentioned], [.. called], [.. asked.Distinct()]);
    }

    /// <summary>Names that may be accessors, and functions that are given only to those who ask.</summary>
    public string[] Mentioned { get; }

    /// <summary>Names of functions that neither the script itself nor the language nor the engine defines.</summary>
    public string[] Called { get; }

    /// <summary>Activities that <c>getOutputFrom</c> is asked for by a fixed text.</summary>
    public string[] Asked { get; }
}
