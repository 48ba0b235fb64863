using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>A finding was put right.</summary>
public sealed record FindingResolved(Guid AwardId, Guid FindingId, int Number, string Resolution);

/// <summary>A grant manager sees that a finding is put right.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>evidence-missing</c>, <c>finding-resolved</c>. Signals: <c>FindingResolved</c>.</remarks>
public static class ResolveFinding
{
    /// <summary>How one can tell.</summary>
    public sealed record Request([Required, StringLength(4000)] string Resolution);

    internal static readonly Refusal Resolved = new("finding-resolved", "The finding is put right already.");
    internal static readonly Refusal EvidenceMissing = MeetCondition.EvidenceMissing with { Field = nameof(Request.Resolution) };

    /// <summary>Records it.</summary>
    public static async Task<Verdict<FindingResolved>> Execute(
        GrantFlowDb db, Actor actor, Guid findingId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Findings.Where(f => f.Id == findingId).Select(f => f.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ResolveFinding, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var finding = await db.Findings.SingleAsync(f => f.Id == findingId, ct);
        if (!Decide(finding, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        finding.Resolve(fact.Resolution, now);
        await EndDeadline.Execute(db, finding.Subject, null, DeadlineEnd.Met, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("FindingResolved", award.Subject, now, new { findingId, fact.Number });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<FindingResolved> Decide(Finding finding, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Resolution)) return EvidenceMissing;
        return finding.State switch
        {
            FindingState.Open => new FindingResolved(finding.AwardId, finding.Id, finding.Number, request.Resolution.Trim()),
            FindingState.Resolved => Resolved,
        };
    }
}
