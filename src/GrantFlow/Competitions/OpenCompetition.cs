using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Competitions;

/// <summary>A competition opened.</summary>
public sealed record CompetitionOpened(Guid CompetitionId);

/// <summary>Marks a published competition as open once its hour has come.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>opening-not-reached</c>, <c>competition-not-published</c>.</remarks>
public static class OpenCompetition
{
    internal static readonly Refusal NotReached = new("opening-not-reached", "The competition opens later.");
    internal static readonly Refusal NotPublished = new("competition-not-published", "The competition isn't one that waits to open.");

    /// <summary>Opens the competition.</summary>
    public static async Task<Verdict<CompetitionOpened>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.OpenCompetition, competition.ProgrammeId)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        if (!Decide(competition, now).Allows(out var fact, out var refusal)) return refusal;
        competition.State = CompetitionState.Open;
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<CompetitionOpened> Decide(Competition competition, DateTimeOffset now) =>
        competition.State != CompetitionState.Published ? NotPublished
        : competition.OpensAt > now ? NotReached
        : new CompetitionOpened(competition.Id);
}
