using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>Sessions of a person were ended.</summary>
/// <param name="Sessions">Which.</param>
/// <param name="Because">Why.</param>
public sealed record SessionsEnded(IReadOnlyList<Guid> Sessions, SessionEnd Because);

/// <summary>Ends sessions: one's own, one or all others; an administrator anybody's. Their tickets open nothing from then on.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>.</remarks>
public static class EndSession
{
    /// <summary>Ends one session.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Whose it is, or an administrator.</param>
    /// <param name="sessionId">Which.</param>
    /// <param name="signOut">True when the person leaves by the door of this very session.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<SessionsEnded>> Execute(
        GrantFlowDb db, Actor actor, Guid sessionId, bool signOut, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Sessions.FindAsync([sessionId], ct) is not { } session) return Refusal.NotFound;
        if (!actor.IsSomebody || (session.PersonId != actor.PersonId && !actor.May(Act.EndSessions, Guid.Empty))) return Refusal.NotFound;
        var because = session.PersonId != actor.PersonId ? SessionEnd.EndedByAdministrator : signOut ? SessionEnd.SignedOut : SessionEnd.Revoked;
        return await Execute(db, actor, session.PersonId, s => s.Id == sessionId, because, clock, ct);
    }

    /// <summary>Ends all sessions of a person but one.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">The person, or an administrator.</param>
    /// <param name="personId">Whose.</param>
    /// <param name="keep">The one to keep; null keeps none.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<SessionsEnded>> AllOf(
        GrantFlowDb db, Actor actor, Guid personId, Guid? keep, TimeProvider clock, CancellationToken ct) =>
        !actor.IsSomebody || (personId != actor.PersonId && !actor.May(Act.EndSessions, Guid.Empty))
            ? Refusal.Forbidden
            : await Execute(
                db, actor, personId, s => s.Id != keep, personId == actor.PersonId ? SessionEnd.Revoked : SessionEnd.EndedByAdministrator, clock, ct);

    /// <summary>Ends all sessions but one as part of another act, saved with it.</summary>
    internal static async Task<int> Others(GrantFlowDb db, Guid personId, Guid? keep, SessionEnd because, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.OpenSessions(personId, now).Where(s => s.Id != keep).ToListAsync(ct);
        foreach (var session in open) (session.EndedAt, session.EndedBecause) = (now, because);
        return open.Count;
    }

    static async Task<Verdict<SessionsEnded>> Execute(
        GrantFlowDb db, Actor actor, Guid personId, System.Linq.Expressions.Expression<Func<Session, bool>> which, SessionEnd because, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = await db.OpenSessions(personId, now).Where(which).ToListAsync(ct);
        var fact = new SessionsEnded([.. open.Select(s => s.Id)], because);
        if (open.Count == 0) return fact;
        foreach (var session in open) (session.EndedAt, session.EndedBecause) = (now, because);
        db.Record(actor, null, $"person:{personId}", fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
