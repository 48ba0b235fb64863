using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>Tells who stands behind the subjects of the first half of the lifecycle, from programme to review.</summary>
/// <param name="db">The caller's context.</param>
public sealed class SubjectReceivers(GrantFlowDb db) : IReceivers
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["programme", "cohort", "organisation", "plan-action", "competition", "application", "review"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Receiver>> HoldersAsync(string subject, string role, CancellationToken ct)
    {
        if (await FindAsync(subject, ct) is not { } found) return [];
        return role switch
        {
            HolderRole.Contacts when found.Organisation is { } organisation => await Contacts.OfAsync(db, organisation, ct),
            HolderRole.Contacts when found.Cohort is { } cohort => await MembersAsync(cohort, ct),
            HolderRole.Reviewers => await PeopleAsync(ReviewersOf(found), ct),
            HolderRole.Assessors when found.Organisation is { } organisation => await PeopleAsync(
                db.Assessments.Where(a => a.OrganisationId == organisation.Id && a.AssessorId != null).Select(a => a.AssessorId!.Value), ct),
            _ => [],
        };
    }

    /// <inheritdoc/>
    public async Task<SubjectCard?> DescribeAsync(string subject, CancellationToken ct)
    {
        if (await FindAsync(subject, ct) is not { } found) return null;
        Dictionary<string, string> values = new()
        {
            ["programme"] = MailValue.Text(found.Programme.Name),
            ["link"] = found.Link,
        };
        if (found.Organisation is { } organisation) values["organisation"] = MailValue.Text(organisation.Name);
        if (found.Cohort is { } cohort) values["cohort"] = MailValue.Text(cohort.Name);
        if (found.Competition is { } competition) values["competition"] = MailValue.Text(competition.Title);
        if (found.Application is { } application)
        {
            values["number"] = application.Number;
            values["application"] = $"{application.Number} {application.Title}";
            values["amount"] = MailValue.Money(application.RequestedAmount, found.Programme.Currency);
        }

        return new SubjectCard(found.Programme.Id, found.Competition?.TimeZone ?? found.Programme.TimeZone, values);
    }

    async Task<Found?> FindAsync(string subject, CancellationToken ct)
    {
        if (subject.Split(':', 2) is not [var kind, var text] || !Guid.TryParse(text, out var id)) return null;
        return kind switch
        {
            "programme" => await db.Programmes.FindAsync([id], ct) is { } programme ? new Found(programme, "/board") : null,
            "cohort" => await CohortAsync(id, ct),
            "organisation" => await OrganisationAsync(id, $"/organisations/{id}", ct),
            "plan-action" => await db.PlanActions.FindAsync([id], ct) is { } action
                ? await OrganisationAsync(action.OrganisationId, $"/organisations/{action.OrganisationId}", ct)
                : null,
            "competition" => await CompetitionAsync(id, ct),
            "application" => await ApplicationAsync(id, $"/applications/{id}", ct),
            "review" => await db.Reviews.FindAsync([id], ct) is { } review
                ? await ApplicationAsync(review.ApplicationId, $"/reviews/{id}", ct)
                : null,
            _ => null,
        };
    }

    async Task<Found?> OrganisationAsync(Guid id, string link, CancellationToken ct) =>
        await db.Organisations.FindAsync([id], ct) is { } organisation
            ? new Found((await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!, link) { Organisation = organisation }
            : null;

    async Task<Found?> CohortAsync(Guid id, CancellationToken ct) =>
        await db.Cohorts.FindAsync([id], ct) is { } cohort
            ? new Found((await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!, "/board") { Cohort = cohort }
            : null;

    async Task<Found?> CompetitionAsync(Guid id, CancellationToken ct) =>
        await db.Competitions.FindAsync([id], ct) is { } competition
            ? (await CohortAsync(competition.CohortId, ct))! with { Competition = competition, Link = $"/competitions/{id}" }
            : null;

    async Task<Found?> ApplicationAsync(Guid id, string link, CancellationToken ct) =>
        await db.Applications.FindAsync([id], ct) is { } application
            ? (await CompetitionAsync(application.CompetitionId, ct))! with
            {
                Application = application,
                Organisation = await db.Organisations.FindAsync([application.OrganisationId], ct),
                Link = link,
            }
            : null;

    IQueryable<Guid> ReviewersOf(Found found)
    {
        var application = found.Application?.Id;
        var competition = found.Competition?.Id;
        return db.Reviews
            .Where(r => r.State != ReviewState.Declined && (application != null ? r.ApplicationId == application : r.CompetitionId == competition))
            .Select(r => r.ReviewerId);
    }

    async Task<IReadOnlyList<Receiver>> PeopleAsync(IQueryable<Guid> ids, CancellationToken ct) =>
        [.. (await db.Users.Where(u => u.Email != null && ids.Contains(u.Id)).OrderBy(u => u.Email).ToListAsync(ct))
            .Select(u => new Receiver(u.Email!, u.FullName, u.Language, u.Id))];

    async Task<IReadOnlyList<Receiver>> MembersAsync(Cohort cohort, CancellationToken ct)
    {
        var members = await db.Organisations
            .Where(o => db.Set<CohortMember>().Any(m => m.CohortId == cohort.Id && m.OrganisationId == o.Id && m.State == CohortMemberState.Member))
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        List<Receiver> receivers = [];
        foreach (var member in members) receivers.AddRange(await Contacts.OfAsync(db, member, ct));
        return receivers;
    }

    sealed record Found(Programme Programme, string Link)
    {
        internal Organisation? Organisation { get; init; }

        internal Cohort? Cohort { get; init; }

        internal Competition? Competition { get; init; }

        internal Application? Application { get; init; }
    }
}
