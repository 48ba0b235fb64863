using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Programmes;

/// <summary>A marz, an oblast or a city of that rank (A12.3).</summary>
public sealed class Region
{
    /// <summary>ISO 3166-1.</summary>
    public string Country { get; init; } = "";

    /// <summary>ISO 3166-2: AM-TV, KG-GO.</summary>
    public string Code { get; init; } = "";

    /// <summary>The name.</summary>
    public LocalText Name { get; init; } = LocalText.Empty;
}

sealed class RegionMap : IEntityTypeConfiguration<Region>
{
    public void Configure(EntityTypeBuilder<Region> builder)
    {
        builder.ToTable("regions");
        builder.HasKey(r => new { r.Country, r.Code });
    }
}
