using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Designer;

/// <summary>One act of moving instances to another version of their workflow; each instance's part of it is on record by itself.</summary>
[NotRecorded]
public sealed class WorkflowMove
{
    /// <summary>Sorts by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>The definition moved to.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The version moved to.</summary>
    public required int Version { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who.</summary>
    public required Guid MovedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset MovedAt { get; init; }

    /// <summary>What the cohorts' later work took before, where it was moved along.</summary>
    public List<BindingEntry> Bindings { get; init; } = [];

    /// <summary>Who took it back, or null.</summary>
    public Guid? UndoneBy { get; internal set; }

    /// <summary>When it was taken back, or null.</summary>
    public DateTimeOffset? UndoneAt { get; internal set; }
}

/// <summary>One definition's entry in a cohort's set of versions.</summary>
/// <param name="Binding">The set.</param>
/// <param name="DefinitionId">The definition that is asked for.</param>
/// <param name="Version">The version taken.</param>
/// <param name="Taken">The definition really taken, or null for the one asked for.</param>
public sealed record BindingEntry(Guid Binding, string DefinitionId, int Version, string? Taken);

/// <summary>One instance that was moved, and what takes it back.</summary>
[NotRecorded]
public sealed class MovedWorkflow
{
    /// <summary>The act.</summary>
    public required Guid MoveId { get; init; }

    /// <summary>The instance.</summary>
    public required Guid InstanceId { get; init; }

    /// <summary>Whose it is; null for the service's own.</summary>
    public Guid? ProgrammeId { get; init; }

    /// <summary>What it is about.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The versions that its children take.</summary>
    public Guid? Binding { get; init; }

    /// <summary>The number of the version before.</summary>
    public required int FromDefinition { get; init; }

    /// <summary>The number of the version after.</summary>
    public required int ToDefinition { get; init; }

    /// <summary>The state before; null once the instance has gone on.</summary>
    public byte[]? Before { get; internal set; }

    /// <summary>The SHA-256 of the state after.</summary>
    public required byte[] After { get; init; }

    /// <summary>The activities' numbers of its incidents before.</summary>
    public Dictionary<Guid, int> IncidentNodes { get; init; } = [];

    /// <summary>When it was taken back, or null.</summary>
    public DateTimeOffset? UndoneAt { get; internal set; }
}

sealed class WorkflowMoveTable : IEntityTypeConfiguration<WorkflowMove>
{
    public void Configure(EntityTypeBuilder<WorkflowMove> builder)
    {
        builder.ToTable("workflow_moves");
        builder.Property(m => m.Bindings).IsJson();
    }
}

sealed class MovedWorkflowTable : IEntityTypeConfiguration<MovedWorkflow>
{
    public void Configure(EntityTypeBuilder<MovedWorkflow> builder)
    {
        builder.ToTable("workflow_moved_instances");
        builder.HasKey(m => new { m.MoveId, m.InstanceId });
        builder.Property(m => m.IncidentNodes).IsJson();
    }
}
