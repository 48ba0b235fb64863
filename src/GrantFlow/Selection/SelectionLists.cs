using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>What the JSON API tells of reviews, applications under review, and rankings.</summary>
static class SelectionLists
{
    internal sealed record ReviewLine(Guid Id, Guid CompetitionId, Guid ApplicationId, ReviewState State, DateTimeOffset DueAt, decimal? Total);

    internal sealed record ApplicationView(
        Guid Id, string Number, string Title, string Summary, string Language, IReadOnlyDictionary<string, string> Answers, decimal RequestedAmount,
        ApplicationState State, DateTimeOffset? SubmittedAt, string? SnapshotHash, IReadOnlyList<EligibilityFinding> Eligibility);

    internal sealed record RankingLine(Guid ApplicationId, int Rank, decimal MeanScore, RankingOutcome Outcome, string Reason);

    internal sealed record RankingView(Guid DecisionId, DecisionState State, DateTimeOffset ProposedAt, IReadOnlyList<RankingLine> Lines);

    /// <summary>The actor's own reviews.</summary>
    internal static async Task<List<ReviewLine>?> ReviewsAsync(GrantFlowDb db, Actor actor, CancellationToken ct) =>
        await db.Reviews.AsNoTracking().Where(r => r.ReviewerId == actor.PersonId).OrderBy(r => r.DueAt)
            .Select(r => new ReviewLine(r.Id, r.CompetitionId, r.ApplicationId, r.State, r.DueAt, r.Total))
            .ToListAsync(ct);

    /// <summary>One application, to whoever may read it; a draft only to the applicant.</summary>
    internal static async Task<ApplicationView?> ApplicationAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Applications.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } a) return null;
        if (a.SubmittedAt is null ? !actor.May(Act.SeeDraftApplication, a.ProgrammeId, a.OrganisationId) : !await ReviewAccess.MayReadAsync(db, actor, a, ct)) return null;
        return new ApplicationView(
            a.Id, a.Number, a.Title, a.Summary, a.Language, a.Answers, a.RequestedAmount, a.State, a.SubmittedAt, a.SnapshotHash, a.Eligibility);
    }

    /// <summary>The decision that stands, or was sent back last, with its lines; to managers, and to the donor once approved.</summary>
    internal static async Task<RankingView?> RankingAsync(GrantFlowDb db, Actor actor, Guid competitionId, CancellationToken ct)
    {
        var decision = await db.Decisions.AsNoTracking().Where(d => d.CompetitionId == competitionId).OrderByDescending(d => d.Id).FirstOrDefaultAsync(ct);
        if (decision is null) return null;
        var may = actor.May(decision.State == DecisionState.Approved ? Act.SeeDecision : Act.SeeRanking, decision.ProgrammeId);
        if (!may) return null;
        var lines = await db.Rankings.AsNoTracking().Where(r => r.DecisionId == decision.Id).OrderBy(r => r.Rank)
            .Select(r => new RankingLine(r.ApplicationId, r.Rank, r.MeanScore, r.Outcome, r.Reason))
            .ToListAsync(ct);
        return new RankingView(decision.Id, decision.State, decision.ProposedAt, lines);
    }
}
