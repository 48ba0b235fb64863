using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GrantFlow.Simulation;

/// <summary>Writes a run's summary for people, and for programs.</summary>
static class SummaryTable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of JSON.</summary>
    public static string ToJson(SimulationSummary summary) => JsonSerializer.Serialize(summary, Json);

    /// <summary>A table to read.</summary>
    public static string ToText(SimulationSummary summary)
    {
        var text = new StringBuilder();
        Line("Programme", summary.Programme);
        Line("Played", $"{Count(summary.VirtualDays)} days in {summary.WallSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s, {Count(summary.Steps)} steps");
        Line("Workflow instances", $"{Count(summary.Instances.Finished)} finished, {Count(summary.Instances.Suspended)} waiting, {Count(summary.Instances.Faulted)} faulted; {Count(summary.Incidents)} incidents");
        foreach (var cohort in summary.Cohorts)
            Line("Cohort", $"{cohort.Name}: {Count(cohort.Members)} of {Count(cohort.Places)} places, {Count(cohort.Applications)} applications, {Count(cohort.Awards)} awards, {Count(cohort.Left)} left, {Count(cohort.Replaced)} replaced");
        Line("Mails", $"{Count(summary.Mails.Total)} ({string.Join(", ", summary.Mails.ByLanguage.Select(l => $"{l.Key} {Count(l.Value)}"))}), {Count(summary.Mails.Duplicates)} doubled");
        foreach (var (kind, count) in summary.Mails.ByKind) Line("", $"{Count(count),7}  {kind}");
        Line("Reminders", $"{Count(summary.Reminders.Due)} due, {Count(summary.Reminders.Sent)} sent, {Count(summary.Reminders.Missed)} missed");
        Line("Reports", $"{Count(summary.Reports.Due)} due, {Count(summary.Reports.Accepted)} accepted, {Count(summary.Reports.Late)} late");
        Line("Events", $"{Count(summary.Events.Seminars)} on {Count(summary.Events.Topics)} topics for {Count(summary.Events.Organisations)} organisations, {Count(summary.Events.Participants)} attendances");
        Line("Money", $"{summary.Money.Currency} {Amount(summary.Money.Awarded)} awarded, {Amount(summary.Money.Disbursed)} disbursed");
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-20}{value}").Append('\n');
    }

    static string Count(long number) => number.ToString("#,0", Spaced);

    static string Amount(decimal number) => number.ToString("#,0.00", Spaced);

    static NumberFormatInfo Spaced { get; } = new() { NumberGroupSeparator = " ", NumberDecimalSeparator = "." };
}
