using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Organisations;

/// <summary>An organisation was marked as being at risk, or no longer.</summary>
/// <param name="OrganisationId">Which.</param>
/// <param name="AtRisk">True from now on.</param>
/// <param name="Reason">Not on record: it may say what the risk is.</param>
public sealed record RiskToPeopleMarked(Guid OrganisationId, bool AtRisk, [property: Personal] string Reason);

/// <summary>Marks an organisation whose people could come to harm if it were known where and who they are.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>risk-same</c>.</remarks>
public static class MarkAtRisk
{
    /// <summary>What is sent.</summary>
    /// <param name="AtRisk">True hides settlement, people and contacts.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Request(bool AtRisk, [Required, StringLength(1000)] string Reason);

    internal static readonly Refusal Same = new("risk-same", "It is marked so already.");

    /// <summary>Marks it.</summary>
    public static async Task<Verdict<RiskToPeopleMarked>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.MarkAtRisk, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        if (!Decide(organisation, request).Allows(out var fact, out var refusal)) return refusal;
        organisation.AtRisk = fact.AtRisk;
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<RiskToPeopleMarked> Decide(Organisation organisation, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return JudgeBankAccount.ReasonMissing;
        return organisation.AtRisk == request.AtRisk ? Same : new RiskToPeopleMarked(organisation.Id, request.AtRisk, request.Reason.Trim());
    }
}
