using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Privacy;

/// <summary>Where a request to be erased stands.</summary>
public enum ErasureState
{
    /// <summary>Asked; an administrator has to do it.</summary>
    Open,

    /// <summary>Taken back by the person.</summary>
    Withdrawn,

    /// <summary>Done.</summary>
    Done,
}

/// <summary>A person asked to be erased.</summary>
public sealed class ErasureRequest
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who asked.</summary>
    public Guid PersonId { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public ErasureState State { get; internal set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Who ended it.</summary>
    public Guid? EndedBy { get; internal set; }
}

sealed class ErasureRequestTable : IEntityTypeConfiguration<ErasureRequest>
{
    public void Configure(EntityTypeBuilder<ErasureRequest> builder) => builder.ToTable("erasure_requests");
}
