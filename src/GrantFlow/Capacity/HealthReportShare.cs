using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Capacity;

/// <summary>An organisation's consent that a role or a person reads its health report, until it is taken back.</summary>
public sealed class HealthReportShare
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>Whose report.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>Everybody with this role in the programme; null for one person.</summary>
    public Role? Role { get; init; }

    /// <summary>One person; null for a role.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Who gave it.</summary>
    public Guid GivenBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset GivenAt { get; init; }

    /// <summary>Who took it back, or null.</summary>
    public Guid? EndedBy { get; internal set; }

    /// <summary>When, UTC; null while it holds.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }
}

/// <summary>Who may read an organisation's health report (K9.3).</summary>
public static class HealthReportAccess
{
    /// <summary>True for the organisation, for the roles that the matrix grants it, and for those the organisation shares it with.</summary>
    public static async Task<bool> MaySeeAsync(GrantFlowDb db, Actor actor, Guid programmeId, Guid organisationId, Guid? assessorId, CancellationToken ct)
    {
        if (actor.May(Act.SeeHealthReport, programmeId, organisationId, assessorId)) return true;
        // A share is worth something only to whoever still has a part in the programme.
        if (!actor.May(Act.SeeSharedHealthReport, programmeId, null, actor.PersonId)) return false;
        var shares = await db.HealthReportShares.AsNoTracking().Where(s => s.OrganisationId == organisationId && s.EndedAt == null)
            .Select(s => new { s.Role, s.PersonId }).ToListAsync(ct);
        return shares.Any(s => s.PersonId == actor.PersonId || (s.Role is { } role && actor.Grants.Contains((programmeId, role))));
    }
}

sealed class HealthReportShareTable : IEntityTypeConfiguration<HealthReportShare>
{
    public void Configure(EntityTypeBuilder<HealthReportShare> builder) => builder.ToTable("health_report_shares");
}
