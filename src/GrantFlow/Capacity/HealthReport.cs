using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Capacity;

/// <summary>The written report on an organisation's condition (K-9), frozen as issued.</summary>
public sealed class HealthReport
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The assessment it is made from.</summary>
    public Guid AssessmentId { get; init; }

    /// <summary>The text in each of the programme's languages, as HTML.</summary>
    public LocalText Html { get; init; } = LocalText.Empty;

    /// <summary>The mean of the ten scores, 1 to 4.</summary>
    public decimal Mean { get; init; }

    /// <summary>When it was issued, UTC.</summary>
    public DateTimeOffset IssuedAt { get; init; }
}

sealed class HealthReportMap : IEntityTypeConfiguration<HealthReport>
{
    public void Configure(EntityTypeBuilder<HealthReport> builder) => builder.ToTable("health_reports");
}
