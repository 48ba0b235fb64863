using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>A competition's closing was moved.</summary>
public sealed record ClosingExtended(Guid CompetitionId, DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>A grant manager moves the closing to a later hour; it is never moved to an earlier one.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>competition-not-open</c>, <c>closing-not-later</c>, <c>reason-missing</c>. Signals: <c>ClosingMoved</c>.
/// Prompts of begun applications move along.
/// </remarks>
public static class ExtendClosing
{
    /// <summary>What the manager sends.</summary>
    /// <param name="ClosesAt">The new last instant.</param>
    /// <param name="Reason">Why, shown with the competition.</param>
    public sealed record Request(DateTimeOffset ClosesAt, [Required, StringLength(500)] string Reason);

    internal static readonly Refusal NotOpen = new("competition-not-open", "The competition takes no applications.");
    internal static readonly Refusal NotLater = new("closing-not-later", "The closing can only be moved to later.", nameof(Request.ClosesAt));
    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));

    /// <summary>Moves the closing.</summary>
    public static async Task<Verdict<ClosingExtended>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CompetitionLock.TakeAsync(db, competitionId, ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.ExtendClosing, competition.ProgrammeId)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        if (!Decide(competition, request, now).Allows(out var fact, out var refusal)) return refusal;
        competition.ClosesAt = fact.To;
        var local = TimeZoneInfo.ConvertTime(fact.To, TimeZoneInfo.FindSystemTimeZoneById(competition.TimeZone)).DateTime;
        var drafts = await db.Applications
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId && a.State == ApplicationState.Draft)
            .Select(a => a.Id)
            .ToListAsync(ct);
        foreach (var draft in drafts)
            await MoveDeadline.Execute(db, $"application:{draft}", "application-closing", DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), now, ct);
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        db.Signal("ClosingMoved", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ClosingExtended> Decide(Competition competition, Request request, DateTimeOffset now)
    {
        if (competition.State is not (CompetitionState.Published or CompetitionState.Open) || competition.ClosesAt < now) return NotOpen;
        if (request.ClosesAt <= competition.ClosesAt) return NotLater;
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        return new ClosingExtended(competition.Id, competition.ClosesAt, request.ClosesAt.ToUniversalTime(), request.Reason.Trim());
    }
}
