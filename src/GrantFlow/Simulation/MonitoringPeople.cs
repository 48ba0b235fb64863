using GrantFlow.Awards;
using GrantFlow.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Managers who visit, and grantees who are visited, reach their milestones and put right what was found.</summary>
sealed class MonitoringPeople(Theatre theatre) : ITroupe
{
    static readonly LocalText[] Promises =
    [
        Text("Թիմը հավաքված է, աշխատանքային պլանը հաստատված", "Команда чогулду, иш планы бекитилди", "Команда собрана, рабочий план утверждён", "The team is in place and the work plan agreed"),
        Text("Հիմնական միջոցառումները կեսից ավելին անցկացված են", "Негизги иш-чаралардын жарымынан көбү өттү", "Проведено больше половины основных мероприятий", "More than half of the main events are held"),
        Text("Արդյունքները հանձնված են համայնքին", "Натыйжалар жамаатка өткөрүлдү", "Результаты переданы общине", "Results are handed over to the community"),
    ];

    static readonly (LocalText Title, LocalText Unit)[] Measures =
    [
        (Text("Ներգրավված բնակիչներ", "Тартылган тургундар", "Вовлечённые жители", "Residents involved"), Text("մարդ", "адам", "чел.", "people")),
        (Text("Իշխանությանը ներկայացված առաջարկներ", "Бийликке берилген сунуштар", "Предложения, переданные власти", "Proposals made to the authorities"), Text("առաջարկ", "сунуш", "предл.", "proposals")),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["award", "visit", "finding"];

    /// <inheritdoc/>
    public bool Heeds(string fact) => fact is nameof(DisbursementsScheduled) or nameof(AwardResumed) or nameof(MilestonesSet)
        or nameof(VisitAnnounced) or nameof(VisitConfirmed) or nameof(FindingRaised);

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        var awardId = kind == "award" ? id : await theatre.ReadAsync(db => kind == "visit"
            ? db.Visits.Where(v => v.Id == id).Select(v => v.AwardId).FirstOrDefaultAsync(ct)
            : db.Findings.Where(f => f.Id == id).Select(f => f.AwardId).FirstOrDefaultAsync(ct));
        var award = await theatre.ReadAsync(db => db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == awardId && a.State == AwardState.Active, ct));
        if (award is null || theatre.CompanyOf(award.OrganisationId) is not { } company) return;
        var (visits, findings, milestones) = await theatre.ReadAsync(async db => (
            await db.Visits.AsNoTracking().Where(v => v.AwardId == awardId && v.AnnouncedAt != null && (v.State == VisitState.Planned || v.State == VisitState.Confirmed)).ToListAsync(ct),
            await db.Findings.AsNoTracking().Where(f => f.AwardId == awardId && f.State == FindingState.Open).ToListAsync(ct),
            await db.Milestones.AsNoTracking().Where(m => m.AwardId == awardId).ToListAsync(ct)));
        if (milestones.Count == 0) PlanPromises(award, company);
        foreach (var visit in visits) PlanVisit(award, visit, company);
        foreach (var finding in findings) PlanRepair(award, finding, company);
        foreach (var milestone in milestones.Where(m => m.State != MilestoneState.Reached)) PlanMilestone(award, milestone, company);
    }

    void PlanPromises(Award award, Company company)
    {
        var key = $"promises:{award.Number}";
        var length = award.EndsOn.DayNumber - award.StartsOn.DayNumber;
        var dice = theatre.Dice(key);
        var request = new SetMilestones.Request(
            [.. Promises.Select((p, i) => new SetMilestones.Promise(p, award.StartsOn.AddDays(length * ((3 * i) + 1) / 8)))],
            [.. Measures.Select((m, i) => new SetMilestones.Measure(m.Title, m.Unit.In(company.Language), 0, dice.Between(2, 9) * (i == 0 ? 50 : 1)))]);
        theatre.Plan(theatre.InOffice(dice.Between(2, 9), key), key, (db, ct) => SetMilestones.Execute(
            db, ManagerOf(company).Person.Actor, award.Id, request, theatre.Clock, ct));
    }

    void PlanMilestone(Award award, Milestone milestone, Company company)
    {
        var key = $"milestone:{award.Number}:{milestone.Number}";
        theatre.Plan(theatre.ReplyAt(theatre.Programme.EndOf(milestone.DueOn), company, key, late: 0.2), key, (db, ct) => ReportMilestone.Execute(
            db, company.Editor.Actor, milestone.Id,
            new ReportMilestone.Request(theatre.Today, Phrases.Pick(theatre.Dice(key), "evidence", company.Language)), theatre.Clock, ct));
    }

    void PlanVisit(Award award, Visit visit, Company company)
    {
        var key = $"visit:{award.Number}:{visit.Number}";
        var dice = theatre.Dice(key);
        if (visit.State == VisitState.Planned && !theatre.Mishap(dice, 0.12))
        {
            // Most take the day proposed, some ask for one a little later.
            var on = visit.PlannedOn.AddDays(dice.Chance(0.2) ? dice.Between(1, 4) : 0);
            theatre.Plan(theatre.InOffice(dice.Between(1, 4), key), $"{key}:confirm", (db, ct) => ConfirmVisit.Execute(
                db, company.Editor.Actor, visit.Id, new ConfirmVisit.Request(on), theatre.Clock, ct));
            return;
        }

        if (theatre.Mishap(dice.For("missed"), 0.03)) return;
        var findings = theatre.Mishap(dice.For("found"), 0.75 - (company.Strength * 0.6)) ? Findings(dice, company, visit) : [];
        theatre.Plan(theatre.OfficeHour(visit.PlannedOn, key, theatre.Now), $"{key}:hold:{visit.PlannedOn:yyyyMMdd}", (db, ct) => RecordVisit.Execute(
            db, ManagerOf(company).Person.Actor, visit.Id,
            new RecordVisit.Request(theatre.Today, Phrases.Pick(dice, "visit", ManagerOf(company).Person.Language), findings), theatre.Clock, ct));
    }

    static List<RaiseFinding.Request> Findings(Dice dice, Company company, Visit visit) =>
        [.. Enumerable.Range(0, dice.Chance(0.25) ? 2 : 1).Select(n => new RaiseFinding.Request(
            Phrases.Pick(dice.For($"finding:{n}"), "finding", company.Language),
            dice.For($"severity:{n}").Chance(0.15) ? FindingSeverity.High : FindingSeverity.Medium,
            Phrases.Pick(dice.For($"action:{n}"), "action", company.Language),
            visit.PlannedOn.AddDays(dice.Between(21, 45))))];

    void PlanRepair(Award award, Finding finding, Company company)
    {
        var key = $"finding:{award.Number}:{finding.Number}";
        var due = theatre.Programme.EndOf(finding.DueOn ?? theatre.Today.AddDays(30));
        theatre.Plan(theatre.ReplyAt(due, company, key, late: 0.12), key, (db, ct) => ResolveFinding.Execute(
            db, ManagerOf(company).Person.Actor, finding.Id,
            new ResolveFinding.Request(Phrases.Pick(theatre.Dice(key), "corrected", company.Language)), theatre.Clock, ct));
    }

    StaffPlayer ManagerOf(Company company) => theatre.One("GrantManager", company.Key);

    static LocalText Text(string hy, string ky, string ru, string en) => new([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]);
}
