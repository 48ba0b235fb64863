using System.Globalization;

namespace GrantFlow.Workflows.Runtime;

/// <summary>How deep workflows that start workflows may go, and how many one may have below it, where an expression says which one: one that makes up its own id would go on for ever.</summary>
/// <remarks>By fixed ids no circle is published. The programmes' own go five deep: cohort, competition, selection, award, reporting.</remarks>
public static class ChildDepth
{
    /// <summary>The most instances above one that may still start another.</summary>
    public const int Most = 16;

    /// <summary>The incident's sentence.</summary>
    public static string Sentence { get; } = string.Create(
        CultureInfo.InvariantCulture, $"This workflow was started by another, that one by another, and so on {Most} times: it seems to start itself without end.");

    /// <summary>The most instances that one at the head may have below it for another to be begun by an id that an expression made up.</summary>
    /// <remarks>A cohort of two thousand grants with ten reports each has some 25,000 of the programme's own; twice as many.</remarks>
    public const int MostBelow = 50_000;

    /// <summary>The sentence of the incident that meets that bound.</summary>
    public static string SentenceBelow { get; } = string.Create(
        CultureInfo.InvariantCulture, $"The first workflow of this chain has started {MostBelow:N0} others, itself and through those that it started: it seems to go on without end.");
}
