using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Privacy;
using GrantFlow.Reporting;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;

namespace GrantFlow.Web.Pages.Awards;

/// <summary>What can be done to look after a grant: plans, milestones, findings, the traffic light, what is published of it.</summary>
static class CareActs
{
    const int Milestones = 4;
    const int Indicators = 3;

    /// <summary>All of them.</summary>
    public static IEnumerable<ActForm> Of(AwardPage page, Work work, Texts texts)
    {
        var (db, actor, clock, ct) = work;
        var award = page.Award;
        bool May(Act act) => actor.May(act, award.ProgrammeId, award.OrganisationId);
        var inForce = award.State is AwardState.Signed or AwardState.Active;
        yield return ActForm.New("act.raise-finding", May(Act.RaiseFinding) && award.IsOpen,
            typed => RaiseFinding.Execute(db, actor, award.Id, FindingOf(typed), clock, ct), [.. AskFinding(texts)]);
        yield return ActForm.New("act.change-risk", May(Act.ChangeRisk) && award.IsOpen,
            typed => ChangeRisk.Execute(db, actor, award.Id, new(typed.Choice<Risk>("Risk"), typed.Text("Reason")), clock, ct),
            Ask.Choice<Risk>("Risk", "award.risk", texts, award.Risk), Ask.Reason());
        yield return ActForm.New("act.set-milestones", May(Act.SetMilestones) && award.IsOpen && page.Milestones.Count + page.Indicators.Count == 0,
            typed => SetMilestones.Execute(db, actor, award.Id, PromisesOf(typed, texts.Language), clock, ct), [.. AskPromises(texts)])
            with
        { Hint = texts["act.set-milestones.hint"] };
        yield return ActForm.New("act.plan-visits", May(Act.PlanVisits) && inForce && page.Visits.Count == 0,
            typed => PlanVisits.Execute(db, actor, award.Id, new(typed.Whole("PerYear"), typed.Choice<VisitKind>("Kind")), clock, ct),
            Ask.Whole("PerYear", "ask.visits-a-year", 1, 52, 2), Ask.Choice<VisitKind>("Kind", "ask.kind", texts, VisitKind.Visit));
        yield return ActForm.New("act.plan-reports", May(Act.PlanReports) && inForce && page.Reports.Count == 0,
            typed => PlanReports.Execute(db, actor, award.Id,
                new(typed.Whole("EveryMonths"), typed.Whole("DueDays"), typed.Whole("FinalDueDays"), typed.Choice<ReportKind>("Kind")), clock, ct),
            Ask.Whole("EveryMonths", "ask.every-months", 1, 60, 3), Ask.Whole("DueDays", "ask.due-days", 1, 365, 15),
            Ask.Whole("FinalDueDays", "ask.final-due-days", 1, 365, 30), Ask.Choice<ReportKind>("Kind", "ask.kind", texts, ReportKind.Combined));
        var kept = award.NotPublished is not null;
        yield return ActForm.New(kept ? "act.publish-again" : "act.keep-unpublished", May(Act.ExcludeFromPublication),
            typed => ExcludeFromPublication.ForAward(db, actor, award.Id, new(!kept, typed.Text("Reason")), clock, ct), Ask.Reason(1000)) with
        { Hint = kept ? null : texts["privacy.publication-hint-award"] };
        foreach (var finding in page.Findings)
        {
            yield return ActForm.New("act.resolve-finding", May(Act.ResolveFinding) && finding.State == FindingState.Open,
                typed => ResolveFinding.Execute(db, actor, finding.Id, new(typed.Text("Resolution")), clock, ct), Ask.Prose("Resolution", "ask.resolution"))
                with
            { On = finding.Id };
        }

        foreach (var milestone in page.Milestones)
        {
            yield return ActForm.New("act.reach-milestone", May(Act.ReportMilestone) && award.IsOpen && milestone.State != MilestoneState.Reached,
                typed => ReportMilestone.Execute(db, actor, milestone.Id, new(typed.Day("ReachedOn"), typed.Text("Evidence")), clock, ct),
                Ask.Day("ReachedOn", "ask.reached-on", page.Today), Ask.Prose("Evidence", "ask.evidence")) with
            { On = milestone.Id };
        }

        foreach (var indicator in page.Indicators)
        {
            yield return ActForm.New("act.measure", May(Act.RecordActual) && award.IsOpen,
                typed => RecordActual.Execute(db, actor, indicator.Id, new(typed.Day("MeasuredOn"), typed.Amount("Value"), typed.TextOrNull("Evidence")), clock, ct),
                Ask.Day("MeasuredOn", "ask.measured-on", page.Today), new Ask("Value", "ask.value", AskKind.Amount) { Of = indicator.Unit },
                Ask.Prose("Evidence", "ask.evidence") with { Optional = true }) with
            { On = indicator.Id };
        }
    }

