using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Programmes;

/// <summary>One objective or result area; a tree (A0.2, A2.1).</summary>
public sealed class Objective
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The objective it is part of, or null.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Short, unique in the programme: <c>1</c>, <c>2.1</c>.</summary>
    public string Code { get; init; } = "";

    /// <summary>What is to be reached.</summary>
    public LocalText Name { get; internal set; } = LocalText.Empty;
}

sealed class ObjectiveMap : IEntityTypeConfiguration<Objective>
{
    public void Configure(EntityTypeBuilder<Objective> builder) => builder.ToTable("objectives");
}
