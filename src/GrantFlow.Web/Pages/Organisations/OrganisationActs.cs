using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>What can be done to an organisation on its way to the right to apply, and to its plan.</summary>
static class OrganisationActs
{
    const int Steps = 4;

    /// <summary>All of them, in the order they come.</summary>
    public static IEnumerable<ActForm> Of(OrganisationPage page, Work work, Texts texts)
    {
        var (db, actor, clock, ct) = work;
        var (id, assessment) = (page.Organisation.Id, page.Assessment);
        bool May(Act act) => actor.May(act, page.Organisation.ProgrammeId, id, assessment?.AssessorId);
        var active = page.Organisation.State == OrganisationState.Active;
        var done = assessment is { State: AssessmentState.Done };
        var open = assessment is { State: AssessmentState.Offered or AssessmentState.Accepted or AssessmentState.Scheduled };
        yield return ActForm.New("act.begin-entrance", May(Act.BeginEntrance) && active && !page.EntranceRuns,
            _ => BeginEntrance.Execute(db, actor, id, clock, ct)) with
        { Next = page.Profile is null, Hint = texts["act.begin-entrance.hint"] };
        yield return ActForm.New("act.invite-profile", May(Act.InviteToProfile) && active && page.Profile is null,
            typed => InviteToProfile.Execute(db, actor, id, new(typed.Whole("Days")), clock, ct), Ask.Whole("Days", "ask.days-to-answer", 1, 365, 30));
        yield return ActForm.New("act.offer-assessment", May(Act.OfferAssessment) && page.Profile == ProfileState.Submitted && !open && active,
            typed => OfferAssessment.Execute(db, actor, id, new(typed.Whole("Days")), clock, ct), Ask.Whole("Days", "ask.days-to-answer", 1, 365, 14));
        yield return ActForm.New("act.issue-health-report", May(Act.IssueHealthReport) && done && !page.HealthReportOf(assessment!.Id),
            _ => IssueHealthReport.Execute(db, actor, assessment?.Id ?? Guid.Empty, clock, ct)) with
        { Next = true };
        yield return ActForm.New("act.agree-plan", May(Act.AgreePlan) && done && !page.HasPlan,
            typed => AgreePlan.Execute(db, actor, assessment?.Id ?? Guid.Empty, new(StepsOf(typed)), clock, ct),
            [.. Enumerable.Range(1, Steps).SelectMany(n => AskStep(n, texts))]) with
        { Next = true };
        yield return ActForm.New("act.grant-entitlement", May(Act.GrantEntitlement) && done && page.Entitlement is null,
            typed => GrantEntitlement.Execute(db, actor, id, new(typed.Whole("Days")), clock, ct), Ask.Whole("Days", "ask.days-valid", 1, 3650, 730));
        yield return ActForm.New("act.waive-entitlement", May(Act.WaiveEntitlement) && active && page.Entitlement is null,
            typed => WaiveEntitlement.Execute(db, actor, id, new(typed.Text("Reason"), typed.Whole("Days")), clock, ct),
            Ask.Whole("Days", "ask.days-valid", 1, 3650, 365), Ask.Reason(2000)) with
        { Hint = texts["act.waive-entitlement.hint"] };
        yield return ActForm.New("act.revoke-entitlement", May(Act.RevokeEntitlement) && page.Entitlement is not null,
            typed => RevokeEntitlement.Execute(db, actor, page.Entitlement?.Id ?? Guid.Empty, new(typed.Text("Reason")), clock, ct), Ask.Reason(2000));
        foreach (var step in page.Actions)
        {
            yield return ActForm.New("act.update-step", May(Act.UpdatePlanAction) && step.State != PlanActionState.Done,
                typed => UpdatePlanAction.Execute(db, actor, step.Id, new(typed.Choice<PlanActionState>("State"), typed.Text("Evidence")), clock, ct),
                Ask.Choice<PlanActionState>("State", "selection.state", texts, step.State), Ask.Prose("Evidence", "ask.evidence", 2000) with { Optional = true, Value = step.Evidence })
                with
            { On = step.Id };
        }
    }

    static IEnumerable<Ask> AskStep(int number, Texts texts)
    {
        string Field(string name) => $"Steps-{number}-{name}";
        var row = texts["ask.step", number];
        var spare = number > 1;
        string[] all = [Field("Parameter"), Field("Action"), Field("Owner"), Field("DueOn")];
        return
        [
            new Ask(all[0], "assessment.parameter", AskKind.Choice)
            {
                Row = row, Optional = spare, NeededWith = all, Choices = [.. CapacityParameters.All.Select(p => (p.Code, p.Name.In(texts.Language)))],
            },
            Ask.Day(all[3], "ask.due-on") with { Row = row, Optional = spare, NeededWith = all },
            Ask.Line(all[2], "ask.owner", 120) with { Row = row, Optional = spare, NeededWith = all },
            Ask.Prose(all[1], "ask.will-be-done", 500) with { Row = row, Optional = spare, NeededWith = all },
        ];
    }

    static List<AgreePlan.Step> StepsOf(Typed typed) =>
    [
        .. Enumerable.Range(1, Steps).Where(n => typed.Tick($"Steps-{n}-Parameter")).Select(n => new AgreePlan.Step(
            typed.Text($"Steps-{n}-Parameter"), typed.Text($"Steps-{n}-Action"), typed.Text($"Steps-{n}-Owner"), typed.Day($"Steps-{n}-DueOn"))),
    ];
}
