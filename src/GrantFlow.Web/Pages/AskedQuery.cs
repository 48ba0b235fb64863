using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using GrantFlow.Web.Language;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages;

/// <summary>Finds what is asked of a person: as one who acts for organisations, reviews, assesses or manages.</summary>
static class AskedQuery
{
    /// <summary>Everything open, in no order.</summary>
    public static async Task<IReadOnlyList<Asked>> ReadAsync(GrantFlowDb db, Actor actor, DateTimeOffset now, Texts texts, CancellationToken ct) =>
    [
        .. await OfOrganisationsAsync(db, [.. actor.Organisations], texts, ct),
        .. await OfReviewerAsync(db, actor.PersonId, texts, ct),
        .. await OfAssessorAsync(db, actor.PersonId, texts, ct),
        .. await OfManagerAsync(db, actor, texts, ct),
        .. await AskedOfStaff.ReadAsync(db, actor, now, texts, ct),
    ];

    static async Task<IReadOnlyList<Asked>> OfOrganisationsAsync(GrantFlowDb db, List<Guid> mine, Texts texts, CancellationToken ct)
    {
        if (mine.Count == 0) return [];
        var organisations = await db.Organisations.AsNoTracking().Where(o => mine.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        var zones = await db.Programmes.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.TimeZone, ct);
        string Name(Guid id) => organisations[id].Name.In(texts.Language);
        string Zone(Guid id) => zones[organisations[id].ProgrammeId];
        var profiles = await db.Profiles.AsNoTracking().Where(p => mine.Contains(p.OrganisationId) && p.State != ProfileState.Submitted).ToListAsync(ct);
        var offers = await db.Assessments.AsNoTracking().Where(a => mine.Contains(a.OrganisationId) && a.State == AssessmentState.Offered).ToListAsync(ct);
        var drafts = await db.Applications.AsNoTracking().Where(a => mine.Contains(a.OrganisationId) && a.State == ApplicationState.Draft)
            .Join(db.Competitions, a => a.CompetitionId, c => c.Id, (a, c) => new { a, c.Title, c.ClosesAt, c.TimeZone }).ToListAsync(ct);
        var agreements = await db.Agreements.AsNoTracking().Where(g => g.State == AgreementState.Sent && g.Signatures.All(s => s.Side != AgreementSide.Grantee))
            .Join(db.Awards.Where(a => mine.Contains(a.OrganisationId)), g => g.AwardId, a => a.Id, (g, a) => new { a, g.SignBy }).ToListAsync(ct);
        var reports = await db.Reports.AsNoTracking().Where(r => r.State == ReportState.Requested || r.State == ReportState.Returned)
            .Join(db.Awards.Where(a => mine.Contains(a.OrganisationId)), r => r.AwardId, a => a.Id, (r, a) => new { r, a.OrganisationId, a.Title }).ToListAsync(ct);
        return
        [
            .. profiles.Select(p => new Asked($"/organisations/{p.OrganisationId}/profile", texts["me.profile"], Name(p.OrganisationId), null, Zone(p.OrganisationId))),
            .. offers.Select(a => new Asked($"/organisations/{a.OrganisationId}/assessment", texts["me.assessment-offer"], Name(a.OrganisationId), null, Zone(a.OrganisationId))),
            .. drafts.Select(d => new Asked($"/applications/{d.a.Id}", texts["me.draft", d.Title.In(texts.Language)], Name(d.a.OrganisationId), d.ClosesAt, d.TimeZone)),
            .. agreements.Select(g => new Asked($"/awards/{g.a.Id}", texts["me.sign"], Name(g.a.OrganisationId), EndOf(g.SignBy, Zone(g.a.OrganisationId)), Zone(g.a.OrganisationId))),
            .. reports.Select(r => new Asked($"/reports/{r.r.Id}", texts["me.report", r.r.Number], $"{Name(r.OrganisationId)}: {r.Title.In(texts.Language)}", r.r.DueAt, Zone(r.OrganisationId))),
        ];
    }

    static async Task<IReadOnlyList<Asked>> OfReviewerAsync(GrantFlowDb db, Guid person, Texts texts, CancellationToken ct) =>
        [.. (await db.Reviews.AsNoTracking().Where(r => r.ReviewerId == person && r.State == ReviewState.Assigned)
            .Join(db.Applications, r => r.ApplicationId, a => a.Id, (r, a) => new { r, a.Title })
            .Join(db.Competitions, x => x.r.CompetitionId, c => c.Id, (x, c) => new { x.r.Id, x.r.DueAt, x.Title, Competition = c.Title, c.TimeZone }).ToListAsync(ct))
            .Select(r => new Asked($"/reviews/{r.Id}", texts["me.review", r.Title], r.Competition.In(texts.Language), r.DueAt, r.TimeZone))];

    static async Task<IReadOnlyList<Asked>> OfAssessorAsync(GrantFlowDb db, Guid person, Texts texts, CancellationToken ct) =>
        [.. (await db.Assessments.AsNoTracking().Where(a => a.AssessorId == person && a.State == AssessmentState.Scheduled)
            .Join(db.Organisations, a => a.OrganisationId, o => o.Id, (a, o) => new { a.OrganisationId, a.ScheduledOn, o.Name, o.ProgrammeId })
            .Join(db.Programmes, x => x.ProgrammeId, p => p.Id, (x, p) => new { x.OrganisationId, x.ScheduledOn, x.Name, p.TimeZone }).ToListAsync(ct))
            .Select(a => new Asked($"/organisations/{a.OrganisationId}/assessment", texts["me.assess"], a.Name.In(texts.Language),
                a.ScheduledOn is { } day ? EndOf(day, a.TimeZone) : null, a.TimeZone))];

    static async Task<IReadOnlyList<Asked>> OfManagerAsync(GrantFlowDb db, Actor actor, Texts texts, CancellationToken ct)
    {
        var programmes = (await db.Programmes.AsNoTracking().ToListAsync(ct)).Where(p => actor.May(Act.AcceptReport, p.Id)).ToDictionary(p => p.Id);
        if (programmes.Count == 0) return [];
        var ids = programmes.Keys.ToList();
        var reports = await db.Reports.AsNoTracking().Where(r => r.State == ReportState.Submitted && ids.Contains(r.ProgrammeId))
            .Join(db.Awards, r => r.AwardId, a => a.Id, (r, a) => new { r, a.Title }).OrderBy(x => x.r.SubmittedAt).Take(100).ToListAsync(ct);
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.State == DecisionState.Proposed && ids.Contains(d.ProgrammeId) && d.ProposedBy != actor.PersonId)
            .Join(db.Competitions, d => d.CompetitionId, c => c.Id, (d, c) => new { c.Id, c.Title, c.TimeZone }).ToListAsync(ct);
        return
        [
            .. reports.Select(r => new Asked($"/reports/{r.r.Id}", texts["me.judge-report", r.r.Number], r.Title.In(texts.Language), null, programmes[r.r.ProgrammeId].TimeZone)),
            .. decisions.Select(d => new Asked($"/competitions/{d.Id}/selection", texts["me.decide"], d.Title.In(texts.Language), null, d.TimeZone)),
        ];
    }

    static DateTimeOffset EndOf(DateOnly day, string zone)
    {
        var local = day.ToDateTime(new TimeOnly(23, 59, 59));
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(local));
    }
}
