using System.Diagnostics;
using System.Globalization;

namespace GrantFlow.Benchmarks;

/// <summary>The engine's figures, each beside its limit and the real Elsa's.</summary>
public static class EngineBench
{
    const int Runs = 5;

    /// <summary>Measures and prints. <c>--memory</c> or <c>--postgres</c> measures only that half.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        List<Line> lines = [];
        if (!args.Contains("--postgres")) lines.AddRange(await MemoryBench.RunAsync(Runs));
        if (!args.Contains("--memory")) lines.AddRange(await PostgresBench.RunAsync(Runs));
        Print(lines);
        return 0;
    }

    /// <summary>The middle one.</summary>
    internal static double Median(IEnumerable<double> values) => values.Order().ElementAt(Runs / 2);

    internal static double PerSecond(int count, long since) => count / Stopwatch.GetElapsedTime(since).TotalSeconds;

    static string Figure(double value) => value.ToString(value < 20 ? "N1" : "N0", CultureInfo.InvariantCulture);

    static void Print(List<Line> lines)
    {
        Console.WriteLine($"{"medians of " + Runs + " runs",-58} {"ours",10} {"limit",10} {"ratio",7} {"Elsa 3",8} {"factor",8}");
        foreach (var l in lines)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{l.Name,-58} {Figure(l.Ours),10} {(l.Limit is { } limit ? Figure(limit) : "-"),10} {(l.Limit is { } of ? (l.Ours / of).ToString("P0", CultureInfo.InvariantCulture) : "-"),7} {l.Elsa,8} {(l.Factor is { } f ? f.ToString("N0", CultureInfo.InvariantCulture) + "x" : "-"),8}"));
        }
    }
}

/// <summary>One line of the table.</summary>
/// <param name="Name">What, with the unit.</param>
/// <param name="Ours">The median.</param>
/// <param name="Limit">What the same SQL reaches by pgbench, or the most allowed; null for none.</param>
/// <param name="Elsa">The real Elsa's figure (../shared/design/performance-anchors.md), or null.</param>
/// <param name="SmallerIsBetter">True for bytes.</param>
sealed record Line(string Name, double Ours, double? Limit, double? Elsa, bool SmallerIsBetter = false)
{
    /// <summary>How many times better than the real Elsa.</summary>
    public double? Factor => Elsa is not { } e ? null : SmallerIsBetter ? e / Ours : Ours / e;
}
