using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Splits a signed award into tranches, each after the first bound to a report.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.ScheduleDisbursements", "Award",
    "Splits the award into tranches by percentages: the first on the first day, each later one after a report of the plan.", Icon = "money")]
public sealed class ScheduleDisbursementsActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<ScheduleDisbursementsActivity.Input>(db, clock)
{
    /// <summary>Which, and how.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Percentages of the tranches, parted by commas; they add up to 100.")] string Percents = "40, 40, 20",
        [Input("Days from a report's due day to the tranche that needs it.")] int DaysAfterReport = 14);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.State != AwardState.Signed) return Outcome.Done;
        var due = await Db.Reports.Where(r => r.AwardId == award.Id).OrderBy(r => r.Number).Select(r => r.DueOn).ToListAsync(ct);
        var tranches = Tranches(award, due, Percents(input.Percents), input.DaysAfterReport);
        var verdict = await ScheduleDisbursements.Execute(Db, Actor.Service, award.Id, new(tranches), Clock, ct);
        if (!verdict.Allows(out _, out var refusal) && refusal == ScheduleDisbursements.TooSmall)
            verdict = await ScheduleDisbursements.Execute(Db, Actor.Service, award.Id, new([new(100, award.StartsOn)]), Clock, ct);
        Must(verdict);
        return Outcome.Done;
    }

    /// <summary>Tranche k of n stands behind report (k - 1) · reports / n; without so many reports it lies evenly in the grant's days.</summary>
    internal static IReadOnlyList<ScheduleDisbursements.Tranche> Tranches(
        Award award, IReadOnlyList<DateOnly> reportsDue, IReadOnlyList<decimal> percents, int daysAfterReport)
    {
        List<ScheduleDisbursements.Tranche> tranches = [];
        var length = award.EndsOn.DayNumber - award.StartsOn.DayNumber + 1;
        for (var k = 0; k < percents.Count; k++)
        {
            var report = k * reportsDue.Count / percents.Count;
            var day = k > 0 && report > 0 ? reportsDue[report - 1].AddDays(daysAfterReport) : award.StartsOn.AddDays(k * length / percents.Count);
            // Two tranches behind one report fall on one day; none falls before the one before it.
            if (k > 0 && day < tranches[k - 1].DueOn) day = tranches[k - 1].DueOn;
            tranches.Add(new(percents[k], day, k > 0 && report > 0 ? report : null));
        }

        return tranches;
    }

    static List<decimal> Percents(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(p =>
            decimal.TryParse(p, NumberStyles.Number, CultureInfo.InvariantCulture, out var percent)
                ? percent
                : throw new FormatException($"The input 'Percents' can't be read: {text}"))];
}
