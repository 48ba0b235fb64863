using GrantFlow.Workflows.Activities;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Reads, checks and compiles Elsa 3 workflow definitions.</summary>
public static class DefinitionCompiler
{
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
        IReadOnlyDictionary<string, string>? dependencies = null) => throw new NotImplementedException();
}
