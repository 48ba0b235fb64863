using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>Where an invitation stands.</summary>
public enum InvitationState
{
    /// <summary>Waits to be taken up; after its day it opens nothing until it is renewed.</summary>
    Open,

    /// <summary>Taken up.</summary>
    Accepted,

    /// <summary>Taken back.</summary>
    Withdrawn,
}

/// <summary>Somebody is invited to a role in a programme, or in an organisation, by a link that works once.</summary>
public sealed class Invitation
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(14);

    internal static readonly Refusal Over = new("invitation-over", "The invitation was taken up or taken back already, or its link is too old. Ask for a new one.");

    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme; null for the service as a whole.</summary>
    public Guid? ProgrammeId { get; init; }

    /// <summary>The organisation to act for; null for staff.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>The partner to work for, or null.</summary>
    public Guid? PartnerId { get; init; }

    /// <summary>What to be in the programme; null for an organisation's people.</summary>
    public Role? Role { get; init; }

    /// <summary>What to be in the organisation; null for staff.</summary>
    public OrganisationRole? OrganisationRole { get; init; }

    /// <summary>Where the link was sent.</summary>
    [Personal]
    public string Email { get; init; } = "";

    /// <summary>As the inviter writes it.</summary>
    [Personal]
    public string Name { get; init; } = "";

    /// <summary>The language of the mail.</summary>
    public string Language { get; init; } = "en";

    /// <summary>SHA-256 of the link's end.</summary>
    [OffRecord]
    public string Hash { get; internal set; } = "";

    /// <summary>Where it stands.</summary>
    public InvitationState State { get; internal set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who invites.</summary>
    public Guid CreatedBy { get; init; }

    /// <summary>Until when the link works, UTC.</summary>
    public DateTimeOffset ExpiresAt { get; internal set; }

    /// <summary>When it was taken up or back, UTC.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Whose account took it up.</summary>
    public Guid? AcceptedBy { get; internal set; }

    /// <summary><c>invitation:id</c>.</summary>
    public string Subject => $"invitation:{Id}";

    /// <summary>True while its link opens it.</summary>
    public bool IsOpen(DateTimeOffset now) => State == InvitationState.Open && ExpiresAt > now;

    /// <summary>Gives it a new link, which ends the old one, and queues the mail.</summary>
    internal void Send(GrantFlowDb db, Secrets secrets, LocalText where, string inviter, string zone, DateTimeOffset now)
    {
        var token = Secrets.NewToken();
        (Hash, ExpiresAt) = (Secrets.HashOf(token), now + Lasts);
        var until = TimeZoneInfo.ConvertTime(ExpiresAt, TimeZoneInfo.FindSystemTimeZoneById(zone));
        db.QueueMail(
            new MailRequest(
                $"invitation:{Id}:{Hash[..16]}", OrganisationId is null ? "invitation-to-programme" : "invitation-to-organisation", ProgrammeId, Subject,
                new Receiver(Email, Name, Language),
                new Dictionary<string, string>
                {
                    [OrganisationId is null ? "programme" : "organisation"] = MailValue.Text(where),
                    ["person"] = inviter,
                    ["dueDate"] = MailValue.Date(DateOnly.FromDateTime(until.DateTime)),
                    ["link"] = $"/invitations/{Mail.SecretMark}",
                })
            {
                Secret = secrets.Seal(token),
            },
            now);
    }
}

sealed class InvitationMap : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.Ignore(i => i.Subject);
    }
}

/// <summary>The invitations of a database.</summary>
public static class InvitationTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>All of them.</summary>
        public DbSet<Invitation> Invitations => db.Set<Invitation>();
    }
}
