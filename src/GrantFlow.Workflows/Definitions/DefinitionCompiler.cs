using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Reads, checks and compiles Elsa 3 workflow definitions.</summary>
public static class DefinitionCompiler
{
    /// <summary>The longest text taken, in characters: far beyond what the designer can draw.</summary>
    public const int MaxLength = 8_000_000;

    /// <summary>The most activities in one definition, those of workflows used as activities included.</summary>
    public const int MaxActivities = 5_000;

    /// <summary>The most connections in one flowchart.</summary>
    public const int MaxConnections = 20_000;

    /// <summary>The deepest nesting of activities.</summary>
    public const int MaxDepth = 200;

    // One level of activities takes at most four of JSON: a switch's case list.
    static readonly JsonDocumentOptions Reading = new() { MaxDepth = (MaxDepth * 4) + 32, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Compiles a definition.</summary>
    /// <param name="json">An Elsa 3 workflow definition as the designer writes it.</param>
    /// <param name="catalogue">The activity types it may name.</param>
    /// <param name="dependencies">
    /// Definitions usable as activities that it may contain, as their JSON, by definition id; null for none.
    /// </param>
    /// <returns>A graph, problems, or both; never throws for what the text holds.</returns>
    public static CompiledDefinition Compile(
        string json,
        ActivityCatalogue catalogue,
        IReadOnlyDictionary<string, string>? dependencies = null)
    {
        if (json.Length > MaxLength) return Refused("too-large.text", "The definition is longer than {0} characters.", $"{MaxLength}");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Reading);
        }
        catch (JsonException e)
        {
            return e.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? Refused("too-deep.text", "The definition is nested too deeply.")
                : Refused("malformed-json", "The text isn't JSON: line {0}, byte {1}.", $"{e.LineNumber + 1}", $"{e.BytePositionInLine}");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refused("not-a-definition", "A definition is a JSON object.");
            return new Compilation(catalogue, dependencies ?? new Dictionary<string, string>()).Compile(document.RootElement);
        }
    }

    static CompiledDefinition Refused(string sentence, string english, params string[] values) =>
        new(null, [new DefinitionProblem("", sentence, english, values)]);
}
