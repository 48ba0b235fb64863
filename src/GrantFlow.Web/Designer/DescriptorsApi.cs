using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Web.Designer;

/// <summary>What there is to draw with: activity types, expressions, strategies, types of variables, live choices.</summary>
static class DescriptorsApi
{
    // Studio reads several of these anew at every click; none of them knows a person or a programme.
    static readonly Act[] Readers = [Act.SeeDesigns, Act.SeeWorkflows];

    static readonly object[] Expressions =
    [
        Expression("Literal", isBrowsable: false),
        Expression("Object", isBrowsable: false, "json"),
        Expression("Variable"),
        Expression("Input"),
        Expression("JavaScript", language: "javascript"),
    ];

    static readonly object[] Activation = [Strategy("AllowAlways", "Always", "Every start makes an instance.")];

    static readonly object[] Incidents =
    [
        Strategy("Fault", "Stop", "An activity that fails stops the whole instance until an operator acts."),
        Strategy("ContinueWithIncidents", "Go on", "Other branches go on; the activity that failed waits for an operator."),
    ];

    // The engine stores each burst as a whole, keeps a journal of all of it, and all variables with the instance.
    static readonly object[] Logs = [Strategy("Inherit", "Everything", "The journal keeps every activity's inputs and outputs.")];

    static readonly object[] Storage = [new { TypeName = "WorkflowInstance", DisplayName = "With the instance", Priority = 0, Deprecated = false }];

    static readonly object[] Types =
    [
        Type("String", "Text", "Texts"), Type("Boolean", "Yes or no", "Texts"), Type("Guid", "Id", "Texts"),
        Type("Int32", "Whole number", "Numbers"), Type("Int64", "Large whole number", "Numbers"), Type("Decimal", "Decimal number, for money", "Numbers"), Type("Double", "Number with a floating point", "Numbers"),
        Type("DateTimeOffset", "Instant", "Time"), Type("DateOnly", "Day", "Time"), Type("TimeSpan", "Duration (days.hours:minutes:seconds)", "Time"),
        Type("Object", "Anything", "Lists and objects"), Type("JsonElement", "List or object, as JSON", "Lists and objects"),
    ];

    static readonly object[] Features =
    [
        new
        {
            Name = "RealTimeWorkflowUpdates", Namespace = "Elsa", FullName = "Elsa.RealTimeWorkflowUpdates",
            DisplayName = "Live instances", Description = "The diagram of an instance follows what it does.",
        },
    ];

    /// <summary>Maps them.</summary>
    public static void MapDescriptors(this IEndpointRouteBuilder api)
    {
        api.MapGet("/descriptors/activities", (StudioCall call, HttpContext context, DescriptorBook book) => book.SendAsync(call, context)).Does(Readers);
        MapList(api, "/descriptors/expression-descriptors", Expressions);
        MapList(api, "/descriptors/workflow-activation-strategies", Activation);
        MapList(api, "/descriptors/incident-strategies", Incidents);
        MapList(api, "/descriptors/log-persistence-strategies", Logs);
        MapList(api, "/descriptors/commit-strategies/workflows", []);
        MapList(api, "/descriptors/commit-strategies/activities", []);
        MapList(api, "/descriptors/storage-drivers", Storage);
        MapList(api, "/descriptors/variables", Types);
        MapList(api, "/descriptors/output-converters", []);
        MapList(api, "/features/installed", Features);
        api.MapGet("/features/installed/{fullName}", (string fullName) =>
            fullName == "Elsa.RealTimeWorkflowUpdates" ? Results.Ok(Features[0]) : Results.NotFound()).Does(Readers);
        api.MapGet("/package/version", () => TypedResults.Ok(new { PackageVersion = ElsaApi.StudioVersion })).Does(Readers);
        api.MapPost("/descriptors/activities/{typeName}/options/{inputName}", OptionsAsync).Does(Readers);
        api.MapPost("/scripting/javascript/type-definitions/{definitionId}", DeclareAsync).Does(Readers);
    }

    static void MapList(IEndpointRouteBuilder api, string path, object[] items)
    {
        var answer = new { Items = items, Count = items.Length };
        api.MapGet(path, (HttpContext context) =>
        {
            // A burst of the same question, within seconds, is answered by the browser itself.
            context.Response.Headers.CacheControl = "private, max-age=60";
            return TypedResults.Ok(answer);
        }).Does(Readers);
    }

    static async Task<IResult> OptionsAsync(string typeName, string inputName, StudioCall call, ActivityCatalogue catalogue)
    {
        var input = catalogue.Descriptors.GetValueOrDefault(typeName)?.Inputs.FirstOrDefault(i => i.Name.Equals(inputName, StringComparison.OrdinalIgnoreCase));
        if (input?.From is not { } list) return Results.NotFound();
        return Results.Json(new Dictionary<string, object> { ["items"] = DescriptorForm.Choices(input.UiHint, await LiveChoices.OfAsync(call, list, optional: !input.Required), live: false) });
    }

    static async Task<IResult> DeclareAsync(string definitionId, StudioCall call)
    {
        var versions = await call.Service<IWorkflowStore>().DefinitionsAsync(definitionId, call.Ct);
        return versions.MaxBy(v => v.Version) is { } latest && await call.SeesAsync(definitionId)
            ? Results.Text(ScriptDeclarations.Of(JsonDocument.Parse(latest.Json).RootElement))
            : Results.Text(ScriptDeclarations.Of(default));
    }

    static object Expression(string type, bool isBrowsable = true, string? language = null) => new
    {
        Type = type,
        DisplayName = type,
        IsSerializable = true,
        IsBrowsable = isBrowsable,
        Properties = language is null ? [] : new Dictionary<string, string> { ["MonacoLanguage"] = language },
    };

    static object Strategy(string type, string caption, string description) => new { TypeName = type, DisplayName = caption, Description = description };

    static object Type(string type, string caption, string category) => new { TypeName = type, DisplayName = caption, Category = category, Description = (string?)null };
}
