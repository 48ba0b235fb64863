using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Selection;

/// <summary>What a reviewer declared about one application; nothing is opened to the reviewer before it.</summary>
public sealed class ConflictOfInterest
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The application.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>The applicant.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The reviewer.</summary>
    public Guid ReviewerId { get; init; }

    /// <summary>True for a conflict, false for "I have none".</summary>
    public bool Conflicted { get; init; }

    /// <summary>What kind of tie; empty for none.</summary>
    [Personal]
    public string Reason { get; init; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset DeclaredAt { get; init; }
}

sealed class ConflictOfInterestMap : IEntityTypeConfiguration<ConflictOfInterest>
{
    public void Configure(EntityTypeBuilder<ConflictOfInterest> builder) => builder.ToTable("conflicts_of_interest");
}
