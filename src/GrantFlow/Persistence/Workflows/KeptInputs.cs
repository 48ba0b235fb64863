using System.Text.RegularExpressions;

namespace GrantFlow.Persistence;

/// <summary>Takes out of an activity's inputs what a journal mustn't keep: addresses of people and numbers of bank accounts.</summary>
/// <remarks>
/// What expressions come to is made of the instance's variables, which whoever sees the instance sees anyhow; but those are gone
/// with the instance's state, and a journal stays. Ids stay as they are.
/// </remarks>
static partial class KeptInputs
{
    const string Gone = "••••";

    /// <summary>The text without them.</summary>
    public static string Mask(string text) =>
        text.Length < 6 ? text : Unkept().Replace(text, m => m.Groups["id"].Success ? m.Value : Gone);

    [GeneratedRegex(
        """
        (?<id>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})
        |[^\s"'<>,;:()]+@[^\s"'<>,;:()]+
        |\b[A-Z]{2}\d{2}(?:\x20?[A-Z0-9]){11,30}\b
        |\d(?:\x20?\d){10,}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Unkept();
}
