using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Something was found that must be put right.</summary>
public sealed record FindingRaised(Guid AwardId, Guid FindingId, int Number, FindingSeverity Severity, DateOnly? DueOn);

/// <summary>A grant manager, or the workflow, raises a finding; the organisation is told what to do by when.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>finding-empty</c>, <c>day-passed</c>, <c>award-over</c>. Signals: <c>FindingRaised</c>.</remarks>
public static class RaiseFinding
{
    /// <summary>What was found.</summary>
    /// <param name="Text">In plain words.</param>
    /// <param name="Severity">How much it matters.</param>
    /// <param name="Action">What the organisation is to do; may be empty.</param>
    /// <param name="DueOn">By when; null when there is nothing to do.</param>
    /// <param name="VisitId">The visit that found it, or null.</param>
    public sealed record Request(
        [Required, StringLength(4000)] string Text, FindingSeverity Severity = FindingSeverity.Medium,
        [StringLength(4000)] string Action = "", DateOnly? DueOn = null, Guid? VisitId = null);

    internal static readonly Refusal Empty = new("finding-empty", "Say what was found.", nameof(Request.Text));
    internal static readonly Refusal DayPassed = ConfirmVisit.DayPassed with { Field = nameof(Request.DueOn) };

    /// <summary>Raises it.</summary>
    public static async Task<Verdict<FindingRaised>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.RaiseFinding, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        var finding = new Finding
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = awardId,
            VisitId = request.VisitId,
            Number = await db.Findings.CountAsync(f => f.AwardId == awardId, ct) + 1,
            Text = request.Text.Trim(),
            Severity = request.Severity,
            Action = request.Action.Trim(),
            DueOn = request.DueOn,
            RaisedAt = now,
        };
        if (!Decide(award, finding, parties.Programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        db.Add(finding);
        if (finding.DueOn is { } dueOn)
        {
            var values = parties.Values(parties.Link, ("finding", finding.Text), ("dueDate", MailValue.Date(dueOn)));
            parties.Tell(db, "finding-raised", finding.Subject, "", values, now);
            await MonitoringDates.SetAsync(db, parties, finding, now, ct);
        }

        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("FindingRaised", award.Subject, now, new { findingId = finding.Id, finding.Number });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<FindingRaised> Decide(Award award, Finding finding, DateOnly today)
    {
        if (finding.Text.Length == 0) return Empty;
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        if (finding.DueOn < today) return DayPassed;
        return new FindingRaised(award.Id, finding.Id, finding.Number, finding.Severity, finding.DueOn);
    }
}
