using System.Text.Json.Nodes;

namespace GrantFlow.Benchmarks;

/// <summary>Writes small definitions as the designer would: each activity follows the one before it unless told otherwise.</summary>
public sealed class Flow(string id)
{
    readonly JsonArray _activities = [];
    readonly JsonArray _connections = [];
    readonly JsonArray _variables = [];
    readonly JsonArray _inputs = [];
    string? _last;
    string _port = "Done";

    /// <summary>Declares a workflow variable that outlives a burst.</summary>
    public Flow Variable(string name, string type, string value)
    {
        _variables.Add(new JsonObject
        {
            ["id"] = $"v-{name}",
            ["name"] = name,
            ["typeName"] = type,
            ["isArray"] = false,
            ["value"] = value,
            ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
        });
        return this;
    }

    /// <summary>Declares an input of the workflow.</summary>
    public Flow Input(string name)
    {
        _inputs.Add(new JsonObject { ["name"] = name, ["type"] = "String", ["isArray"] = false, ["displayName"] = name });
        return this;
    }

    /// <summary>Adds an activity behind the last one.</summary>
    public Flow Then(string activity, string type, params (string Name, JsonNode Value)[] inputs)
    {
        var node = new JsonObject
        {
            ["id"] = activity,
            ["name"] = activity,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
        };
        foreach (var (name, value) in inputs) node[name] = value;
        _activities.Add(node);
        if (_last is not null) Link(_last, _port, activity);
        (_last, _port) = (activity, "Done");
        return this;
    }

    /// <summary>The last activity starts instances by itself.</summary>
    public Flow Triggering()
    {
        _activities[^1]!["customProperties"]!["canStartWorkflow"] = true;
        return this;
    }

    /// <summary>Goes on behind an earlier activity.</summary>
    public Flow From(string activity, string port = "Done")
    {
        (_last, _port) = (activity, port);
        return this;
    }

    /// <summary>The next activity follows this port of the last one.</summary>
    public Flow On(string port)
    {
        _port = port;
        return this;
    }

    /// <summary>Joins two activities.</summary>
    public Flow Link(string from, string port, string to)
    {
        _connections.Add(new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = from, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
            ["vertices"] = new JsonArray(),
        });
        return this;
    }

    public Flow Start(string name = "start") => Then(name, "Elsa.Start");

    public Flow Finish(string name = "finish") => Then(name, "Elsa.Finish");

    public Flow WriteLine(string name, string text) => Then(name, "Elsa.WriteLine", ("text", Literal("String", text)));

    public Flow Event(string name, string signal) => Then(name, "Elsa.Event", ("eventName", Literal("String", signal)));

    public Flow Delay(string name, string span) => Then(name, "Elsa.Delay", ("timeSpan", Literal("TimeSpan", span)));

    public Flow Set(string name, string variable, JsonNode value) => Then(
        name,
        "Elsa.SetVariable",
        ("variable", new JsonObject { ["id"] = $"v-{variable}", ["name"] = variable, ["typeName"] = "Object" }),
        ("value", Literal("Object", value)));

    /// <summary>The definition's text.</summary>
    public string Json() => new JsonObject
    {
        ["id"] = $"{id}-v1",
        ["definitionId"] = id,
        ["name"] = id,
        ["version"] = 1,
        ["variables"] = _variables,
        ["inputs"] = _inputs,
        ["outputs"] = new JsonArray(),
        ["outcomes"] = new JsonArray(),
        ["customProperties"] = new JsonObject(),
        ["options"] = new JsonObject(),
        ["root"] = new JsonObject
        {
            ["id"] = "flow",
            ["name"] = "flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["customProperties"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["activities"] = _activities,
            ["connections"] = _connections,
            ["variables"] = new JsonArray(),
        },
    }.ToJsonString();

    /// <summary>A workflow input's value as the designer wraps it.</summary>
    public static JsonObject FromInput(string name) => new()
    {
        ["typeName"] = "String",
        ["expression"] = new JsonObject { ["type"] = "Input", ["value"] = new JsonObject { ["name"] = name } },
    };

    /// <summary>A value as the designer wraps it.</summary>
    public static JsonObject Literal(string type, JsonNode value) => new()
    {
        ["typeName"] = type,
        ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
    };

    /// <summary>A script as the designer wraps it.</summary>
    public static JsonObject Script(string type, string script) => new()
    {
        ["typeName"] = type,
        ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script },
    };
}
