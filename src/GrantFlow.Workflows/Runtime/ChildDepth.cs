using System.Globalization;

namespace GrantFlow.Workflows.Runtime;

/// <summary>How deep workflows that start workflows may go where an expression says which one: one that makes up its own id would go on for ever.</summary>
/// <remarks>By fixed ids no circle is published. The programmes' own go five deep: cohort, competition, selection, award, reporting.</remarks>
public static class ChildDepth
{
    /// <summary>The most instances above one that may still start another.</summary>
    public const int Most = 16;

    /// <summary>The incident's sentence.</summary>
    public static string Sentence { get; } = string.Create(
        CultureInfo.InvariantCulture, $"This workflow was started by another, that one by another, and so on {Most} times: it seems to start itself without end.");
}
