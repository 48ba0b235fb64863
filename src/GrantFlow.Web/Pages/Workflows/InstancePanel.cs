using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>What can be done to an instance: the panel above its diagram and on its own page.</summary>
/// <param name="Story">What happened so far.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Name">What it is about; null where nothing is known.</param>
/// <param name="MayMend">The reader may retry, skip and cancel.</param>
/// <param name="ReturnTo">Where the reader is, and comes back to.</param>
/// <param name="Kept">A reason that was typed and not taken.</param>
sealed record InstancePanel(InstanceStory Story, InstanceOwner Owner, SubjectName? Name, bool MayMend, string ReturnTo, string? Kept = null)
{
    /// <summary>The instance.</summary>
    public WorkflowInstanceView Instance => Story.Instance;

    /// <summary>The zone that its times are meant in: its programme's.</summary>
    public string Zone { get; private init; } = ReaderZone.Everybodys;

    /// <summary>The workflows it waits for that aren't published, by the number of the wait.</summary>
    public ILookup<int, string> Unpublished { get; private init; } = Array.Empty<string>().ToLookup(_ => 0);

    /// <summary>Those that wait for somebody, the newest first.</summary>
    public IEnumerable<IncidentView> Open => Instance.Incidents.Where(i => i.Open).OrderByDescending(i => i.At);

    /// <summary>The drawn events it waits for, which may be sent by hand.</summary>
    public IEnumerable<string> Events => SignalInstance.EventsOf(Instance).Select(b => b.Signal!).Distinct();

    /// <summary>The reader may cancel it, and it isn't over.</summary>
    public bool Mendable => MayMend && Instance.Status == WorkflowStatus.Running;

    /// <summary>Reads it; null where there is no such instance for the reader.</summary>
    public static async Task<InstancePanel?> LoadAsync(
        GrantFlowDb db, IWorkflowEngine engine, DrawingCache drawings, Actor actor, Guid id, string returnTo, CancellationToken ct)
    {
        if (await InstanceAccess.OwnerAsync(db, id, ct) is not { } owner || !actor.May(Act.SeeWorkflows, owner.ProgrammeId)) return null;
        if (await InstanceStory.ReadAsync(engine, drawings, id, ct) is not { } story) return null;
        var names = await SubjectNames.ReadAsync(db, [owner.CorrelationId], ct);
        var zone = await ReaderZone.OfAsync(db, actor, Act.SeeWorkflows, owner.ProgrammeId, ct);
        return new InstancePanel(story, owner, names.GetValueOrDefault(owner.CorrelationId ?? ""), actor.May(Act.MendWorkflows, owner.ProgrammeId), returnTo)
        {
            Zone = zone,
            Unpublished = await UnpublishedChildren.OfAsync(db, id, owner.ProgrammeId, ct),
        };
    }

    /// <summary>What an activity is called on the diagram.</summary>
    public string CaptionOf(string nodeId, string type) => Story.Drawing.Of(nodeId).Caption ?? type[(type.LastIndexOf('.') + 1)..];
}
