using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Scheduling;

/// <summary>One run of a job that ended.</summary>
[NotRecorded]
public sealed class JobRun
{
    /// <summary>Addresses a retry; sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The id of the job it was a run of.</summary>
    public required string JobId { get; init; }

    /// <summary>Which work.</summary>
    public required string Job { get; init; }

    /// <summary>What it was given, or null.</summary>
    public string? Argument { get; init; }

    /// <summary>Which host ran it.</summary>
    public required string Host { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>False when it threw.</summary>
    public bool Succeeded { get; init; }

    /// <summary>What it said, or null.</summary>
    public string? Result { get; init; }

    /// <summary>What it threw, or null.</summary>
    public string? Error { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JobRun>
    {
        public void Configure(EntityTypeBuilder<JobRun> builder)
        {
            builder.ToTable("job_runs");
            builder.Property(r => r.Id).ValueGeneratedNever();
        }
    }
}

/// <summary>The history of a database's jobs.</summary>
public static class JobTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>Runs that ended.</summary>
        public DbSet<JobRun> JobRuns => db.Set<JobRun>();
    }
}
