using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;

namespace GrantFlow.Selection;

/// <summary>A scored review was opened again.</summary>
public sealed record ReviewReopened(Guid ReviewId, string Reason);

/// <summary>A grant manager opens a scored review again, for instance when the panel sent the ranking back.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>review-not-scored</c>.</remarks>
public static class ReopenReview
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record Request([Required, StringLength(1000)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));
    internal static readonly Refusal NotScored = new("review-not-scored", "Only a scored review of a competition that isn't ranked opens again.");

    /// <summary>Opens it again.</summary>
    public static async Task<Verdict<ReviewReopened>> Execute(
        GrantFlowDb db, Actor actor, Guid reviewId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Reviews.FindAsync([reviewId], ct) is not { } review) return Refusal.NotFound;
        if (!actor.May(Act.ReopenReview, review.ProgrammeId)) return Refusal.Forbidden;
        var competition = (await db.Competitions.FindAsync([review.CompetitionId], ct))!;
        if (!Decide(review, competition, request).Allows(out var fact, out var refusal)) return refusal;
        review.State = ReviewState.Assigned;
        db.Record(actor, review.ProgrammeId, review.Subject, fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ReviewReopened> Decide(Review review, Competition competition, Request request) =>
        string.IsNullOrWhiteSpace(request.Reason) ? ReasonMissing
        : review.State == ReviewState.Scored && competition.State == CompetitionState.Screened ? new ReviewReopened(review.Id, request.Reason.Trim())
        : NotScored;
}