    /// <summary>What a finding asks for; under a row's name it may be left out as a whole.</summary>
    public static IEnumerable<Ask> AskFinding(Texts texts, string row = "") =>
    [
        Ask.Prose("Text", "ask.finding") with { Row = row, Optional = row != "", NeededWith = ["Action", "DueOn"] },
        Ask.Choice<FindingSeverity>("Severity", "ask.severity", texts, FindingSeverity.Medium) with { Row = row, Optional = row != "" },
        Ask.Day("DueOn", "ask.put-right-by") with { Row = row, Optional = true },
        Ask.Prose("Action", "ask.action") with { Row = row, Optional = true },
    ];

    /// <summary>The finding as typed.</summary>
    public static RaiseFinding.Request FindingOf(Typed typed) =>
        new(typed.Text("Text"), typed.Tick("Severity") ? typed.Choice<FindingSeverity>("Severity") : FindingSeverity.Medium, typed.Text("Action"), typed.DayOrNull("DueOn"));

    static IEnumerable<Ask> AskPromises(Texts texts) =>
    [
        .. Enumerable.Range(1, Milestones).SelectMany(n => new[]
        {
            Ask.Line($"Milestones-{n}-Title", "ask.what") with { Row = texts["ask.milestone", n], Optional = true, NeededWith = [$"Milestones-{n}-DueOn"] },
            Ask.Day($"Milestones-{n}-DueOn", "ask.due-on") with { Row = texts["ask.milestone", n], Optional = true, NeededWith = [$"Milestones-{n}-Title"] },
        }),
        .. Enumerable.Range(1, Indicators).SelectMany(n => new[]
        {
            Ask.Line($"Indicators-{n}-Title", "ask.what") with { Row = texts["ask.indicator", n], Optional = true, NeededWith = [$"Indicators-{n}-Unit"] },
            Ask.Line($"Indicators-{n}-Unit", "ask.unit", 60) with { Row = texts["ask.indicator", n], Optional = true, NeededWith = [$"Indicators-{n}-Title"] },
            new Ask($"Indicators-{n}-Baseline", "ask.baseline", AskKind.Amount) { Row = texts["ask.indicator", n], Optional = true },
            new Ask($"Indicators-{n}-Target", "ask.target", AskKind.Amount) { Row = texts["ask.indicator", n], Optional = true },
        }),
    ];

    static SetMilestones.Request PromisesOf(Typed typed, string language) => new(
        [.. Enumerable.Range(1, Milestones).Where(n => typed.Tick($"Milestones-{n}-Title"))
            .Select(n => new SetMilestones.Promise(LocalText.Of(language, typed.Text($"Milestones-{n}-Title")), typed.Day($"Milestones-{n}-DueOn")))],
        [.. Enumerable.Range(1, Indicators).Where(n => typed.Tick($"Indicators-{n}-Title"))
            .Select(n => new SetMilestones.Measure(
                LocalText.Of(language, typed.Text($"Indicators-{n}-Title")), typed.Text($"Indicators-{n}-Unit"),
                typed.AmountOrNull($"Indicators-{n}-Baseline"), typed.AmountOrNull($"Indicators-{n}-Target")))]);
}
