using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Awards;

/// <summary>What is looked into before an agreement is offered; every kind must be clear.</summary>
public enum DueDiligenceKind
{
    /// <summary>The organisation exists and is in good standing with its register.</summary>
    Registration,

    /// <summary>Debarment and sanctions lists were searched.</summary>
    DebarmentLists,

    /// <summary>The bank account is the organisation's own.</summary>
    BankAccount,

    /// <summary>Governance and financial control suffice for the amount.</summary>
    Controls,
}

/// <summary>What a check found.</summary>
public enum DueDiligenceResult
{
    /// <summary>Nothing against it.</summary>
    Clear,

    /// <summary>Something must be mended first; the kind stays open.</summary>
    Concern,

    /// <summary>The award can't go on.</summary>
    Blocked,
}

/// <summary>One check on an organisation before its agreement. A later check of the same kind stands in its place.</summary>
public sealed class DueDiligenceCheck
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>What was looked into.</summary>
    public DueDiligenceKind Kind { get; init; }

    /// <summary>What was found.</summary>
    public DueDiligenceResult Result { get; init; }

    /// <summary>Where it was looked up, what was found; may be empty.</summary>
    [Personal]
    public string Note { get; init; } = "";

    /// <summary>Who looked.</summary>
    public Guid ById { get; init; }

    /// <summary>The name at that time.</summary>
    [Personal]
    public string ByName { get; init; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The answer over all checks of one award.</summary>
    /// <param name="checks">In any order.</param>
    /// <returns>Blocked if any kind is, Clear when every kind is, null while some kind is open.</returns>
    public static DueDiligenceResult? Overall(IEnumerable<DueDiligenceCheck> checks)
    {
        var latest = checks.GroupBy(c => c.Kind).ToDictionary(g => g.Key, g => g.MaxBy(c => c.At)!.Result);
        return latest.ContainsValue(DueDiligenceResult.Blocked) ? DueDiligenceResult.Blocked
            : Enum.GetValues<DueDiligenceKind>().All(k => latest.GetValueOrDefault(k, DueDiligenceResult.Concern) == DueDiligenceResult.Clear)
                ? DueDiligenceResult.Clear
                : null;
    }
}

sealed class DueDiligenceCheckTable : IEntityTypeConfiguration<DueDiligenceCheck>
{
    public void Configure(EntityTypeBuilder<DueDiligenceCheck> builder) => builder.ToTable("due_diligence_checks");
}
