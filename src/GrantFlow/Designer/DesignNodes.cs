using System.Text.Json;

namespace GrantFlow.Designer;

/// <summary>One activity of a definition's text, and where it stands.</summary>
/// <param name="NodeId">The path of ids.</param>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Port">The member of its parent that holds it, in Pascal case: <c>Activities</c>, <c>Body</c>.</param>
/// <param name="Parent">The node that holds it; null for the root.</param>
/// <param name="Json">Its text.</param>
/// <param name="Place">Where it stands in the definition's text, as a JSON pointer.</param>
public sealed record DesignNode(string NodeId, string Id, string Type, string Port, DesignNode? Parent, JsonElement Json, string Place)
{
    /// <summary>The workflow that it starts, where a literal says so.</summary>
    public string? Child => Json.Member("workflowDefinitionId") switch
    {
        { ValueKind: JsonValueKind.String } bare => bare.GetString(),
        { } wrapped => wrapped.Member("expression")?.Text("value"),
        null => null,
    };
}

/// <summary>Walks a definition's text.</summary>
public static class DesignNodes
{
    /// <summary>Every activity, outermost first.</summary>
    public static IEnumerable<DesignNode> Of(JsonElement root) => Below(root, "root", null, "/root");

    static string Step(string member) => member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    static IEnumerable<DesignNode> Below(JsonElement value, string member, DesignNode? parent, string place)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                foreach (var found in Below(item, member, parent, $"{place}/{index++}")) yield return found;
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Object) yield break;
        if (DesignTree.IsActivity(value, member))
        {
            var id = value.Text("id") ?? "";
            var port = string.Concat(char.ToUpperInvariant(member[0]).ToString(), member.AsSpan(1));
            parent = new DesignNode($"{parent?.NodeId ?? "Workflow1"}:{id}", id, value.Text("type") ?? "", port, parent, value, place);
            yield return parent;
        }

        foreach (var inner in value.EnumerateObject())
            if (!DesignTree.IsVerbatim(inner.Name))
                foreach (var found in Below(inner.Value, inner.Name, parent, $"{place}/{Step(inner.Name)}")) yield return found;
    }
}
