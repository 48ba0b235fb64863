using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>A reviewer declared whether there is a conflict of interest.</summary>
public sealed record ConflictDeclared(Guid ReviewId, bool Conflicted, bool Replaced);

/// <summary>A reviewer declares a conflict of interest, or that there is none: the application opens only then.</summary>
/// <remarks>
/// Refuses: <c>not-found</c> to everybody else, <c>conflict-declared</c>, <c>reason-missing</c>. With a conflict the review is given
/// up and another reviewer gets it, if there is one. Signals: <c>ReviewDeclined</c> to the competition.
/// </remarks>
public static class DeclareConflict
{
    /// <summary>What the reviewer sends.</summary>
    /// <param name="Conflicted">True for a conflict.</param>
    /// <param name="Reason">What kind of tie; needed for a conflict.</param>
    public sealed record Request(bool Conflicted, [StringLength(500)] string Reason = "");

    internal static readonly Refusal Declared = new("conflict-declared", "This was declared already.");
    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say what kind of tie it is.", nameof(Request.Reason));

    /// <summary>Records the declaration.</summary>
    public static async Task<Verdict<ConflictDeclared>> Execute(
        GrantFlowDb db, Actor actor, Guid reviewId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Reviews.FindAsync([reviewId], ct) is not { } review || review.ReviewerId != actor.PersonId
            || !actor.May(Act.DeclareConflict, review.ProgrammeId, null, review.ReviewerId)) return Refusal.NotFound;
        var declared = await db.ConflictsOfInterest.AnyAsync(c => c.ApplicationId == review.ApplicationId && c.ReviewerId == actor.PersonId, ct);
        if (!Decide(review, request, declared).Allows(out var fact, out var refusal)) return refusal;

        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var application = (await db.Applications.FindAsync([review.ApplicationId], ct))!;
        var now = clock.GetUtcNow();
        db.Add(new ConflictOfInterest
        {
            ProgrammeId = review.ProgrammeId,
            ApplicationId = review.ApplicationId,
            OrganisationId = application.OrganisationId,
            ReviewerId = actor.PersonId,
            Conflicted = request.Conflicted,
            Reason = request.Reason.Trim(),
            DeclaredAt = now,
        });
        if (request.Conflicted)
        {
            review.State = ReviewState.Declined;
            await EndDeadline.Execute(db, review.Subject, "review", DeadlineEnd.Cancelled, now, ct);
            await db.SaveChangesAsync(ct);
            fact = fact with { Replaced = await ReplaceAsync(db, review, clock, now, ct) };
            db.Signal("ReviewDeclined", $"competition:{review.CompetitionId}", now, fact);
        }

        db.Record(actor, review.ProgrammeId, review.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ConflictDeclared> Decide(Review review, Request request, bool declared) =>
        declared || review.State != ReviewState.Assigned ? Declared
        : request.Conflicted && string.IsNullOrWhiteSpace(request.Reason) ? ReasonMissing
        : new ConflictDeclared(review.Id, request.Conflicted, false);

    // The service gives the review to another: the reviewer may not. Too few reviewers is no fault of the declaration; the
    // overdue review comes to the managers by itself.
    static async Task<bool> ReplaceAsync(GrantFlowDb db, Review review, TimeProvider clock, DateTimeOffset now, CancellationToken ct)
    {
        var days = Math.Max(3, (int)Math.Ceiling((review.DueAt - now).TotalDays));
        var verdict = await AssignReviewers.Execute(db, Actor.Service, review.CompetitionId, new(days), clock, ct);
        return verdict.Allows(out var assigned, out _) && assigned.Reviews > 0;
    }
}
