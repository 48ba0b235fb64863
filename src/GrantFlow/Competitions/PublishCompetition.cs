using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Competitions;

/// <summary>A competition was published.</summary>
public sealed record CompetitionPublished(Guid CompetitionId, DateTimeOffset OpensAt, DateTimeOffset ClosesAt);

/// <summary>A grant manager publishes a competition: everybody sees it, and it takes applications from its opening on.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>competition-not-draft</c>, <c>closing-past</c>.</remarks>
public static class PublishCompetition
{
    internal static readonly Refusal NotDraft = new("competition-not-draft", "The competition was published already, or called off.");
    internal static readonly Refusal ClosingPast = new("closing-past", "The closing is over already.");

    /// <summary>Publishes the competition.</summary>
    public static async Task<Verdict<CompetitionPublished>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.PublishCompetition, competition.ProgrammeId)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        if (!Decide(competition, now).Allows(out var fact, out var refusal)) return refusal;
        competition.State = competition.OpensAt <= now ? CompetitionState.Open : CompetitionState.Published;
        competition.PublishedAt = now;
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<CompetitionPublished> Decide(Competition competition, DateTimeOffset now) =>
        competition.State != CompetitionState.Draft ? NotDraft
        : competition.ClosesAt <= now ? ClosingPast
        : new CompetitionPublished(competition.Id, competition.OpensAt, competition.ClosesAt);
}
