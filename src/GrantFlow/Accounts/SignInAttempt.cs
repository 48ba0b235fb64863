using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>What was tried.</summary>
public enum AttemptKind
{
    /// <summary>A sign-in by password; one that succeeded is a whole sign-in, second factor and all.</summary>
    Password,

    /// <summary>A code of an authenticator app, or a recovery code.</summary>
    Code,

    /// <summary>A mail to set a new password was asked for.</summary>
    Recovery,

    /// <summary>A mail to register was asked for.</summary>
    Registration,
}

/// <summary>One try to sign in, or to be sent a mail; kept for thirty days to slow guessing down.</summary>
[NotRecorded]
public sealed class SignInAttempt
{
    /// <summary>How long tries are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What was tried.</summary>
    public AttemptKind Kind { get; init; }

    /// <summary>Blinded: the e-mail address that was typed, in capitals.</summary>
    public string Account { get; init; } = "";

    /// <summary>Blinded: the network address it came from.</summary>
    public string Address { get; init; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public bool Succeeded { get; init; }

    /// <summary>The form in which an account or address is kept: enough to count; a plain hash of four billion addresses would soon be read.</summary>
    public static string Seal(string text) =>
        Keyring.Loaded.Blind(text.Trim().ToUpperInvariant());

    internal static SignInAttempt Of(AttemptKind kind, string email, Whence whence, DateTimeOffset at, bool succeeded) => new()
    {
        Kind = kind,
        Account = Seal(email),
        Address = Seal(whence.Address),
        At = at,
        Succeeded = succeeded,
    };
}

/// <summary>Where tries are kept.</summary>
sealed class SignInAttemptMapping : IEntityTypeConfiguration<SignInAttempt>
{
    public void Configure(EntityTypeBuilder<SignInAttempt> builder) => builder.ToTable("sign_in_attempts");
}
