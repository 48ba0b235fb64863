using System.Text.Json.Nodes;

namespace GrantFlow.Tests.Designer;

/// <summary>A definition made by chance from a seed: known and unknown types, nested, with members that nobody knows.</summary>
public sealed class SomeDefinition(int seed)
{
    readonly Random _chance = new(seed);
    int _ids;

    public string Json() => new JsonObject
    {
        ["definitionId"] = "chance",
        ["name"] = $"Chance {seed} <b>",
        ["description"] = "Հայերեն \"quoted\" \\ text",
        ["variables"] = new JsonArray(new JsonObject { ["id"] = "v", ["name"] = "V", ["typeName"] = "String", ["value"] = null }),
        ["later"] = new JsonObject { ["n"] = 1.10m },
        ["root"] = Flowchart(0),
    }.ToJsonString();

    /// <summary>As the designer sends it back: activities in another order, their boxes measured, members in another order, nulls written out.</summary>
    public string AsStudioSends(string json)
    {
        var definition = JsonNode.Parse(json)!.AsObject();
        definition["links"] = null;
        Touch(definition["root"]!.AsObject());
        return definition.ToJsonString();
    }

    void Touch(JsonObject activity)
    {
        if (activity["activities"] is JsonArray children)
        {
            var moved = children.Select(c => c!.DeepClone().AsObject()).OrderBy(_ => _chance.Next()).ToList();
            foreach (var child in moved) Touch(child);
            activity["activities"] = new JsonArray([.. moved]);
        }

        if (activity["body"] is JsonObject body) Touch(body);
        if (activity["metadata"]?["designer"] is JsonObject designer) designer["size"] = new JsonObject { ["width"] = _chance.Next(100, 300), ["height"] = 90 };
        if (activity["text"] is JsonObject text) text["memoryReference"] = null;
    }

    JsonObject Flowchart(int depth)
    {
        List<JsonNode?> activities = [];
        for (var i = _chance.Next(1, 6); i > 0; i--) activities.Add(Activity(depth + 1));
        var connections = activities.Zip(activities.Skip(1), (a, b) => (JsonNode)new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = a!["id"]!.GetValue<string>(), ["port"] = _chance.Next(2) == 0 ? "Done" : "Opened" },
            ["target"] = new JsonObject { ["activity"] = b!["id"]!.GetValue<string>(), ["port"] = "In" },
        });
        return new JsonObject
        {
            ["id"] = NextId(),
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["name"] = "F",
            ["activities"] = new JsonArray([.. activities]),
            ["connections"] = new JsonArray([.. connections]),
        };
    }

    JsonObject Activity(int depth)
    {
        var type = _chance.Next(6) switch { 0 => "X.Gone", 1 => "Elsa.HttpEndpoint", 2 when depth < 5 => "Elsa.While", 3 when depth < 5 => "Y.Container", 4 => "Elsa.Delay", _ => "Elsa.WriteLine" };
        var activity = new JsonObject { ["id"] = NextId(), ["type"] = type, ["version"] = _chance.Next(5) == 0 ? 7 : 1, ["name"] = $"N{_ids}" };
        if (_chance.Next(4) > 0) activity["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = _chance.Next(-50, 900), ["y"] = _chance.NextDouble() * 500 } } };
        if (_chance.Next(3) == 0) activity["customProperties"] = new JsonObject { ["canStartWorkflow"] = true, ["a<&>'"] = "'\u2028" };
        if (_chance.Next(3) == 0) activity["text"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "`${a}` + \"</script>\"" } };
        if (type is "Elsa.While" or "Y.Container") activity["body"] = Flowchart(depth + 1);
        return activity;
    }

    string NextId() => $"n{seed}x{_ids++}";
}
