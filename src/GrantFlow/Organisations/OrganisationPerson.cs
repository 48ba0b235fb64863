using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Organisations;

/// <summary>What a person may do for an organisation.</summary>
public enum OrganisationRole
{
    /// <summary>Leads it: signs and submits.</summary>
    Head,

    /// <summary>Writes and submits.</summary>
    Editor,

    /// <summary>Sees to money and financial reports.</summary>
    Finance,

    /// <summary>Reads.</summary>
    Viewer,
}

/// <summary>A person of an organisation, with an account or as a contact only.</summary>
public sealed class OrganisationPerson
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The account, or null for a contact without one.</summary>
    public Guid? PersonId { get; internal set; }

    /// <summary>As the person writes it.</summary>
    [Personal]
    public string Name { get; internal set; } = "";

    /// <summary>Where mail goes.</summary>
    [Personal]
    public string Email { get; internal set; } = "";

    /// <summary>hy, ky, ru or en.</summary>
    public string Language { get; internal set; } = "en";

    /// <summary>What they may do.</summary>
    public OrganisationRole Role { get; internal set; }

    /// <summary>When they were entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

sealed class OrganisationPersonMap : IEntityTypeConfiguration<OrganisationPerson>
{
    public void Configure(EntityTypeBuilder<OrganisationPerson> builder) => builder.ToTable("organisation_people");
}
