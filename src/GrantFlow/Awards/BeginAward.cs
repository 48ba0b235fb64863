using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Awards;

/// <summary>The work on an award began: its workflow was started.</summary>
public sealed record AwardBegun(Guid AwardId, Guid WorkflowInstanceId);

/// <summary>A grant manager begins an award that came without a competition here, such as an imported one.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>award-begun</c>. Starts: <c>award</c>.</remarks>
public static class BeginAward
{
    internal static readonly Refusal Begun = new("award-begun", "The award is under way or over.");

    /// <summary>Begins it.</summary>
    public static async Task<Verdict<AwardBegun>> Execute(GrantFlowDb db, Actor actor, Guid awardId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.BeginAward, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (Decide(award) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        var workflow = award.Binding is null ? await db.WorkflowOfAsync(award.ProgrammeId, "award", ct) : "award";
        var fact = new AwardBegun(awardId, db.StartWorkflow(workflow, award.Subject, now, binding: award.Binding));
        award.WorkflowInstance = fact.WorkflowInstanceId;
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Award award) =>
        award is { State: AwardState.Prepared, WorkflowInstance: null } ? null : Begun;
}
