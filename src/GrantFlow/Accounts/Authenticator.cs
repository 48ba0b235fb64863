using System.Security.Cryptography;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>A person's authenticator app, one for each person.</summary>
[NotRecorded]
public sealed class Authenticator
{
    /// <summary>Whose.</summary>
    public Guid PersonId { get; init; }

    /// <summary>Sealed by <see cref="Secrets"/>; null until the person first typed a code of it.</summary>
    public string? Secret { get; internal set; }

    /// <summary>When the person did, UTC.</summary>
    public DateTimeOffset? ConfirmedAt { get; internal set; }

    /// <summary>Sealed: shown to the person and not confirmed yet. It opens nothing, and the one before it goes on.</summary>
    public string? Pending { get; internal set; }

    /// <summary>The newest step whose code was taken: no code is taken twice.</summary>
    public long LastStep { get; internal set; }
}

/// <summary>One of the codes for the day the telephone is lost.</summary>
[NotRecorded]
public sealed class RecoveryCode
{
    /// <summary>How many a person gets at a time.</summary>
    public const int Count = 10;

    // Without the letters and figures that are taken for one another.
    const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose.</summary>
    public Guid PersonId { get; init; }

    /// <summary>SHA-256 of the person's id and the code.</summary>
    public string Hash { get; init; } = "";

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was used, UTC; each opens once.</summary>
    public DateTimeOffset? UsedAt { get; internal set; }

    /// <summary>A new code, as the person writes it down: ten letters and figures with a dash in the middle.</summary>
    internal static string New() => $"{RandomNumberGenerator.GetString(Alphabet, 5)}-{RandomNumberGenerator.GetString(Alphabet, 5)}";

    /// <summary>What is kept of a code; blanks, dashes and case don't count.</summary>
    internal static string HashOf(Guid personId, string code) =>
        Secrets.HashOf($"{personId:N}:{string.Concat(code.Where(char.IsLetterOrDigit)).ToLowerInvariant()}");
}

sealed class AuthenticatorMap : IEntityTypeConfiguration<Authenticator>
{
    public void Configure(EntityTypeBuilder<Authenticator> builder)
    {
        builder.ToTable("authenticators");
        builder.HasKey(a => a.PersonId);
        builder.Property(a => a.PersonId).ValueGeneratedNever();
    }
}

sealed class RecoveryCodeMap : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder) => builder.ToTable("recovery_codes");
}

/// <summary>Second factors of a database.</summary>
public static class SecondFactorTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>Authenticator apps.</summary>
        public DbSet<Authenticator> Authenticators => db.Set<Authenticator>();

        /// <summary>Recovery codes, used ones too until new ones are made.</summary>
        public DbSet<RecoveryCode> RecoveryCodes => db.Set<RecoveryCode>();

        /// <summary>Passkeys.</summary>
        public DbSet<IdentityUserPasskey<Guid>> Passkeys => db.Set<IdentityUserPasskey<Guid>>();

        /// <summary>True when the person has an authenticator app at work.</summary>
        public Task<bool> HasAuthenticatorAsync(Guid personId, CancellationToken ct) =>
            db.Authenticators.AnyAsync(a => a.PersonId == personId && a.Secret != null, ct);

        /// <summary>True when the person has a passkey.</summary>
        public Task<bool> HasPasskeyAsync(Guid personId, CancellationToken ct) => db.Passkeys.AnyAsync(p => p.UserId == personId, ct);
    }
}
