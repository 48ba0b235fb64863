using System.Text.Json;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Conformance;

/// <summary>A recorded run of a definition: what was done to it and what was seen after each step.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Definition">The definition's JSON.</param>
/// <param name="Dependencies">Definitions of children and of workflows used as activities, by definition id.</param>
/// <param name="Input">The run's inputs.</param>
/// <param name="Steps">What is done after the start: <c>event:NAME</c>.</param>
/// <param name="Expect">What was seen: after the start and after each step.</param>
sealed record TraceCase(
    string Name,
    string Definition,
    IReadOnlyDictionary<string, string> Dependencies,
    IReadOnlyDictionary<string, object?> Input,
    IReadOnlyList<string> Steps,
    IReadOnlyList<TraceStep> Expect)
{
    /// <summary>Reads a case.</summary>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static TraceCase Read(JsonElement json)
    {
        if (json.Member("definition") is not { } definition || json.Member("expect") is not { ValueKind: JsonValueKind.Array })
            throw new FormatException("A trace has a 'definition' and a list 'expect'.");
        var dependencies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dependency in json.List("dependencies"))
        {
            var own = dependency.Member("definition") ?? dependency;
            dependencies[own.Text("definitionId") ?? own.Text("id") ?? ""] = own.GetRawText();
        }

        var input = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (json.Member("input") is { ValueKind: JsonValueKind.Object } members)
            foreach (var member in members.EnumerateObject()) input[member.Name] = Expressions.Values.FromJson(member.Value);
        return new TraceCase(
            json.Text("name") ?? definition.Text("name") ?? "",
            definition.GetRawText(),
            dependencies,
            input,
            [.. json.List("steps").Select(s => s.GetString() ?? "")],
            [.. json.List("expect").Select(TraceStep.Read)]);
    }
}

/// <summary>What is seen of an instance after a step.</summary>
/// <param name="Step">What was done.</param>
/// <param name="Status">Status and sub-status: <c>Running/Suspended</c>.</param>
/// <param name="Lines">What was written so far, without empty lines.</param>
/// <param name="Journal">What happened in this step: <c>id Type Event</c>, with <c> | message</c> after a fault.</param>
/// <param name="Bookmarks">What it waits for, in alphabetical order; instants and ids are left out.</param>
/// <param name="Incidents">Every incident so far: <c>id Type: message</c>.</param>
/// <param name="Variables">The workflow's variables: <c>id=JSON</c>.</param>
/// <param name="Output">The output as JSON.</param>
sealed record TraceStep(
    string Step,
    string Status,
    IReadOnlyList<string> Lines,
    IReadOnlyList<string> Journal,
    IReadOnlyList<string> Bookmarks,
    IReadOnlyList<string> Incidents,
    IReadOnlyList<string> Variables,
    string Output)
{
    /// <summary>Reads what was recorded.</summary>
    public static TraceStep Read(JsonElement json) => new(
        json.Text("step") ?? "",
        json.Text("status") ?? "",
        [.. Texts(json, "stdout").Where(l => !string.IsNullOrWhiteSpace(l))],
        [.. Texts(json, "journal").Select(TraceText.Entry)],
        [.. Texts(json, "bookmarks").Select(TraceText.Bookmark).Order(StringComparer.Ordinal)],
        [.. Texts(json, "incidents")],
        [.. json.List("variables").Select(v => $"{v.Text("Id")}={TraceText.Json(v.Text("Value") ?? "null")}").Order(StringComparer.Ordinal)],
        TraceText.Json(json.Text("output") ?? "{}"));

    /// <summary>The differences from what was recorded, one a line; empty when there is none.</summary>
    public IEnumerable<string> DiffersFrom(TraceStep expected)
    {
        foreach (var (what, expect, actual) in Parts(expected))
        {
            if (expect.SequenceEqual(actual)) continue;
            yield return $"  {Step}: {what}";
            yield return $"    expected: {string.Join(" · ", expect)}";
            yield return $"    actual:   {string.Join(" · ", actual)}";
        }
    }

    IEnumerable<(string What, IReadOnlyList<string> Expected, IReadOnlyList<string> Actual)> Parts(TraceStep expected) =>
    [
        ("status", [expected.Status], [Status]),
        ("lines", expected.Lines, Lines),
        ("journal", expected.Journal, Journal),
        ("bookmarks", expected.Bookmarks, Bookmarks),
        ("incidents", expected.Incidents, Incidents),
        ("variables", expected.Variables, Variables),
        ("output", [expected.Output], [Output]),
    ];

    static IEnumerable<string> Texts(JsonElement json, string member) => json.List(member).Select(t => t.GetString() ?? "");
}
