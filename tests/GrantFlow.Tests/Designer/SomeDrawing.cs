using System.Text.Json;
using GrantFlow.Designer;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Tests.Designer;

/// <summary>Drawings as the designer posts them.</summary>
static class SomeDrawing
{
    public static JsonElement Model(string json) => DesignText.Parse(json).RootElement;

    /// <summary>What "Create workflow" posts.</summary>
    public static JsonElement New(string name) => Model($$$"""
        {"id":null,"definitionId":null,"name":"{{{name}}}","description":null,"version":1,"createdAt":"0001-01-01T00:00:00+00:00","isLatest":true,"variables":null,"inputs":null,
         "outputs":null,"outcomes":null,"customProperties":null,"options":null,"links":null,"root":{"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"}}
        """);

    /// <summary>One line written: may be published.</summary>
    public static JsonElement Sound(string? id, string name, string line) => Model(Text(id, name, line));

    public static string Text(string? id, string name, string line) => $$$"""
        {"id":null,"definitionId":{{{JsonSerializer.Serialize(id)}}},"name":{{{JsonSerializer.Serialize(name)}}},"variables":[],"inputs":[],"outputs":[],"outcomes":[],"customProperties":{},"options":{},
         "root":{"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","activities":[
           {"id":"line","nodeId":"Workflow1:f:line","name":"WriteLine1","type":"Elsa.WriteLine","version":1,"customProperties":{},"metadata":{"designer":{"position":{"x":40,"y":40}} },
            "text":{"typeName":null,"expression":{"type":"Literal","value":{{{JsonSerializer.Serialize(line)}}} },"memoryReference":null}}],
          "connections":[],"variables":[],"customProperties":{},"metadata":{} } }
        """;

    /// <summary>The checks, with the engine's activities and those for messages.</summary>
    public static DesignChecks Checks(TestDatabase database)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddWorkflows(database.ConnectionString);
        services.AddNotifications(new MailOptions());
        var all = services.BuildServiceProvider();
        return new DesignChecks(all.GetRequiredService<ActivityCatalogue>(), all.GetRequiredService<GraphCache>());
    }
}
