using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>One instance: what it is about, the way so far, what it waits for; whoever may mends it and says why, on record.</summary>
[Does(Act.SeeWorkflows)]
sealed class InstancePage(GrantFlowDb db, IWorkflowEngine engine, DrawingCache drawings, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>Journal lines shown; the diagram's viewer pages through all.</summary>
    public const int JournalRows = 500;

    /// <summary>The instance and what can be done to it.</summary>
    public InstancePanel Panel { get; private set; } = null!;

    /// <summary>The name of its definition.</summary>
    public string DefinitionName { get; private set; } = "";

    /// <summary>The instance that waits for this one, or null.</summary>
    public InstanceCard? Parent { get; private set; }

    /// <summary>Those that it started.</summary>
    public IReadOnlyList<InstanceCard> Children { get; private set; } = [];

    /// <summary>Those about the same.</summary>
    public IReadOnlyList<InstanceCard> Beside { get; private set; } = [];

    /// <summary>What those are about.</summary>
    public IReadOnlyDictionary<string, SubjectName> Names { get; private set; } = new Dictionary<string, SubjectName>();

    /// <summary>The name of the programme whose it is; null for the whole service's.</summary>
    public LocalText? Programme { get; private set; }

    /// <summary>The zone that times are meant in: the programme's.</summary>
    public string Zone => Panel.Zone;

    /// <summary>Why somebody acts.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The page to come back to: the instance's own, or its diagram's.</summary>
    [BindProperty]
    public string? ReturnTo { get; set; }

    /// <summary>Shows the instance.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Runs the activity of an incident again.</summary>
    [Does(Act.MendWorkflows)]
    public async Task<IActionResult> OnPostRetryAsync(Guid id, Guid incident, CancellationToken ct) =>
        await AnswerAsync(id, await RetryIncident.Execute(db, engine, Actor, id, incident, new(Reason), clock, ct), ct);

    /// <summary>Goes on as if the activity had ended.</summary>
    [Does(Act.MendWorkflows)]
    public async Task<IActionResult> OnPostSkipAsync(Guid id, Guid incident, string? outcome, CancellationToken ct) =>
        await AnswerAsync(id, await SkipIncident.Execute(db, engine, drawings, Actor, id, incident, new(outcome, Reason), clock, ct), ct);

    /// <summary>Cancels the instance and its children.</summary>
    [Does(Act.MendWorkflows)]
    public async Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await CancelInstance.Execute(db, engine, Actor, id, new(Reason), clock, ct), ct);

    /// <summary>Says that the event has happened which the workflow waits for.</summary>
    [Does(Act.MendWorkflows)]
    public async Task<IActionResult> OnPostSignalAsync(Guid id, string? awaited, CancellationToken ct) =>
        await AnswerAsync(id, await SignalInstance.Execute(db, engine, Actor, id, new(awaited, Reason), clock, ct), ct);

    /// <summary>An instant in the programme's zone.</summary>
    public string When(DateTimeOffset at) => texts.When(at, Zone);

    /// <summary>A value as people read it: a text without its quotation marks.</summary>
    public static string ValueOf(System.Text.Json.JsonElement value) =>
        value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString()! : value.ToString();

    async Task<IActionResult> AnswerAsync<T>(Guid id, Verdict<T> verdict, CancellationToken ct)
        where T : notnull
    {
        if (verdict.Allows(out _, out var refusal)) return Done(Back(id), "done.recorded");
        return await LoadAsync(id, ct) ? Refused(refusal) : NotFound();
    }

    // Only ever one of our own two pages about this very instance.
    string Back(Guid id) => ReturnTo == $"/studio/instances/{id}" ? ReturnTo : $"/workflows/{id}";

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await InstancePanel.LoadAsync(db, engine, drawings, Actor, id, $"/workflows/{id}", ct) is not { } panel) return false;
        Panel = panel with { Kept = Reason };
        DefinitionName = await ListAsync(new() { Ids = [id] }, ct) is [var own, ..] ? own.DefinitionName : panel.Owner.DefinitionId;
        Programme = await db.Programmes.Where(p => p.Id == panel.Owner.ProgrammeId).Select(p => p.Name).FirstOrDefaultAsync(ct);
        if (panel.Instance.ParentId is { } parent) Parent = await ListAsync(new() { Ids = [parent] }, ct) is [var found, ..] ? found : null;
        Children = await ListAsync(new() { Parent = id, Take = 100 }, ct);
        if (panel.Owner.CorrelationId is { } about)
            Beside = [.. (await ListAsync(new() { About = [about], Take = 20 }, ct)).Where(i => i.Id != id && i.Id != Parent?.Id && Children.All(c => c.Id != i.Id))];
        Names = await SubjectNames.ReadAsync(db, [Parent?.CorrelationId, .. Children.Select(c => c.CorrelationId)], ct);
        return true;
    }

    async Task<IReadOnlyList<InstanceCard>> ListAsync(InstanceFilter filter, CancellationToken ct) =>
        (await FindInstances.ReadAsync(db, Actor, filter, ct)).Rows;
}
