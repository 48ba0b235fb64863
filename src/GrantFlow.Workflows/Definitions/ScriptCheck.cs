using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Checks what a drawing's scripts ask their surroundings for: a name that nothing bears would fail when the script runs.</summary>
/// <remarks>Stock Elsa lets activities share a name, and so does this; only a script that asks for one of them by it is told.</remarks>
sealed class ScriptCheck(WorkflowGraph graph, ProblemWords words)
{
    /// <summary>What is wrong, in the compiler's words: places and sentences, without captions.</summary>
    public IEnumerable<DefinitionProblem> Check() =>
        from node in words.Own
        from script in ScriptsOf(node)
        from problem in Check(node, script.Place, script.Script.Names)
        select problem;

    IEnumerable<DefinitionProblem> Check(Node node, string place, NamesAsked names)
    {
        foreach (var name in names.Called)
        {
            if (Accessor.Find(node, name, graph.Inputs) is not null || IsItem(node, name)) continue;
            yield return Accessor.HasShape(name) && !char.IsLower(name[3])
                ? new DefinitionProblem(place, "unknown-function.accessor", "The script calls {0}(), but no variable, input or output in reach gives it that name.", name)
                : new DefinitionProblem(place, "unknown-function", "The script calls {0}(), which scripts don't have here.", name);
        }

        var asked = names.Asked.Select(a => (Name: a, Activities: Accessor.Activities(node, n => n.View.Name == a || n.View.ActivityId == a)))
            .Concat(names.Mentioned.Select(m => Accessor.Outputs(node, m)).Where(o => o is not null).Select(o => (Name: o!.Value.Activities[0].View.Name ?? "", o.Value.Activities)));
        foreach (var (name, activities) in asked.DistinctBy(a => a.Name))
            if (activities.Length > 1)
                yield return new DefinitionProblem(place, "duplicate-name", "The script asks for '{0}', a name that several activities bear: {1}. Give each a name of its own.", name, string.Join(", ", activities.Select(words.Of)));
    }

    /// <summary>The item of a bulk dispatch goes by the name of the input that takes it, which only running tells when it is worked out.</summary>
    static bool IsItem(Node node, string name) => node.Kind == NodeKind.BulkDispatchWorkflows && name.StartsWith("get", StringComparison.Ordinal)
        && (Array.Find(node.Inputs, i => i.Name == "DefaultItemInputKey")?.Expression is not Constant { Value: string key } || name[3..] == key);

    static IEnumerable<(string Place, Script Script)> ScriptsOf(Node node)
    {
        if (node.Script is { } own) yield return ($"{node.Place}/script", own);
        foreach (var input in node.Inputs)
            foreach (var found in ScriptsOf(input.Expression, $"{Json.Step(node.Place, Json.Camel(input.Name))}/expression/value"))
                yield return found;
        for (var i = 0; i < node.Cases.Length; i++)
            foreach (var found in ScriptsOf(node.Cases[i].Condition, $"{node.Place}/cases/{i}/condition"))
                yield return found;
    }

    static IEnumerable<(string Place, Script Script)> ScriptsOf(Expression expression, string place) => expression switch
    {
        Computed computed => [(place, computed.Script)],
        Table table => table.Rows.SelectMany(r => ScriptsOf(r.Value, Json.Step(place, r.Key))),
        _ => [],
    };
}
