using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Designer;

/// <summary>Whose a workflow definition is, and who drew on it last; its versions' texts are the engine's.</summary>
/// <remarks>A definition without one is every programme's. Every save is a fact of its own or part of a sitting's: <see cref="Revision"/> counts them all.</remarks>
[NotRecorded]
public sealed class WorkflowDesign
{
    /// <summary>The definition's lasting id.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The programme whose own it is; null for every programme's.</summary>
    public Guid? ProgrammeId { get; init; }

    /// <summary>The shared definition whose place it takes in the programme's new cohorts, or null.</summary>
    public string? StandsInFor { get; internal set; }

    /// <summary>Rises with each save of the draft.</summary>
    public int Revision { get; internal set; }

    /// <summary>What the last save held: the same save once more is no conflict.</summary>
    public string? SavedChecksum { get; internal set; }

    /// <summary>Who saved last.</summary>
    public Guid SavedBy { get; internal set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset SavedAt { get; internal set; }
}

sealed class WorkflowDesignTable : IEntityTypeConfiguration<WorkflowDesign>
{
    public void Configure(EntityTypeBuilder<WorkflowDesign> builder)
    {
        builder.ToTable("workflow_designs");
        builder.HasKey(d => d.DefinitionId);
        builder.Property(d => d.Revision).IsConcurrencyToken();
    }
}
