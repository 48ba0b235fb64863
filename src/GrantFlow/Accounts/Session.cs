using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>What a sign-in is carried by.</summary>
public enum SessionKind
{
    /// <summary>A browser's cookie, for the pages.</summary>
    Cookie,

    /// <summary>A bearer token, for the JSON API.</summary>
    Token,
}

/// <summary>What proved the person beside the password.</summary>
public enum SecondFactor
{
    /// <summary>A code of an authenticator app.</summary>
    Authenticator,

    /// <summary>One of the recovery codes.</summary>
    RecoveryCode,

    /// <summary>A passkey: it is password and second factor in one.</summary>
    Passkey,

    /// <summary>The organisation's own sign-in, which asks for it there.</summary>
    Provider,
}

/// <summary>Why a session is over.</summary>
public enum SessionEnd
{
    /// <summary>The person signed out.</summary>
    SignedOut,

    /// <summary>The person ended it from another one.</summary>
    Revoked,

    /// <summary>The password was changed or set anew.</summary>
    PasswordChanged,

    /// <summary>A second factor was set up or taken away.</summary>
    FactorChanged,

    /// <summary>An administrator ended it.</summary>
    EndedByAdministrator,
}

/// <summary>One sign-in, from the password to its end: whoever holds its ticket is somebody only while it is open.</summary>
[NotRecorded]
public sealed class Session
{
    /// <summary>Without being used for so long, a session is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>However much it is used, after so long the person signs in again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <summary>"Last seen" is written no oftener: a reader's every click needn't write.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>Sorts by time; the ticket carries it.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose it is.</summary>
    public Guid PersonId { get; init; }

    /// <summary>Cookie or token.</summary>
    public SessionKind Kind { get; init; }

    /// <summary>When the person signed in, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, UTC; up to five minutes behind.</summary>
    public DateTimeOffset LastSeenAt { get; internal set; }

    /// <summary>The network address it was last used from.</summary>
    public string Address { get; internal set; } = "";

    /// <summary>What the browser or program calls itself.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>What proved the person beside the password; null when nothing did.</summary>
    public SecondFactor? SecondFactor { get; internal set; }

    /// <summary>When it was ended before its time, UTC.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Why it was.</summary>
    public SessionEnd? EndedBecause { get; internal set; }

    /// <summary>True while its ticket opens anything.</summary>
    public bool IsOpen(DateTimeOffset now) => EndedAt is null && LastSeenAt > now - Idle && CreatedAt > now - Longest;
}

sealed class SessionMap : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder) => builder.ToTable("sessions");
}

/// <summary>The sign-ins of a database.</summary>
public static class SessionTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>Open and ended ones; those over for ninety days are forgotten.</summary>
        public DbSet<Session> Sessions => db.Set<Session>();

        /// <summary>The sessions of a person whose tickets still open something.</summary>
        /// <param name="personId">Whose.</param>
        /// <param name="now">UTC.</param>
        public IQueryable<Session> OpenSessions(Guid personId, DateTimeOffset now)
        {
            var (seen, made) = (now - Session.Idle, now - Session.Longest);
            return db.Sessions.Where(s => s.PersonId == personId && s.EndedAt == null && s.LastSeenAt > seen && s.CreatedAt > made);
        }
    }
}
