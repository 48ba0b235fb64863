using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Designer;

/// <summary>One version of a definition as lists and pages read it. The engine writes it; here it is only read.</summary>
[NotRecorded]
public sealed class StoredDesign
{
    /// <summary>Names the version in instances and journal.</summary>
    public int Number { get; init; }

    /// <summary>The version's own id: <see cref="StoredDefinition.IdOf"/>.</summary>
    public string VersionId { get; init; } = "";

    /// <summary>The definition's lasting id.</summary>
    public string DefinitionId { get; init; } = "";

    /// <summary>Counts from 1.</summary>
    public int Version { get; init; }

    /// <summary>The name shown.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The designer that drew it, or null.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The text; lists leave it where it is.</summary>
    public string Json { get; init; } = "";

    /// <summary>New instances take it.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Other definitions may contain it as an activity.</summary>
    public bool UsableAsActivity { get; init; }

    /// <summary>Null for the draft.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When the version was first saved, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

sealed class StoredDesignTable : IEntityTypeConfiguration<StoredDesign>
{
    public void Configure(EntityTypeBuilder<StoredDesign> builder)
    {
        builder.ToTable("workflow_definitions");
        builder.HasKey(v => v.Number);
    }
}
