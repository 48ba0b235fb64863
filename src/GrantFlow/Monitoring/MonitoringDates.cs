using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>The dates of the monitoring stage: set, moved after a suspension, struck at a termination.</summary>
static class MonitoringDates
{
    /// <summary>Sets the date of an announced visit.</summary>
    public static async Task SetAsync(GrantFlowDb db, AwardParties parties, Visit visit, DateTimeOffset now, CancellationToken ct)
    {
        var managers = await parties.StaffAsync(db, Role.GrantManager, ct);
        var values = parties.Values(
            $"/visits/{visit.Id}",
            ("date", MailValue.Date(visit.PlannedOn)),
            ("matter", Wording.HoldVisit($"{parties.Award.Number}/{visit.Number}", visit.PlannedOn)));
        await SetDeadline.Execute(
            db, parties.Deadline("visit", visit.Subject, visit.PlannedOn, "visit", [.. parties.Contacts, .. managers], managers, values), now, ct);
    }

    /// <summary>Sets the date of a finding's corrective action, if it has one.</summary>
    public static async Task SetAsync(GrantFlowDb db, AwardParties parties, Finding finding, DateTimeOffset now, CancellationToken ct)
    {
        if (finding.DueOn is not { } dueOn) return;
        var managers = await parties.StaffAsync(db, Role.GrantManager, ct);
        var text = finding.Action.Length > 0 ? finding.Action : finding.Text;
        var values = parties.Values(parties.Link, ("action", text), ("finding", text));
        await SetDeadline.Execute(
            db, parties.Deadline("finding", finding.Subject, dueOn, "plan-action", parties.Contacts, managers, values), now, ct);
    }

    /// <summary>Moves what was still to come by the days that the award stood still, and sets the live dates anew.</summary>
    public static async Task ShiftAsync(GrantFlowDb db, AwardParties parties, DateOnly from, int days, DateTimeOffset now, CancellationToken ct)
    {
        var awardId = parties.Award.Id;
        foreach (var visit in await db.Visits.Where(v => v.AwardId == awardId).ToListAsync(ct))
        {
            if (!visit.IsOpen) continue;
            if (visit.PlannedOn >= from) visit.PlannedOn = visit.PlannedOn.AddDays(days);
            if (visit.AnnouncedAt is not null) await SetAsync(db, parties, visit, now, ct);
        }

        foreach (var milestone in await db.Milestones.Where(m => m.AwardId == awardId && m.State == MilestoneState.Planned).ToListAsync(ct))
            if (milestone.DueOn >= from) milestone.DueOn = milestone.DueOn.AddDays(days);
        foreach (var finding in await db.Findings.Where(f => f.AwardId == awardId && f.State == FindingState.Open).ToListAsync(ct))
        {
            if (finding.DueOn >= from) finding.DueOn = finding.DueOn?.AddDays(days);
            await SetAsync(db, parties, finding, now, ct);
        }
    }

    /// <summary>Strikes the visits still to come.</summary>
    public static async Task StrikeAsync(GrantFlowDb db, Guid awardId, CancellationToken ct)
    {
        foreach (var visit in await db.Visits.Where(v => v.AwardId == awardId).ToListAsync(ct))
            if (visit.IsOpen) visit.Cancel();
    }
}
