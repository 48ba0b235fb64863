using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Organisations;

/// <summary>An organisation's way through the entrance began.</summary>
public sealed record EntranceBegun(Guid OrganisationId, Guid WorkflowInstanceId);

/// <summary>A grant manager starts the entrance of an organisation: the first time, or again before its entitlement ends.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>organisation-archived</c>. Starts: <c>entrance</c>.</remarks>
public static class BeginEntrance
{
    internal static readonly Refusal Archived = new("organisation-archived", "The organisation is kept on record only.");

    /// <summary>Starts the entrance.</summary>
    public static async Task<Verdict<EntranceBegun>> Execute(GrantFlowDb db, Actor actor, Guid organisationId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.BeginEntrance, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        if (!Decide(organisation).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        fact = fact with { WorkflowInstanceId = db.StartWorkflow(await db.WorkflowOfAsync(organisation.ProgrammeId, "entrance", ct), organisation.Subject, now) };
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<EntranceBegun> Decide(Organisation organisation) => organisation.State switch
    {
        OrganisationState.Active => new EntranceBegun(organisation.Id, Guid.Empty),
        OrganisationState.Archived => Archived,
    };
}
