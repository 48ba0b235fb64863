using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Conformance;

/// <summary>Compares this engine with recorded runs of the real one.</summary>
public static class TraceCheck
{
    // Orders of one event's bookmarks are tried until one fits; real cases have two or three.
    const int MaxOrders = 200;

    /// <summary>Runs a file with one case, a file with a list of cases, or every file of a folder and the folders in it.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="output">Takes each failing case with its differences, and a last line <c>N passed, N failed</c>.</param>
    /// <returns>0 when all passed, 1 when some failed, 2 when the path can't be read.</returns>
    public static int Run(string path, TextWriter output)
    {
        string[] files;
        try
        {
            files = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
                : File.Exists(path) ? [path] : throw new FileNotFoundException($"There is no file or folder '{path}'.");
            if (files.Length == 0) throw new FileNotFoundException($"The folder '{path}' holds no .json file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.WriteLine(e.Message);
            return 2;
        }

        int passed = 0, failed = 0;
        foreach (var file in files)
        {
            try
            {
                using var document = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { MaxDepth = 1024 });
                var cases = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement];
                foreach (var json in cases)
                {
                    var differences = Check(json);
                    if (differences.Count == 0) passed++;
                    else failed++;
                    foreach (var line in differences) output.WriteLine(line);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
            {
                output.WriteLine($"{file} can't be read: {e.Message}");
                return 2;
            }
        }

        output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Runs one case.</summary>
    /// <param name="json">The case.</param>
    /// <returns>The case's name and its differences; empty when there is none.</returns>
    /// <exception cref="FormatException">It isn't a case.</exception>
    public static IReadOnlyList<string> Check(JsonElement json)
    {
        var @case = TraceCase.Read(json);
        var catalogue = ActivityCatalogue.WithBuiltIns();
        var graphs = new Dictionary<string, WorkflowGraph>(StringComparer.Ordinal);
        foreach (var (id, text) in @case.Dependencies.Append(KeyValuePair.Create("", @case.Definition)))
        {
            var compiled = DefinitionCompiler.Compile(text, catalogue, @case.Dependencies);
            if (compiled.Graph is null)
                return [$"FAILED {@case.Name}", .. compiled.Problems.Select(p => $"  {p.Place}: {p.Code}: {p.Message}")];
            graphs[id] = compiled.Graph;
        }

        IReadOnlyList<string>? first = null;
        var order = new List<int>();
        for (var tried = 0; tried < MaxOrders; tried++)
        {
            var run = new TraceRun(graphs, order);
            var differences = Compare(run.Run(@case), @case.Expect);
            if (differences.Count == 0) return [];
            first ??= [$"FAILED {@case.Name}", .. differences];
            if (!Advance(order, run.Choices)) break;
        }

        return first!;
    }

    /// <summary>What this engine does with a case, in the form of the recorded ones.</summary>
    internal static IReadOnlyList<TraceStep> Record(TraceCase @case)
    {
        var catalogue = ActivityCatalogue.WithBuiltIns();
        var graphs = @case.Dependencies.Append(KeyValuePair.Create("", @case.Definition)).ToDictionary(
            d => d.Key, d => DefinitionCompiler.Compile(d.Value, catalogue, @case.Dependencies).Graph!);
        return new TraceRun(graphs, []).Run(@case);
    }

    static List<string> Compare(List<TraceStep> seen, IReadOnlyList<TraceStep> expected)
    {
        var differences = new List<string>();
        if (seen.Count != expected.Count) differences.Add($"  {expected.Count} steps expected, {seen.Count} done");
        for (var i = 0; i < Math.Min(seen.Count, expected.Count); i++) differences.AddRange(seen[i].DiffersFrom(expected[i]));
        return differences;
    }

    /// <summary>Turns to the next order, the last choice fastest.</summary>
    static bool Advance(List<int> order, List<int> choices)
    {
        while (order.Count < choices.Count) order.Add(0);
        if (order.Count > choices.Count) order.RemoveRange(choices.Count, order.Count - choices.Count);
        for (var i = order.Count - 1; i >= 0; i--)
        {
            if (++order[i] < choices[i]) return true;
            order.RemoveAt(i);
        }

        return false;
    }
}
