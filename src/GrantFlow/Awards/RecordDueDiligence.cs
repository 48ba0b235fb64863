using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Checks on an organisation were recorded.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="Checks">How many were recorded now.</param>
/// <param name="Overall">Clear or Blocked once settled, null while some kind is open.</param>
public sealed record DueDiligenceRecorded(Guid AwardId, int Checks, DueDiligenceResult? Overall);

/// <summary>A grant manager records what the checks before an agreement found.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>due-diligence-over</c>, <c>no-checks</c>. Signals: <c>DueDiligenceRecorded</c>.
/// Source: pre-award check with the debarment-list search recorded (sub-grant practice, requirements after K-16).
/// </remarks>
public static class RecordDueDiligence
{
    /// <summary>What was found.</summary>
    /// <param name="Checks">At least one; a later check of a kind stands in place of the earlier.</param>
    public sealed record Request([Required, MinLength(1)] IReadOnlyList<Check> Checks);

    /// <summary>One check.</summary>
    public sealed record Check(DueDiligenceKind Kind, DueDiligenceResult Result, [StringLength(4000)] string Note = "");

    internal static readonly Refusal Over = new("due-diligence-over", "The agreement is out already, or the award has ended.");
    internal static readonly Refusal NoChecks = new("no-checks", "Record at least one check.", nameof(Request.Checks));

    /// <summary>Records them.</summary>
    public static async Task<Verdict<DueDiligenceRecorded>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.RecordDueDiligence, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        var before = await db.DueDiligenceChecks.AsNoTracking().Where(c => c.AwardId == awardId).ToListAsync(ct);
        // Two checks of one kind in one request: the later in the list counts, so each gets its own instant.
        var made = request.Checks.Select((c, i) => new DueDiligenceCheck
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = awardId,
            Kind = c.Kind,
            Result = c.Result,
            Note = c.Note,
            ById = actor.PersonId,
            ByName = actor.Name,
            At = now.AddMicroseconds(i),
        }).ToList();
        if (!Decide(award, before, made).Allows(out var fact, out var refusal)) return refusal;

        db.AddRange(made);
        award.MoveTo(AwardState.DueDiligence);
        if (fact.Overall is not null) await EndDeadline.Execute(db, award.Subject, "due-diligence", DeadlineEnd.Met, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("DueDiligenceRecorded", award.Subject, now, new { outcome = fact.Overall?.ToString() ?? "Open" });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DueDiligenceRecorded> Decide(
        Award award, IReadOnlyList<DueDiligenceCheck> before, IReadOnlyList<DueDiligenceCheck> made)
    {
        if (made.Count == 0) return NoChecks;
        return award.State switch
        {
            AwardState.Prepared or AwardState.DueDiligence =>
                new DueDiligenceRecorded(award.Id, made.Count, DueDiligenceCheck.Overall([.. before, .. made])),
            AwardState.Offered or AwardState.Signed or AwardState.Active or AwardState.Suspended
                or AwardState.Terminated or AwardState.Closed or AwardState.Declined => Over,
        };
    }
}
