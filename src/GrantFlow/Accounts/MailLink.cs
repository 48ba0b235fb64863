using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>What a link sent by mail is for.</summary>
public enum MailLinkKind
{
    /// <summary>To make an account.</summary>
    Registration,

    /// <summary>To set a new password.</summary>
    Recovery,
}

/// <summary>A one-time link sent by mail: whoever opens it proves that the address is theirs. Only its hash is kept.</summary>
[NotRecorded]
public sealed class MailLink
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What for.</summary>
    public MailLinkKind Kind { get; init; }

    /// <summary>The address it was sent to.</summary>
    public string Email { get; init; } = "";

    /// <summary>Whose account, or null where there is none.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>SHA-256 of the link's end.</summary>
    public string Hash { get; init; } = "";

    /// <summary>When it was asked for, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it works, UTC.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, UTC; it works once.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    internal static readonly Refusal Spent = new("link-spent", "The link was used already, or it is too old. Ask for a new one.");

    /// <summary>The link behind a token while it works, else null.</summary>
    internal static Task<MailLink?> FindAsync(GrantFlowDb db, MailLinkKind kind, string token, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Secrets.HashOf(token);
        return db.Set<MailLink>().AsNoTracking().FirstOrDefaultAsync(l => l.Kind == kind && l.Hash == hash && l.UsedAt == null && l.ExpiresAt > now, ct);
    }

    /// <summary>Uses the link up; of two at once, one gets true.</summary>
    internal static async Task<bool> UseAsync(GrantFlowDb db, MailLink link, DateTimeOffset now, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync($"update mail_links set used_at = {now} where id = {link.Id} and used_at is null", ct) == 1;
}

sealed class MailLinkMap : IEntityTypeConfiguration<MailLink>
{
    public void Configure(EntityTypeBuilder<MailLink> builder) => builder.ToTable("mail_links");
}
