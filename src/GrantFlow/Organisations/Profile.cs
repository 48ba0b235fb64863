using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Organisations;

/// <summary>Where a profile is.</summary>
public enum ProfileState
{
    /// <summary>The organisation was asked to fill it in.</summary>
    Invited,

    /// <summary>Begun.</summary>
    InProgress,

    /// <summary>Sent in.</summary>
    Submitted,
}

/// <summary>An organisation's answers to the entrance questionnaire (K-10); one per organisation, updated over the years.</summary>
public sealed class Profile
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The version of the questionnaire it answers.</summary>
    public Guid FormId { get; init; }

    /// <summary>Where it is.</summary>
    public ProfileState State { get; internal set; }

    /// <summary>Answers by question code.</summary>
    [Personal]
    public Dictionary<string, string> Answers { get; internal set; } = [];

    /// <summary>True when the organisation agreed that its facts are kept and used for the programme.</summary>
    public bool Consent { get; internal set; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTimeOffset InvitedAt { get; init; }

    /// <summary>When it was last saved, UTC.</summary>
    public DateTimeOffset? SavedAt { get; internal set; }

    /// <summary>When it was sent in, UTC.</summary>
    public DateTimeOffset? SubmittedAt { get; internal set; }
}

sealed class ProfileMap : IEntityTypeConfiguration<Profile>
{
    public void Configure(EntityTypeBuilder<Profile> builder)
    {
        builder.ToTable("profiles");
        builder.Property(p => p.Answers).IsJson();
        builder.HasRowVersion();
    }
}
