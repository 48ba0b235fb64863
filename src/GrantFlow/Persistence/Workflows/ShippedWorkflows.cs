using System.Text.Json;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Persistence;

/// <summary>The workflow definitions that come with the program: the files of <c>workflows/</c>.</summary>
public static class ShippedWorkflows
{
    const string Prefix = "workflows/";

    /// <summary>Name and text of each file, in order.</summary>
    public static IReadOnlyList<(string Name, string Json)> All { get; } =
        [.. typeof(ShippedWorkflows).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (n[Prefix.Length..], Read(n)))];

    /// <summary>The definition ids of them.</summary>
    public static IReadOnlySet<string> Ids { get; } = All.Select(w => IdOf(w.Json)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Publishes what was never published in this database.</summary>
    /// <remarks>A text that was published once isn't published again: what people have drawn over it since stays.</remarks>
    /// <param name="engine">Checks and publishes.</param>
    /// <param name="store">Knows the versions there are.</param>
    /// <param name="ct">Cancels between two definitions.</param>
    /// <returns>The versions published now.</returns>
    /// <exception cref="InvalidOperationException">A definition is refused; the message names file, place and fault.</exception>
    public static async Task<IReadOnlyList<WorkflowVersion>> PublishAsync(IWorkflowEngine engine, IWorkflowStore store, CancellationToken ct = default)
    {
        var known = (await store.DefinitionsAsync(null, ct)).Where(d => d.PublishedAt is not null).Select(d => d.Json).ToHashSet(StringComparer.Ordinal);
        var waiting = All.Where(w => !known.Contains(w.Json)).ToList();
        List<WorkflowVersion> published = [];
        // A definition that uses another as an activity is refused until that one is published: go round while it helps.
        for (var before = -1; waiting.Count > 0 && waiting.Count != before;)
        {
            before = waiting.Count;
            List<(string, string)> refused = [];
            List<string> problems = [];
            foreach (var (name, json) in waiting)
            {
                var result = await engine.PublishAsync(json, ct);
                if (result.Version is { } version) published.Add(version);
                else refused.Add((name, json));
                problems.AddRange(result.Problems.Select(p => $"{name} {p.Place}: {p.Message}"));
            }

            waiting = refused;
            if (waiting.Count == before) throw new InvalidOperationException($"Workflow definitions are refused: {string.Join("; ", problems)}");
        }

        return published;
    }

    static string IdOf(string json)
    {
        using var definition = JsonDocument.Parse(json);
        return definition.RootElement.GetProperty("definitionId").GetString()!;
    }

    static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ShippedWorkflows).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
