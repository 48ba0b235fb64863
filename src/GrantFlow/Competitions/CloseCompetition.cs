using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>A competition closed.</summary>
public sealed record CompetitionClosed(Guid CompetitionId, int Submitted, int Unfinished);

/// <summary>Closes a competition whose closing is over.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>competition-not-open</c>, <c>closing-not-reached</c>. Signals: <c>CompetitionClosed</c>.
/// Concurrency: <see cref="CompetitionLock"/>. Applications never sent in stay drafts; nobody prompts for them any more.
/// </remarks>
public static class CloseCompetition
{
    internal static readonly Refusal NotOpen = new("competition-not-open", "The competition isn't one that takes applications.");
    internal static readonly Refusal NotReached = new("closing-not-reached", "The closing is still to come.");

    /// <summary>Closes the competition.</summary>
    public static async Task<Verdict<CompetitionClosed>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CompetitionLock.TakeAsync(db, competitionId, ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.CloseCompetition, competition.ProgrammeId)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        var applications = await db.Applications
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId)
            .Select(a => new { a.Id, a.State })
            .ToListAsync(ct);
        var drafts = applications.Where(a => a.State == ApplicationState.Draft).ToList();
        var submitted = applications.Count(a => a.State == ApplicationState.Submitted);
        if (!Decide(competition, submitted, drafts.Count, now).Allows(out var fact, out var refusal)) return refusal;

        competition.State = CompetitionState.Closed;
        foreach (var draft in drafts) await EndDeadline.Execute(db, $"application:{draft.Id}", null, DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        db.Signal("CompetitionClosed", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<CompetitionClosed> Decide(Competition competition, int submitted, int unfinished, DateTimeOffset now) =>
        competition.State switch
        {
            CompetitionState.Published or CompetitionState.Open => now > competition.ClosesAt
                ? new CompetitionClosed(competition.Id, submitted, unfinished)
                : NotReached,
            CompetitionState.Draft or CompetitionState.Closed or CompetitionState.Screened or CompetitionState.Selected
                or CompetitionState.Decided or CompetitionState.Cancelled => NotOpen,
        };
}
