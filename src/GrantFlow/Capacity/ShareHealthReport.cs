using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>An organisation let somebody read its health report.</summary>
public sealed record HealthReportShared(Guid ShareId, Guid OrganisationId, Role? Role, Guid? PersonId);

/// <summary>The head of an organisation shares its health report with a role or a person of the programme.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>share-whom</c>, <c>share-same</c>.</remarks>
public static class ShareHealthReport
{
    /// <summary>With whom; exactly one of the two.</summary>
    /// <param name="Role">Donor, intermediary, assessor or finance.</param>
    /// <param name="PersonId">Somebody with a role in the programme.</param>
    public sealed record Request(Role? Role = null, Guid? PersonId = null);

    internal static readonly Refusal Whom = new("share-whom", "Choose one role or one person of the programme.", nameof(Request.Role));
    internal static readonly Refusal Same = new("share-same", "It is shared with them already.");

    /// <summary>Shares it.</summary>
    public static async Task<Verdict<HealthReportShared>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.ShareHealthReport, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        var there = await db.HealthReportShares.AsNoTracking().Where(s => s.OrganisationId == organisationId && s.EndedAt == null).ToListAsync(ct);
        var known = request.PersonId is not { } person || await db.ProgrammeRoles.AnyAsync(r => r.PersonId == person && r.ProgrammeId == organisation.ProgrammeId, ct);
        if (!Decide(organisationId, request, known, there).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        db.Add(new HealthReportShare
        {
            Id = fact.ShareId,
            ProgrammeId = organisation.ProgrammeId,
            OrganisationId = organisationId,
            Role = fact.Role,
            PersonId = fact.PersonId,
            GivenBy = actor.PersonId,
            GivenAt = now,
        });
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<HealthReportShared> Decide(Guid organisation, Request request, bool known, IReadOnlyList<HealthReportShare> there)
    {
        if ((request.Role is null) == (request.PersonId is null) || !known) return Whom;
        if (request.Role is not (null or Role.Donor or Role.Intermediary or Role.Assessor or Role.Finance)) return Whom;
        return there.Any(s => s.Role == request.Role && s.PersonId == request.PersonId)
            ? Same
            : new HealthReportShared(Guid.CreateVersion7(), organisation, request.Role, request.PersonId);
    }
}
