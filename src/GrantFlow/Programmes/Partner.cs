using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Programmes;

/// <summary>What an organisation is among those that run a programme together.</summary>
public enum PartnerKind
{
    /// <summary>Gives the money.</summary>
    Donor,

    /// <summary>Answers for the programme to the donor.</summary>
    Prime,

    /// <summary>Works with the organisations of its regions.</summary>
    Intermediary,

    /// <summary>Lends assessors and trainers.</summary>
    Assessing,
}

/// <summary>Whether a partner is at work.</summary>
public enum PartnerState
{
    /// <summary>At work.</summary>
    Active,

    /// <summary>No longer; its people's regions open nothing.</summary>
    Ended,
}

/// <summary>One of the organisations that run a programme together.</summary>
public sealed class Partner
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>What it is in it.</summary>
    public PartnerKind Kind { get; internal set; }

    /// <summary>Its name.</summary>
    public LocalText Name { get; internal set; } = LocalText.Empty;

    /// <summary>Its identifier in open data, or null: XI-IATI-…, AM-SRALE-….</summary>
    public string? OrgIdentifier { get; internal set; }

    /// <summary>Codes of the regions it works in; empty for none.</summary>
    public string[] Regions { get; internal set; } = [];

    /// <summary>Whether it is at work.</summary>
    public PartnerState State { get; internal set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>partner:id</c>.</summary>
    public string Subject => $"partner:{Id}";
}

sealed class PartnerMap : IEntityTypeConfiguration<Partner>
{
    public void Configure(EntityTypeBuilder<Partner> builder)
    {
        builder.ToTable("partners");
        builder.Ignore(p => p.Subject);
    }
}

/// <summary>The partners of a database.</summary>
public static class PartnerTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>All programmes' partners.</summary>
        public DbSet<Partner> Partners => db.Set<Partner>();
    }
}
