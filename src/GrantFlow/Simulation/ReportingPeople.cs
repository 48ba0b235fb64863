using System.Text.Json;
using GrantFlow.Awards;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Grantees who report, and managers who read, give back or accept.</summary>
sealed class ReportingPeople(Theatre theatre) : ITroupe
{
    static readonly Dictionary<string, string[]> Headings = new()
    {
        ["hy"] = ["Աշխատավարձ", "Միջոցառումներ", "Տրանսպորտ", "Գրասենյակային ծախսեր"],
        ["ky"] = ["Эмгек акы", "Иш-чаралар", "Жол кире", "Кеңсе чыгымдары"],
        ["ru"] = ["Оплата труда", "Мероприятия", "Транспорт", "Офисные расходы"],
        ["en"] = ["Staff", "Events", "Transport", "Office costs"],
    };

    static readonly decimal[] Parts = [45, 35, 8, 12];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["report"];

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        var (report, award) = await theatre.ReadAsync(async db =>
        {
            var found = await db.Reports.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
            return (found, found is null ? null : await db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == found.AwardId, ct));
        });
        if (report is null || award is null || !award.IsOpen || theatre.CompanyOf(award.OrganisationId) is not { } company) return;
        var key = $"report:{award.Number}:{report.Number}:{report.TimesReturned}";
        if (report.IsWithGrantee) PlanReport(award, report, company, key);
        else if (report.State == ReportState.Submitted) PlanReview(report, company, key);
    }

    void PlanReport(Award award, Report report, Company company, string key)
    {
        var dice = theatre.Dice(key);
        // The period must be over before anybody can tell of it.
        var over = theatre.Programme.EndOf(report.PeriodEnd).AddHours(10);
        var from = over > theatre.Now ? over : theatre.Now;
        var sent = theatre.ReplyAt(report.DueAt, company, key, theatre.Character.LateReports);
        if (sent < from) sent = theatre.OfficeHour(theatre.Programme.DayOf(from).AddDays(dice.Between(1, 6)), key, from);
        theatre.Plan(sent.AddHours(-dice.Between(1, 20)) is var draft && draft > theatre.Now ? draft : theatre.Now.AddMinutes(1), $"{key}:draft", async (db, ct) =>
        {
            var before = await db.Reports
                .Where(r => r.AwardId == award.Id && r.Id != report.Id && (r.State == ReportState.Submitted || r.State == ReportState.Accepted))
                .SumAsync(r => r.Spent ?? 0, ct);
            return await SaveReport.Execute(
                db, company.Editor.Actor, report.Id, new SaveReport.Request(Content(report, company, dice), null, Lines(award, report, company, before, dice)), theatre.Clock, ct);
        });
        theatre.Plan(sent, $"{key}:submit", (db, ct) => SubmitReport.Execute(
            db, report.Kind == ReportKind.Financial ? company.Accountant.Actor : company.Head.Actor, report.Id, theatre.Clock, ct));
    }

    void PlanReview(Report report, Company company, string key)
    {
        var dice = theatre.Dice($"{key}:review");
        var manager = theatre.One("GrantManager", company.Key);
        var share = theatre.Character.ReportsReturned * (report.TimesReturned == 0 ? 1.4 - (company.Strength * 0.8) : 0.2);
        var at = theatre.InOffice(dice.Between(2, 9), $"{key}:review");
        if (dice.Chance(share))
        {
            theatre.Plan(at, $"{key}:return", (db, ct) => ReturnReport.Execute(
                db, manager.Person.Actor, report.Id,
                new ReturnReport.Request(Phrases.Pick(dice, "returned", company.Language), theatre.Today.AddDays(14)), theatre.Clock, ct));
        }
        else
        {
            theatre.Plan(at, $"{key}:accept", (db, ct) => AcceptReport.Execute(db, manager.Person.Actor, report.Id, new AcceptReport.Request(), theatre.Clock, ct));
        }
    }

    static JsonElement Content(Report report, Company company, Dice dice)
    {
        var told = report.Kind == ReportKind.Final
            ? Phrases.Pick(dice, "final", company.Language)
            : string.Format(System.Globalization.CultureInfo.InvariantCulture, Phrases.Pick(dice, "narrative", company.Language), dice.Between(2, 9), dice.Between(20, 240));
        return JsonSerializer.SerializeToElement(new { summary = told });
    }

    /// <summary>What was spent: about the period's share of the grant, and in the final report nearly all that is left.</summary>
    static List<SaveReport.Line> Lines(Award award, Report report, Company company, decimal before, Dice dice)
    {
        var left = award.Amount - before;
        var days = award.EndsOn.DayNumber - award.StartsOn.DayNumber + 1;
        var share = award.Amount * (report.PeriodEnd.DayNumber - report.PeriodStart.DayNumber + 1) / days * (decimal)(0.8 + (dice.Fraction() * 0.25));
        var spent = report.Kind == ReportKind.Final ? left * (dice.Chance(0.3) ? 0.97m : 1m) : Math.Min(share, left);
        return [.. Parts.Select((part, i) => new SaveReport.Line(
            Headings[company.Language][i],
            decimal.Round(award.Amount * part / 100, 2),
            decimal.Round(spent * part / 100, 2, MidpointRounding.ToZero)))];
    }
}
