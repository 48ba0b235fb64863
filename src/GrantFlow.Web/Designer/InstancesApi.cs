using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Web.Pages.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Designer;

/// <summary>Instances for Studio's list and viewer. Another programme's instance isn't there: 404.</summary>
static class InstancesApi
{
    /// <summary>The most instances that one call answers or acts on.</summary>
    public const int Most = 1000;

    /// <summary>Maps the routes.</summary>
    public static void MapInstances(this IEndpointRouteBuilder api)
    {
        api.MapPost("/workflow-instances", ListAsync).Does(Act.SeeWorkflows);
        api.MapGet("/workflow-instances/{id:guid}", FindAsync).Does(Act.SeeWorkflows);
        api.MapPost("/workflow-instances/{id:guid}/journal", JournalAsync).Does(Act.SeeWorkflows);
        api.MapGet("/workflow-instances/{id:guid}/variables", VariablesAsync).Does(Act.SeeWorkflows);
        api.MapGet("/workflow-instances/{id:guid}/execution-state", StateAsync).Does(Act.SeeWorkflows);
        InstanceActsApi.Map(api);
    }

    /// <summary>What happened in an instance that the reader may see; null otherwise.</summary>
    public static async Task<InstanceStory?> StoryAsync(StudioCall call, Guid id) =>
        await SeesAsync(call, id) ? await call.Service<StoryCache>().ReadAsync(id, call.Ct) : null;

    /// <summary>Whether there is such an instance for the reader.</summary>
    public static async Task<bool> SeesAsync(StudioCall call, Guid id) =>
        await InstanceAccess.OwnerAsync(call.Db, id, call.Ct) is { } owner && call.Actor.May(Act.SeeWorkflows, owner.ProgrammeId);

    /// <summary>What an instance is about, in words; null where nothing is known.</summary>
    public static async Task<string?> AboutAsync(StudioCall call, string? subject) =>
        SubjectWords.Of((await SubjectNames.ReadAsync(call.Db, [subject], call.Ct)).GetValueOrDefault(subject ?? ""), call.Texts);

    static async Task<IResult> ListAsync(StudioCall call, [FromBody] ListRequest request)
    {
        var page = await FindInstances.ReadAsync(call.Db, call.Actor, request.Filter(), call.Ct);
        var names = await SubjectNames.ReadAsync(call.Db, page.Rows.Select(r => r.CorrelationId), call.Ct);
        return TypedResults.Ok(new
        {
            Items = page.Rows.Select(r => InstanceForms.Row(r, SubjectWords.Of(names.GetValueOrDefault(r.CorrelationId ?? ""), call.Texts))),
            TotalCount = page.Total,
        });
    }

    static async Task<IResult> FindAsync(StudioCall call, Guid id)
    {
        // Before it is read: whatever changes from here on is told to whoever goes on to observe it.
        var stamp = await InstanceWatch.StampAsync(call.Db, id, call.Ct);
        if (await StoryAsync(call, id) is not { } story) return Refusal.NotFound.ToStudio(call.Texts);
        call.Service<InstanceWatch>().Drawn(call.Actor.PersonId, id, stamp);
        return TypedResults.Ok(InstanceForms.Full(story.Instance, await AboutAsync(call, story.Instance.CorrelationId)));
    }

    static async Task<IResult> JournalAsync(StudioCall call, Guid id, [FromBody] JournalRequest? request)
    {
        if (await StoryAsync(call, id) is not { } story) return Refusal.NotFound.ToStudio(call.Texts);
        var lines = story.Journal.Where(e => request?.Filter?.Fits(e) ?? true).ToList();
        return TypedResults.Ok(new
        {
            Items = lines.Skip(call.Number("skip") ?? 0).Take(Math.Min(call.Number("take") ?? int.MaxValue, Most))
                .Select(e => InstanceForms.Line(e, story.Drawing.Of(e.NodeId))),
            TotalCount = lines.Count,
        });
    }

    static async Task<IResult> VariablesAsync(StudioCall call, Guid id) =>
        await StoryAsync(call, id) is { } story
            ? TypedResults.Ok(new { Items = story.Instance.Declared, story.Instance.Declared.Count })
            : Refusal.NotFound.ToStudio(call.Texts);

