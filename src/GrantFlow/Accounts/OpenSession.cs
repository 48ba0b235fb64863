using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A person signed in.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="Language">hy, ky, ru or en.</param>
/// <param name="SessionId">The session that it opened.</param>
/// <param name="SecondFactor">What proved them beside the password, or null.</param>
public sealed record PersonSignedIn(Guid PersonId, [property: Personal] string Name, string Language, Guid SessionId, SecondFactor? SecondFactor);

/// <summary>Opens a session for somebody who has proved who they are; the caller makes the cookie or the token of it.</summary>
static class OpenSession
{
    static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>Opens it, on record; guessing in this person's name from this address begins to count anew.</summary>
    internal static async Task<PersonSignedIn> Execute(
        GrantFlowDb db, Person person, SessionKind kind, SecondFactor? factor, Whence whence, DateTimeOffset now, CancellationToken ct)
    {
        var session = new Session
        {
            PersonId = person.Id,
            Kind = kind,
            CreatedAt = now,
            LastSeenAt = now,
            Address = whence.Address,
            UserAgent = whence.UserAgent,
            SecondFactor = factor,
        };
        db.Add(session);
        db.Add(SignInAttempt.Of(AttemptKind.Password, person.Email ?? "", whence, now, succeeded: true));
        var fact = new PersonSignedIn(person.Id, person.FullName, person.Language, session.Id, factor);
        db.Record(Actor.Service with { PersonId = person.Id, Name = person.FullName }, null, person.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await db.Set<SignInAttempt>().Where(a => a.At < now - SignInAttempt.Kept).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(s => s.LastSeenAt < now - Remembered).ExecuteDeleteAsync(ct);
        return fact;
    }
}
