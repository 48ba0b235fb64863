using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>A review was scored.</summary>
public sealed record ReviewScored(Guid ReviewId, decimal Total, int Remaining);

/// <summary>A reviewer scores an application on every criterion of the competition.</summary>
/// <remarks>
/// Refuses: <c>not-found</c> to everybody else, <c>review-not-open</c>, <c>conflict-undeclared</c>, <c>scores-incomplete</c>.
/// Signals: <c>ReviewScored</c> to the competition.
/// </remarks>
public static class SubmitScore
{
    /// <summary>What the reviewer sends.</summary>
    /// <param name="Scores">Whole points by criterion code, 0 to the criterion's most.</param>
    /// <param name="Comment">To the panel.</param>
    public sealed record Request([Required] Dictionary<string, int> Scores, [StringLength(4000)] string Comment = "");

    internal static readonly Refusal NotOpen = new("review-not-open", "The review isn't awaiting a score.");
    internal static readonly Refusal Undeclared = new("conflict-undeclared", "Declare first whether there is a conflict of interest.");
    internal static readonly Refusal Incomplete = new(
        "scores-incomplete", "Each criterion takes whole points from 0 to its most.", nameof(Request.Scores));

    /// <summary>Records the score.</summary>
    public static async Task<Verdict<ReviewScored>> Execute(
        GrantFlowDb db, Actor actor, Guid reviewId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Reviews.FindAsync([reviewId], ct) is not { } review || review.ReviewerId != actor.PersonId
            || !actor.May(Act.SubmitScore, review.ProgrammeId, null, review.ReviewerId)) return Refusal.NotFound;
        var competition = (await db.Competitions.FindAsync([review.CompetitionId], ct))!;
        var free = await db.ConflictsOfInterest.AnyAsync(
            c => c.ApplicationId == review.ApplicationId && c.ReviewerId == actor.PersonId && !c.Conflicted, ct);
        var others = await db.Reviews.CountAsync(
            r => r.ProgrammeId == review.ProgrammeId && r.CompetitionId == review.CompetitionId && r.State == ReviewState.Assigned && r.Id != reviewId, ct);
        if (!Decide(review, competition, request, free, others).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        (review.State, review.Scores, review.Total) = (ReviewState.Scored, request.Scores, fact.Total);
        (review.Comment, review.ScoredAt) = (request.Comment.Trim(), now);
        await EndDeadline.Execute(db, review.Subject, "review", DeadlineEnd.Met, now, ct);
        db.Record(actor, review.ProgrammeId, review.Subject, fact, now);
        db.Signal("ReviewScored", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ReviewScored> Decide(Review review, Competition competition, Request request, bool declaredFree, int others)
    {
        if (competition.State != CompetitionState.Screened) return NotOpen;
        return review.State switch
        {
            ReviewState.Assigned when !declaredFree => Undeclared,
            ReviewState.Assigned when !IsComplete(competition.Criteria, request.Scores) => Incomplete,
            ReviewState.Assigned => new ReviewScored(review.Id, TotalOf(competition.Criteria, request.Scores), others),
            ReviewState.Declined or ReviewState.Scored => NotOpen,
        };
    }

    /// <summary>The weighted mean of the shares of each criterion's points, 0 to 100, to four decimals.</summary>
    internal static decimal TotalOf(IReadOnlyList<Criterion> criteria, IReadOnlyDictionary<string, int> scores) =>
        decimal.Round(
            100m * criteria.Sum(c => c.Weight * scores[c.Code] / c.MaxPoints) / criteria.Sum(c => c.Weight), 4, MidpointRounding.ToEven);

    static bool IsComplete(List<Criterion> criteria, Dictionary<string, int> scores) =>
        scores.Count == criteria.Count
        && criteria.All(c => scores.TryGetValue(c.Code, out var points) && points >= 0 && points <= c.MaxPoints);
}
