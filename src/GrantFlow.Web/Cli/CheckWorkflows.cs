using GrantFlow.Persistence;
using GrantFlow.Web.Hosting;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Web.Cli;

/// <summary>Checks every definition of a folder as a publication does and prints what is wrong, with the place in the JSON.</summary>
static class CheckWorkflows
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "check-workflows", "Checks workflow definitions and prints every problem with its place", "check-workflows [PATH]", RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (call.Arguments.Count > 1) throw new UsageException("one file or folder at a time");
        var files = call.Arguments is [var path] ? await ReadAsync(path, call.Stop) : ShippedWorkflows.All;
        if (files.Count == 0) throw new VerbFailedException("there is no definition to check");
        // Checking needs the palette, not the database: nothing connects.
        await using var services = VerbServices.Build(new HostSettings("Host=unused", "", ""));
        var catalogue = services.GetRequiredService<ActivityCatalogue>();
        var dependencies = DependenciesOf(files);
        // Children may be of the same set, or come with the program.
        var children = DependenciesOf([.. ShippedWorkflows.All, .. files])
            .ToDictionary(d => d.Key, d => DefinitionCompiler.Compile(d.Value, catalogue, dependencies).Graph?.Children ?? []);
        var problems = 0;
        foreach (var (name, json) in files)
        {
            var found = PublishCheck.Check(json, catalogue, dependencies, children.GetValueOrDefault);
            foreach (var problem in found) call.Out.WriteLine($"{name} {problem.Place}: {problem.Code}: {problem.Message}");
            problems += found.Count;
        }

        call.Out.WriteLine($"{files.Count} definitions, {problems} problems");
        return problems == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    static async Task<IReadOnlyList<(string Name, string Json)>> ReadAsync(string path, CancellationToken ct)
    {
        string[] names = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : File.Exists(path) ? [path] : throw new FileNotFoundException($"there is no file or folder '{path}'");
        List<(string, string)> files = [];
        foreach (var name in names) files.Add((name, await File.ReadAllTextAsync(name, ct)));
        return files;
    }

    // A definition may use another of the same set as an activity: each is known to the others by its definition id.
    static Dictionary<string, string> DependenciesOf(IReadOnlyList<(string Name, string Json)> files)
    {
        Dictionary<string, string> known = [];
        foreach (var (_, json) in files)
        {
            try
            {
                using var document = System.Text.Json.JsonDocument.Parse(json);
                if (document.RootElement.TryGetProperty("definitionId", out var id) && id.GetString() is { } text) known[text] = json;
            }
            catch (System.Text.Json.JsonException)
            {
                // The compiler tells what is wrong with it, with the place.
            }
        }

        return known;
    }
}
