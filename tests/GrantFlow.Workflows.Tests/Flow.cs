using System.Text.Json.Nodes;

namespace GrantFlow.Workflows.Tests;

/// <summary>Writes Elsa 3 definitions for tests as the designer does: <c>Flow.Chart("start", ...)</c>.</summary>
sealed class Flow
{
    readonly JsonObject _definition;

    Flow(JsonObject root) => _definition = new JsonObject
    {
        ["id"] = "test-v1",
        ["definitionId"] = "test",
        ["name"] = "Test",
        ["version"] = 1,
        ["variables"] = new JsonArray(),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["outcomes"] = new JsonArray(),
        ["customProperties"] = new JsonObject(),
        ["options"] = new JsonObject(),
        ["root"] = root,
    };

    /// <summary>The definition's text.</summary>
    public string Json => _definition.ToJsonString();

    public static implicit operator string(Flow flow) => flow.Json;

    /// <summary>A definition around a root activity.</summary>
    public static Flow Of(JsonObject root) => new(root);

    /// <summary>A definition around a flowchart; connections are texts such as <c>d.True->a</c> or <c>a->b</c>.</summary>
    public static Flow Chart(string connections, params JsonObject[] activities) => new(Flowchart("fc", connections, activities));

    /// <summary>A definition around a sequence.</summary>
    public static Flow Steps(params JsonObject[] activities) => new(Sequence("sq", activities));

    /// <summary>Names the definition.</summary>
    public Flow Named(string id)
    {
        _definition["definitionId"] = id;
        _definition["id"] = id + "-v1";
        _definition["name"] = id;
        return this;
    }

    /// <summary>Declares a variable that outlives bursts.</summary>
    public Flow Variable(string name, string type, string? value = null, bool kept = true)
    {
        _definition["variables"]!.AsArray().Add(VariableJson(name, type, value, kept));
        return this;
    }

    /// <summary>Declares an input.</summary>
    public Flow Input(string name, bool kept = false, string type = "String")
    {
        _definition["inputs"]!.AsArray().Add(new JsonObject
        {
            ["name"] = name,
            ["type"] = type,
            ["storageDriverType"] = kept ? "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core" : null,
        });
        return this;
    }

    /// <summary>Declares an output.</summary>
    public Flow Output(string name)
    {
        _definition["outputs"]!.AsArray().Add(new JsonObject { ["name"] = name, ["type"] = "Object" });
        return this;
    }

    /// <summary>Declares an outcome of a workflow that is used as an activity.</summary>
    public Flow Outcome(string name)
    {
        _definition["outcomes"]!.AsArray().Add(name);
        return this;
    }

    /// <summary>Lets other branches go on after a fault.</summary>
    public Flow ContinueWithIncidents() => Option("incidentStrategyType", "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core");

    /// <summary>Ends the instance at any fault.</summary>
    public Flow FaultWithIncidents() => Option("incidentStrategyType", "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core");

    /// <summary>Sets an option.</summary>
    public Flow Option(string name, JsonNode? value)
    {
        _definition["options"]![name] = value;
        return this;
    }

    /// <summary>Sets a custom property of the definition.</summary>
    public Flow Custom(string name, JsonNode? value)
    {
        _definition["customProperties"]![name] = value;
        return this;
    }

    /// <summary>Any activity.</summary>
    public static JsonObject Activity(string id, string type, params (string Name, JsonNode? Value)[] members)
    {
        var json = new JsonObject { ["id"] = id, ["name"] = id, ["type"] = type.Contains('.') ? type : "Elsa." + type, ["version"] = 1, ["customProperties"] = new JsonObject() };
        foreach (var (name, value) in members) json[name] = value;
        return json;
    }

    public static JsonObject Flowchart(string id, string connections, params JsonObject[] activities) => Activity(
        id,
        "Flowchart",
        ("activities", new JsonArray([.. activities])),
        ("connections", new JsonArray([.. connections.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Connection)])));

    public static JsonObject Sequence(string id, params JsonObject[] activities) => Activity(id, "Sequence", ("activities", new JsonArray([.. activities])));

    public static JsonObject Parallel(string id, params JsonObject[] activities) => Activity(id, "Parallel", ("activities", new JsonArray([.. activities])));

    public static JsonObject Write(string id) => Write(id, Literal(id));

    public static JsonObject Write(string id, JsonObject text) => Activity(id, "WriteLine", ("text", text));

    public static JsonObject Event(string id, string? name = null) => Activity(id, "Event", ("eventName", Literal(name ?? id)));

    public static JsonObject Start(string id = "s") => Activity(id, "Start");

    public static JsonObject Join(string id, string mode) => Activity(id, "FlowJoin", ("mode", Literal(mode)));

    public static JsonObject Decision(string id, JsonObject condition) => Activity(id, "FlowDecision", ("condition", condition));

    public static JsonObject Decision(string id, bool condition) => Decision(id, Literal(condition));

    public static JsonObject Fork(string id, params string[] branches) => Activity(id, "FlowFork", ("branches", Object(new JsonArray([.. branches.Select(b => (JsonNode)b)]).ToJsonString())));

    public static JsonObject Fault(string id, string message = "boom") => Activity(id, "Fault", ("message", Literal(message)));

    public static JsonObject Set(string id, string variable, JsonObject value) =>
        Activity(id, "SetVariable", ("variable", new JsonObject { ["id"] = variable, ["name"] = variable }), ("value", value));

    public static JsonObject Literal(JsonNode? value) => Expression("Literal", value);

    public static JsonObject Object(string json) => Expression("Object", json);

    public static JsonObject Var(string id) => Expression("Variable", $$"""{"id":"{{id}}","name":"{{id}}"}""");

    public static JsonObject In(string name) => Expression("Input", $$"""{"name":"{{name}}"}""");

    public static JsonObject Js(string script) => Expression("JavaScript", script);

    public static JsonObject Expression(string type, JsonNode? value) =>
        new() { ["typeName"] = null, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    /// <summary>An output binding.</summary>
    public static JsonObject To(string variable) => new() { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = variable } };

    public static JsonObject VariableJson(string name, string type, string? value = null, bool kept = true) => new()
    {
        ["id"] = name,
        ["name"] = name,
        ["typeName"] = type,
        ["value"] = value,
        ["storageDriverTypeName"] = kept ? "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core" : null,
    };

    static JsonNode Connection(string text)
    {
        var ends = text.Split("->");
        var dot = ends[0].IndexOf('.');
        return new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = dot < 0 ? ends[0] : ends[0][..dot], ["port"] = dot < 0 ? "Done" : ends[0][(dot + 1)..] },
            ["target"] = new JsonObject { ["activity"] = ends[1], ["port"] = "In" },
        };
    }
}

/// <summary>Small changes to an activity under construction.</summary>
static class FlowActivity
{
    /// <summary>Marks an activity as one that can start the workflow.</summary>
    public static JsonObject CanStart(this JsonObject activity) => activity.Custom("canStartWorkflow", true);

    /// <summary>Sets a custom property.</summary>
    public static JsonObject Custom(this JsonObject activity, string name, JsonNode? value)
    {
        activity["customProperties"]![name] = value;
        return activity;
    }

    /// <summary>Sets a member.</summary>
    public static JsonObject With(this JsonObject activity, string name, JsonNode? value)
    {
        activity[name] = value;
        return activity;
    }
}
