using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Programmes;

/// <summary>How an organisation stands in a cohort.</summary>
public enum CohortMemberState
{
    /// <summary>Holds a place.</summary>
    Member,

    /// <summary>Gave its place up, or lost it.</summary>
    Left,

    /// <summary>Stayed to the end.</summary>
    Completed,
}

/// <summary>An organisation's place in a cohort; it outlasts its grants (A8.4).</summary>
public sealed class CohortMember
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The cohort.</summary>
    public Guid CohortId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The application that won the place, or null.</summary>
    public Guid? ApplicationId { get; init; }

    /// <summary>How it stands.</summary>
    public CohortMemberState State { get; internal set; }

    /// <summary>True when it came from the reserve list.</summary>
    public bool FromReserve { get; init; }

    /// <summary>The member whose place it took, or null.</summary>
    public Guid? ReplacesId { get; init; }

    /// <summary>The member who took its place, or null.</summary>
    public Guid? ReplacedById { get; internal set; }

    /// <summary>First day, in the programme's zone.</summary>
    public DateOnly JoinedOn { get; init; }

    /// <summary>Last day, in the programme's zone.</summary>
    public DateOnly? LeftOn { get; internal set; }

    /// <summary>Why it left, in the words of who recorded it.</summary>
    public string? LeftReason { get; internal set; }
}

sealed class CohortMemberMap : IEntityTypeConfiguration<CohortMember>
{
    public void Configure(EntityTypeBuilder<CohortMember> builder)
    {
        builder.ToTable("cohort_members");
        builder.HasRowVersion();
    }
}
