using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>A competition was called off.</summary>
public sealed record CompetitionCancelled(Guid CompetitionId, string Reason);

/// <summary>A grant manager calls a competition off before it is ranked.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>competition-ranked</c>. Signals: <c>CompetitionCancelled</c>.</remarks>
public static class CancelCompetition
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Reason">Why, shown with the competition.</param>
    public sealed record Request([Required, StringLength(2000)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));
    internal static readonly Refusal Ranked = new("competition-ranked", "The competition is ranked, decided on or called off already.");

    /// <summary>Calls the competition off.</summary>
    public static async Task<Verdict<CompetitionCancelled>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CompetitionLock.TakeAsync(db, competitionId, ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.CancelCompetition, competition.ProgrammeId)) return Refusal.Forbidden;
        if (!Decide(competition, request).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        competition.State = CompetitionState.Cancelled;
        var applications = await db.Applications.Where(a => a.CompetitionId == competitionId).Select(a => a.Id).ToListAsync(ct);
        foreach (var application in applications) await EndDeadline.Execute(db, $"application:{application}", null, DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        db.Signal("CompetitionCancelled", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<CompetitionCancelled> Decide(Competition competition, Request request) =>
        string.IsNullOrWhiteSpace(request.Reason) ? ReasonMissing : competition.State switch
        {
            CompetitionState.Draft or CompetitionState.Published or CompetitionState.Open or CompetitionState.Closed
                or CompetitionState.Screened => new CompetitionCancelled(competition.Id, request.Reason.Trim()),
            CompetitionState.Selected or CompetitionState.Decided or CompetitionState.Cancelled => Ranked,
        };
}
