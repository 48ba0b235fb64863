using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Workflows used as activities: their definition is compiled into the graph.</summary>
sealed partial class Compilation
{
    readonly Dictionary<string, JsonDocument?> _used = new(StringComparer.Ordinal);
    HashSet<string> _outputs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The definition that an activity stands for: by its id, else by its type's name.</summary>
    JsonElement? UsedDefinition(JsonElement json, string type)
    {
        var id = json.Text("workflowDefinitionId") ?? (json.Member("customProperties") ?? default).Text("WorkflowDefinitionId");
        if (id is not null && Dependency(id) is { } named) return named;
        if (BuiltIns.Kinds.ContainsKey(type) || catalogue.HostTypes.ContainsKey(type)) return null;
        foreach (var candidate in dependencies.Keys)
            if (Dependency(candidate) is { } definition && (candidate == type || TypeName(definition) == type)) return definition;
        return null;
    }

    JsonElement? Dependency(string id)
    {
        if (!_used.TryGetValue(id, out var document))
        {
            document = null;
            if (dependencies.TryGetValue(id, out var text))
            {
                try
                {
                    document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1024 });
                }
                catch (JsonException e)
                {
                    Problem("", "malformed-dependency", "The definition '{0}' isn't JSON: {1}", [id, e.Message]);
                }
            }

            _used[id] = document;
        }

        return document?.RootElement;
    }

    /// <summary>The activity type that a definition gives rise to: its name in Pascal case.</summary>
    static string TypeName(JsonElement definition)
    {
        var name = definition.Text("name") ?? "";
        var words = name.Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select(w => string.Concat(char.ToUpperInvariant(w[0]).ToString(), w.AsSpan(1))));
    }

    void Use(Node node, JsonElement json, JsonElement definition, string place, int depth)
    {
        var id = definition.Text("definitionId") ?? "";
        if (_within.Contains(id))
        {
            Problem(place, "contains-itself.used", "The workflow '{0}' contains itself.", [id]);
            return;
        }

        var inputs = definition.List("inputs").ToArray();
        var outputs = definition.List("outputs").ToArray();
        node.Outcomes = [.. definition.List("outcomes").Select(o => o.ValueKind == JsonValueKind.String ? o.GetString()! : "")];
        node.Exports = [.. outputs.Select(o => o.Text("name") ?? "")];
        node.Inputs = [.. inputs.Select(i => UsedInput(node, json, place, i))];
        node.Outputs = [.. outputs.Select(o => UsedOutput(node, json, place, o.Text("name") ?? "")).OfType<OutputBinding>()];
        node.Variables =
        [
            .. node.Variables,
            .. inputs.Select(i => Exported(i, IsKept(i.Text("storageDriverType")))),
            .. outputs.Select(o => Exported(o, true)),
        ];
        CompileUsed(node, definition, id, place, depth);
    }

    static VariableSlot Exported(JsonElement item, bool kept)
    {
        var name = item.Text("name") ?? "";
        return new VariableSlot(name, name, ValueKinds.Parse(item.Text("type"), item.Flag("isArray")), null, kept);
    }

    CompiledInput UsedInput(Node node, JsonElement json, string place, JsonElement input)
    {
        var name = input.Text("name") ?? "";
        var kind = ValueKinds.Parse(input.Text("type"), input.Flag("isArray"));
        var descriptor = new InputDescriptor(name, "Object", name, "", "", false, null, []);
        return new CompiledInput(name, kind, ReadInput(node, json, Json.Step(place, Json.Camel(name)), Json.Camel(name), descriptor, kind));
    }

    OutputBinding? UsedOutput(Node node, JsonElement json, string place, string name)
    {
        var id = json.Member(Json.Camel(name))?.Member("memoryReference")?.Text("id");
        if (string.IsNullOrEmpty(id)) return null;
        if (Bind(node, name, id) is { } binding) return binding;
        Problem($"{Json.Step(place, Json.Camel(name))}/memoryReference/id", "unknown-variable.bound", "The output '{0}' is bound to the variable '{1}', which isn't in scope.", [name, id]);
        return null;
    }

    /// <summary>Compiles the definition's own workflow node under the activity, with names and problems of its own.</summary>
    void CompileUsed(Node node, JsonElement definition, string id, string place, int depth)
    {
        var (ids, inputs, outputs, retry) = (_ids, _inputs, _outputs, _retry);
        var problems = _problems.Count;
        _within.Push(id);
        _ids = new Dictionary<string, string>(StringComparer.Ordinal);
        _inputs = Names(definition, "inputs", "");
        _outputs = Names(definition, "outputs", "");
        var workflow = Add(new Node
        {
            View = new GraphNode(_nodes.Count, "Workflow1", $"{node.View.NodeId}:Workflow1", "Elsa.Workflow", null),
            Kind = NodeKind.Workflow,
            Parent = node,
            Caption = node.Caption,
        });
        workflow.Variables = ReadVariables(definition, "");
        workflow.Children = [definition.Member("root") is { } root ? Activity(root, "/root", workflow, depth + 1) : null];
        node.Children = [workflow];
        for (var i = problems; i < _problems.Count; i++)
            _problems[i] = _problems[i] with { Place = place, Of = null, Lead = $"'{id}' ({_problems[i].Place}): {_problems[i].Lead}" };
        _within.Pop();
        (_ids, _inputs, _outputs, _retry) = (ids, inputs, outputs, retry);
    }
}
