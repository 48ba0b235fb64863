using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Accounts;

/// <summary>One cell of the matrix that a programme has changed.</summary>
public sealed class RightChange
{
    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The row.</summary>
    public Act Act { get; init; }

    /// <summary>The column.</summary>
    public Holder Holder { get; init; }

    /// <summary>What holds now.</summary>
    public Reach Reach { get; internal set; }
}

sealed class RightChangeMap : IEntityTypeConfiguration<RightChange>
{
    public void Configure(EntityTypeBuilder<RightChange> builder)
    {
        builder.ToTable("right_changes");
        builder.HasKey(c => new { c.ProgrammeId, c.Act, c.Holder });
    }
}
