using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Programmes;

/// <summary>Whether a programme is run here or only kept.</summary>
public enum ProgrammeKind
{
    /// <summary>Run here.</summary>
    Live,

    /// <summary>Loaded from published records.</summary>
    Historic,
}

/// <summary>A grant programme; it may run inside a larger one (A0.1).</summary>
public sealed class Programme
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme it runs inside, or null.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Unique, lower case, for addresses: <c>csos4progress</c>.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the numbers of applications and awards begin with: <c>CSO4P</c>.</summary>
    public string NumberPrefix { get; init; } = "";

    /// <summary>The name.</summary>
    public LocalText Name { get; internal set; } = LocalText.Empty;

    /// <summary>What it is for.</summary>
    public LocalText Goal { get; internal set; } = LocalText.Empty;

    /// <summary>Who pays, as shown on calls and letters (A0.3).</summary>
    public LocalText Acknowledgement { get; internal set; } = LocalText.Empty;

    /// <summary>ISO 3166-1: AM, KG, GB.</summary>
    public string Country { get; init; } = "";

    /// <summary>ISO 4217: AMD, KGS, GBP.</summary>
    public string Currency { get; init; } = "";

    /// <summary>IANA: Asia/Yerevan.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>First day, in the programme's zone.</summary>
    public DateOnly StartsOn { get; internal set; }

    /// <summary>Last day, in the programme's zone.</summary>
    public DateOnly EndsOn { get; internal set; }

    /// <summary>The language of people whose own isn't known.</summary>
    public string DefaultLanguage { get; init; } = "en";

    /// <summary>The languages offered.</summary>
    public string[] Languages { get; init; } = [];

    /// <summary>True when only entitled organisations may apply (K-10).</summary>
    public bool EntranceRequired { get; init; }

    /// <summary>Run here, or only kept.</summary>
    public ProgrammeKind Kind { get; init; }

    /// <summary>The registered 360Giving prefix, or null.</summary>
    public string? Giving360Prefix { get; init; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The programme's zone.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The day it is in the programme's zone.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>The last second of a day in the programme's zone.</summary>
    public DateTimeOffset EndOf(DateOnly day)
    {
        var local = day.ToDateTime(new TimeOnly(23, 59, 59));
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

sealed class ProgrammeMap : IEntityTypeConfiguration<Programme>
{
    public void Configure(EntityTypeBuilder<Programme> builder)
    {
        builder.ToTable("programmes");
        builder.Ignore(p => p.Zone);
        builder.Property(p => p.Giving360Prefix).HasColumnName("giving360_prefix");
        builder.HasRowVersion();
    }
}
