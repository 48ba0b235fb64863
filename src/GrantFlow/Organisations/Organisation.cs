using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Organisations;

/// <summary>Whether the state has it on its register.</summary>
public enum OrganisationKind
{
    /// <summary>On the state's register, with a number.</summary>
    Registered,

    /// <summary>A movement or group that isn't registered (A1.2).</summary>
    Initiative,
}

/// <summary>Whether an organisation is worked with.</summary>
public enum OrganisationState
{
    /// <summary>Worked with.</summary>
    Active,

    /// <summary>Kept on record only.</summary>
    Archived,
}

/// <summary>A civil-society organisation or initiative as one programme knows it.</summary>
public sealed class Organisation
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The programme's own number for it: <c>CSO4P-ORG-031</c>.</summary>
    public string Number { get; init; } = "";

    /// <summary>The name.</summary>
    public LocalText Name { get; internal set; } = LocalText.Empty;

    /// <summary>Registered or not.</summary>
    public OrganisationKind Kind { get; init; }

    /// <summary>The state register's number; null for an initiative. Unique in the programme.</summary>
    public string? RegistrationNumber { get; internal set; }

    /// <summary>The identifier open-data exports use: <c>AM-SRALE-…</c> or <c>360G-…</c>; null when not settled.</summary>
    public string? OrgIdentifier { get; internal set; }

    /// <summary>A region's code: AM-TV.</summary>
    public string Region { get; internal set; } = "";

    /// <summary>Town or village.</summary>
    public string Settlement { get; internal set; } = "";

    /// <summary>The language mails to the organisation come in.</summary>
    public string Language { get; internal set; } = "en";

    /// <summary>Where mail to the organisation as such goes.</summary>
    [Personal]
    public string Email { get; internal set; } = "";

    /// <summary>With country code, or empty.</summary>
    [Personal]
    public string Phone { get; internal set; } = "";

    /// <summary>The year it was founded, or null.</summary>
    public int? FoundedYear { get; internal set; }

    /// <summary>Whether it is worked with.</summary>
    public OrganisationState State { get; internal set; }

    /// <summary>Its people could come to harm if it were known where and who they are: shown to few, and to nobody outside.</summary>
    public bool AtRisk { get; internal set; }

    /// <summary>Why it is kept out of what is published; null when it isn't.</summary>
    public string? NotPublished { get; internal set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>organisation:id</c>.</summary>
    public string Subject => $"organisation:{Id}";
}

sealed class OrganisationMap : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> builder)
    {
        builder.ToTable("organisations");
        builder.Ignore(o => o.Subject);
        builder.HasRowVersion();
    }
}
