using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Audit;

/// <summary>One link of a chain; written by the database alone.</summary>
[NotRecorded]
public sealed class AuditLink
{
    /// <summary>Whose chain; the empty id is the service's.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>Counts from 1 within the chain.</summary>
    public long Seq { get; init; }

    /// <summary>The fact that is sealed here.</summary>
    public Guid FactId { get; init; }

    /// <summary>SHA-256 of the link before it and of the fact.</summary>
    public byte[] Hash { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<AuditLink>
    {
        public void Configure(EntityTypeBuilder<AuditLink> builder) => builder.ToTable("audit_chain").HasKey(l => new { l.ProgrammeId, l.Seq });
    }
}

/// <summary>The tables of the record's chains.</summary>
public static class AuditTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>The chains' links, to be read.</summary>
        public DbSet<AuditLink> Links => db.Set<AuditLink>();
    }
}
