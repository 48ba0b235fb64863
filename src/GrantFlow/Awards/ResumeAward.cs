using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Awards;

/// <summary>A halted award runs again.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="DaysHalted">By how many days its dates moved.</param>
/// <param name="EndsOn">Its last day now.</param>
/// <param name="Reason">Why it may go on.</param>
public sealed record AwardResumed(Guid AwardId, int DaysHalted, DateOnly EndsOn, string Reason);

/// <summary>A grant manager lets a halted award run again: what was still to come moves by the days that it stood still.</summary>
/// <remarks>
/// The last day moves too, but never past the programme's. Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>not-suspended</c>.
/// Signals: <c>AwardResumed</c>.
/// </remarks>
public static class ResumeAward
{
    /// <summary>Why it may go on.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    internal static readonly Refusal NotSuspended = new("not-suspended", "The award isn't suspended.");

    /// <summary>Lets it run.</summary>
    public static async Task<Verdict<AwardResumed>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ResumeAward, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        if (!Decide(award, request, parties.Programme.DayOf(now)).Allows(out var days, out var refusal)) return refusal;

        var from = award.SuspendedOn!.Value;
        await EndDeadline.Execute(db, award.Subject, "suspension", DeadlineEnd.Met, now, ct);
        award.Resume();
        await AwardDates.ShiftAsync(db, parties, from, days.Count, now, ct);
        var reason = request.Reason.Trim();
        await AwardDates.NoteAsync(db, award, VariationKind.Suspension, reason, "Suspended", "Active", actor, now, ct);
        var fact = new AwardResumed(awardId, days.Count, award.EndsOn, reason);
        parties.Tell(
            db, "grant-resumed", award.Subject, MailValue.Date(from), parties.Values(parties.Link, ("date", MailValue.Date(award.EndsOn))), now);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("AwardResumed", award.Subject, now, new { fact.DaysHalted });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DaysHalted> Decide(Award award, Request request, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return DeclineAward.ReasonMissing;
        return award is { State: AwardState.Suspended, SuspendedOn: { } since }
            ? new DaysHalted(today.DayNumber - since.DayNumber)
            : NotSuspended;
    }

    /// <summary>How long an award stood still.</summary>
    internal sealed record DaysHalted(int Count);
}
