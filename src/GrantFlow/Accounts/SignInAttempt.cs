using System.Security.Cryptography;
using System.Text;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>One try to sign in; kept for thirty days to slow guessing down.</summary>
[NotRecorded]
public sealed class SignInAttempt
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>SHA-256 of the e-mail address that was typed, in capitals.</summary>
    public string Account { get; init; } = "";

    /// <summary>SHA-256 of the network address it came from.</summary>
    public string Address { get; init; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether the password fitted.</summary>
    public bool Succeeded { get; init; }

    /// <summary>The form in which an account or address is kept.</summary>
    public static string Seal(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Trim().ToUpperInvariant())));
}

/// <summary>Where tries are kept.</summary>
sealed class SignInAttemptMapping : IEntityTypeConfiguration<SignInAttempt>
{
    public void Configure(EntityTypeBuilder<SignInAttempt> builder) => builder.ToTable("sign_in_attempts");
}