    static async Task<IResult> StateAsync(StudioCall call, Guid id)
    {
        var rows = await FindInstances.ReadAsync(call.Db, call.Actor, new() { Ids = [id] }, call.Ct);
        // Studio reads the longer name; Elsa's own servers send the shorter.
        return rows.Rows is [var row]
            ? TypedResults.Ok(new { row.Status, SubStatus = row.State, WorkflowSubStatus = row.State, row.UpdatedAt })
            : Refusal.NotFound.ToStudio(call.Texts);
    }

    /// <summary>What Studio's list asks for.</summary>
    public sealed record ListRequest(
        int? Page,
        int? PageSize,
        string? SearchTerm,
        string? DefinitionId,
        IReadOnlyList<string>? DefinitionIds,
        string? CorrelationId,
        int? Version,
        bool? HasIncidents,
        WorkflowStatus? Status,
        IReadOnlyList<WorkflowStatus>? Statuses,
        WorkflowSubStatus? SubStatus,
        IReadOnlyList<WorkflowSubStatus>? SubStatuses,
        InstanceOrder? OrderBy,
        OrderDirection? OrderDirection,
        IReadOnlyList<TimestampFilter>? TimestampFilters)
    {
        static readonly WorkflowSubStatus[] Over = [WorkflowSubStatus.Finished, WorkflowSubStatus.Cancelled, WorkflowSubStatus.Faulted];

        /// <summary>The same as our own list knows it.</summary>
        public InstanceFilter Filter()
        {
            var size = Math.Clamp(PageSize ?? Most, 1, Most);
            return new InstanceFilter
            {
                Definitions = [.. Given(DefinitionIds), .. Given(DefinitionId)],
                Version = Version,
                About = Given(CorrelationId),
                States = StatesOf(),
                HasIncidents = HasIncidents,
                Search = SearchTerm,
                Times = [.. (TimestampFilters ?? []).Where(t => t.Timestamp is not null).Select(t => new InstanceTime(t.Column, t.Operator, t.Timestamp!.Value))],
                Order = OrderBy ?? InstanceOrder.Created,
                Ascending = OrderDirection == InstancesApi.OrderDirection.Ascending,
                Skip = (int)Math.Min(Math.Max(Page ?? 0, 0) * (long)size, int.MaxValue),
                Take = size,
            };
        }

        // Both lists narrow: running and suspended is suspended, finished and suspended is nothing.
        List<WorkflowSubStatus> StatesOf()
        {
            var main = (Statuses ?? []).Concat(Status is { } one ? [one] : []).Distinct().ToList();
            var sub = (SubStatuses ?? []).Concat(SubStatus is { } other ? [other] : []).Distinct().ToList();
            if (main.Count == 0) return sub;
            var all = Enum.GetValues<WorkflowSubStatus>().Where(s => main.Contains(Over.Contains(s) ? WorkflowStatus.Finished : WorkflowStatus.Running));
            var both = all.Where(s => sub.Count == 0 || sub.Contains(s)).ToList();
            return both.Count > 0 ? both : [(WorkflowSubStatus)(-1)];
        }

        static string[] Given(params IEnumerable<string?>? texts) => [.. (texts ?? []).Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t!.Trim())];
    }

    /// <summary>Which way a list is sorted.</summary>
    public enum OrderDirection
    {
        /// <summary>From the first.</summary>
        Ascending,

        /// <summary>From the last.</summary>
        Descending,
    }

    /// <summary>A condition on a time.</summary>
    public sealed record TimestampFilter(InstanceTimeColumn Column, TimeComparison Operator, DateTimeOffset? Timestamp);

    /// <summary>Which journal lines are asked for.</summary>
    public sealed record JournalRequest(JournalFilter? Filter);

    /// <summary>What narrows a journal; null and empty narrow nothing.</summary>
    public sealed record JournalFilter(
        IReadOnlyList<string>? ActivityIds,
        IReadOnlyList<string>? ActivityNodeIds,
        IReadOnlyList<string>? ExcludedActivityTypes,
        IReadOnlyList<string>? EventNames)
    {
        /// <summary>Whether a line is among them.</summary>
        public bool Fits(JournalEntry entry) =>
            Among(ActivityIds, entry.ActivityId) && Among(ActivityNodeIds, entry.NodeId) && Among(EventNames, entry.Event)
            && ExcludedActivityTypes?.Contains(entry.ActivityType) != true;

        static bool Among(IReadOnlyList<string>? all, string one) => all is not { Count: > 0 } || all.Contains(one);
    }
}
