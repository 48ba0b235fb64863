using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>The dates of the reporting stage: set, moved after a suspension, struck at a termination.</summary>
static class ReportDates
{
    const int ReviewWithinDays = 14;

    /// <summary>The instant at which a report due on that day begins to be late: the first of the next day, in the programme's zone.</summary>
    public static DateTimeOffset EndOf(Programme programme, DateOnly day) => programme.EndOf(day).AddSeconds(1);

    /// <summary>The number and period, as letters name a report.</summary>
    public static string Title(Report report) =>
        FormattableString.Invariant($"№ {report.Number} ({report.PeriodStart:yyyy-MM-dd} – {report.PeriodEnd:yyyy-MM-dd})");

    /// <summary>The placeholders of letters about a report.</summary>
    public static Dictionary<string, string> Values(AwardParties parties, Report report, params ReadOnlySpan<(string, string)> more)
    {
        var values = parties.Values(
            $"/reports/{report.Id}", ("report", Title(report)), ("dueDate", MailValue.Date(report.DueOn)), ("matter", Wording.ReportDue(Title(report))));
        foreach (var (name, value) in more) values[name] = value;
        return values;
    }

    /// <summary>Sets the date of a report that is with the grantee.</summary>
    public static async Task SetAsync(GrantFlowDb db, AwardParties parties, Report report, DateTimeOffset now, CancellationToken ct) =>
        await SetDeadline.Execute(
            db,
            parties.Deadline("report", report.Subject, report.DueOn, "report", parties.Contacts,
                await parties.StaffAsync(db, Role.GrantManager, ct), Values(parties, report)),
            now, ct);

    /// <summary>Sets the date by which a grant manager is to answer a report.</summary>
    public static async Task SetReviewAsync(GrantFlowDb db, AwardParties parties, Report report, DateTimeOffset now, CancellationToken ct)
    {
        var managers = await parties.StaffAsync(db, Role.GrantManager, ct);
        var task = Wording.ReviewReport($"{parties.Award.Number}, {Title(report)}");
        await SetDeadline.Execute(
            db,
            parties.Deadline("review", report.Subject, parties.Programme.DayOf(now).AddDays(ReviewWithinDays), "task", managers, managers,
                Values(parties, report, ("task", task), ("matter", task))),
            now, ct);
    }

    /// <summary>Moves what was still to come by the days that the award stood still, and sets the live dates anew.</summary>
    public static async Task ShiftAsync(GrantFlowDb db, AwardParties parties, DateOnly from, int days, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var report in await db.Reports.Where(r => r.AwardId == parties.Award.Id).ToListAsync(ct))
        {
            if (report.IsSettled) continue;
            if (report.State == ReportState.Submitted)
            {
                await SetReviewAsync(db, parties, report, now, ct);
                continue;
            }

            if (report.DueOn >= from)
            {
                var day = report.DueOn.AddDays(days);
                report.Due(day, EndOf(parties.Programme, day));
            }

            if (report.IsWithGrantee) await SetAsync(db, parties, report, now, ct);
        }
    }

    /// <summary>Waives every report that isn't settled, because the award ended.</summary>
    public static async Task StrikeAsync(GrantFlowDb db, Actor actor, Guid awardId, string reason, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var report in await db.Reports.Where(r => r.AwardId == awardId).ToListAsync(ct))
        {
            if (report.IsSettled) continue;
            report.Settle(ReportState.Waived, actor.PersonId, now);
            db.Add(new ReportReview { ReportId = report.Id, Outcome = ReportState.Waived, Reasons = reason, ById = actor.PersonId, At = now });
        }
    }
}
