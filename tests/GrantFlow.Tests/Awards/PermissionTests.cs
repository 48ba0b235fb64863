using System.Collections.Frozen;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Awards;

/// <summary>Who may do what, act by act: everybody who isn't named is refused.</summary>
public sealed class PermissionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const string Manager = "manager", Finance = "finance", Grantee = "grantee";

    [Fact]
    public async Task Nobody_but_those_named_acts()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync(LocalText.Of("en", "Hire"));
        await award.Some.Do(db => PlanVisits.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        await award.Some.Do(db => PlanReports.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        await award.Some.Do(db => SetMilestones.Execute(
            db, award.Manager, award.Id, new([new(LocalText.Of("en", "Open"), award.Clock.GetUtcNow().Date.ToDateOnly().AddDays(60))], [new(LocalText.Of("en", "People"), "people", 0, 10)]), award.Clock, default));
        await award.Some.Do(db => RaiseFinding.Execute(db, award.Manager, award.Id, new("No stamp"), award.Clock, default));
        var stranger = await award.Some.PersonAsync(award.Programme);
        Dictionary<string, Actor> actors = new()
        {
            [Manager] = award.Manager,
            [Finance] = award.Finance,
            [Grantee] = award.Head,
            ["donor"] = award.Donor,
            ["nobody"] = Actor.Nobody,
            ["another organisation"] = stranger.Joined(Guid.CreateVersion7(), OrganisationRole.Head),
            ["a manager of another programme"] = stranger with { Grants = new[] { (Guid.CreateVersion7(), Role.GrantManager) }.ToFrozenSet() },
        };
        var ids = await IdsAsync(award);

        foreach (var (act, may, run) in Acts(award, ids))
            foreach (var (who, actor) in actors.Where(a => !may.Contains(a.Key)))
            {
                await using var db = award.Some.Open();
                (await run(db, actor)).Should().Be("forbidden", $"{who} may not {act}");
            }
    }

    sealed record Ids(Guid Condition, Guid Disbursement, Guid Visit, Guid Finding, Guid Milestone, Guid Indicator, Guid Report);

    static async Task<Ids> IdsAsync(SomeAward award)
    {
        await using var db = award.Some.Open();
        return new(
            await db.Conditions.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync(),
            await db.Disbursements.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync(),
            await db.Visits.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync(),
            await db.Findings.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync(),
            await db.Milestones.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync(),
            await db.AwardIndicators.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync(),
            await db.Reports.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync());
    }

    static IEnumerable<(string Act, string[] May, Func<GrantFlowDb, Actor, Task<string?>> Run)> Acts(SomeAward award, Ids ids)
    {
        var (id, clock) = (award.Id, award.Clock);
        var today = clock.GetUtcNow().Date.ToDateOnly();
        yield return ("open awards", [Manager], async (db, a) => (await OpenAwards.Execute(db, a, award.Competition, new(), clock, default)).Code());
        yield return ("begin an award", [Manager], async (db, a) => (await BeginAward.Execute(db, a, id, clock, default)).Code());
        yield return ("record checks", [Manager], async (db, a) => (await RecordDueDiligence.Execute(db, a, id, SomeAward.Checks(), clock, default)).Code());
        yield return ("prepare an agreement", [Manager], async (db, a) => (await PrepareAgreement.Execute(db, a, id, new(), clock, default)).Code());
        yield return ("sign for the grantee", [Grantee], async (db, a) => (await SignAgreement.Execute(db, a, id, new(AgreementSide.Grantee), clock, default)).Code());
        yield return ("sign for the grantor", [Manager], async (db, a) => (await SignAgreement.Execute(db, a, id, new(AgreementSide.Grantor), clock, default)).Code());
        yield return ("decline", [Manager, Grantee], async (db, a) => (await DeclineAward.Execute(db, a, id, new("x"), clock, default)).Code());
        yield return ("schedule", [Manager, Finance], async (db, a) => (await ScheduleDisbursements.Execute(db, a, id, SomeAward.Schedule(), clock, default)).Code());
        yield return ("meet a condition", [Manager], async (db, a) => (await MeetCondition.Execute(db, a, ids.Condition, new("x"), clock, default)).Code());
        yield return ("waive a condition", [Manager], async (db, a) => (await WaiveCondition.Execute(db, a, ids.Condition, new("x"), clock, default)).Code());
        yield return ("release", [Finance], async (db, a) => (await ReleaseDisbursement.Execute(db, a, ids.Disbursement, clock, default)).Code());
        yield return ("hold", [Finance, Manager], async (db, a) => (await HoldDisbursement.Execute(db, a, ids.Disbursement, new("x"), clock, default)).Code());
        yield return ("confirm a payment", [Finance], async (db, a) => (await ConfirmPayment.Execute(db, a, ids.Disbursement, new(today, "x"), clock, default)).Code());
        yield return ("suspend", [Manager], async (db, a) => (await SuspendAward.Execute(db, a, id, new("x"), clock, default)).Code());
        yield return ("resume", [Manager], async (db, a) => (await ResumeAward.Execute(db, a, id, new("x"), clock, default)).Code());
        yield return ("terminate", [Manager], async (db, a) => (await TerminateAward.Execute(db, a, id, new("x"), clock, default)).Code());
        yield return ("close", [Manager], async (db, a) => (await CloseAward.Execute(db, a, id, clock, default)).Code());
        yield return ("plan visits", [Manager], async (db, a) => (await PlanVisits.Execute(db, a, id, new(), clock, default)).Code());
        yield return ("announce a visit", [Manager], async (db, a) => (await AnnounceVisit.Execute(db, a, ids.Visit, clock, default)).Code());
        yield return ("confirm a visit", [Manager, Grantee], async (db, a) => (await ConfirmVisit.Execute(db, a, ids.Visit, new(), clock, default)).Code());
        yield return ("record a visit", [Manager], async (db, a) => (await RecordVisit.Execute(db, a, ids.Visit, new(today), clock, default)).Code());
        yield return ("miss a visit", [Manager], async (db, a) => (await MissVisit.Execute(db, a, ids.Visit, clock, default)).Code());
        yield return ("raise a finding", [Manager], async (db, a) => (await RaiseFinding.Execute(db, a, id, new("x"), clock, default)).Code());
        yield return ("resolve a finding", [Manager], async (db, a) => (await ResolveFinding.Execute(db, a, ids.Finding, new("x"), clock, default)).Code());
        yield return ("turn the light", [Manager], async (db, a) => (await ChangeRisk.Execute(db, a, id, new(Risk.Red, "x"), clock, default)).Code());
        yield return ("set milestones", [Manager], async (db, a) => (await SetMilestones.Execute(db, a, id, new([], []), clock, default)).Code());
        yield return ("report a milestone", [Manager, Grantee], async (db, a) => (await ReportMilestone.Execute(db, a, ids.Milestone, new(today, "x"), clock, default)).Code());
        yield return ("record a figure", [Manager, Grantee], async (db, a) => (await RecordActual.Execute(db, a, ids.Indicator, new(today, 1), clock, default)).Code());
        yield return ("plan reports", [Manager], async (db, a) => (await PlanReports.Execute(db, a, id, new(), clock, default)).Code());
        yield return ("request a report", [Manager], async (db, a) => (await RequestReport.Execute(db, a, ids.Report, clock, default)).Code());
        yield return ("write a report", [Grantee], async (db, a) => (await SaveReport.Execute(db, a, ids.Report, SomeAward.Answers(), clock, default)).Code());
        yield return ("send a report in", [Grantee], async (db, a) => (await SubmitReport.Execute(db, a, ids.Report, clock, default)).Code());
        yield return ("return a report", [Manager], async (db, a) => (await ReturnReport.Execute(db, a, ids.Report, new("x", today), clock, default)).Code());
        yield return ("accept a report", [Manager], async (db, a) => (await AcceptReport.Execute(db, a, ids.Report, new(), clock, default)).Code());
        yield return ("waive a report", [Manager], async (db, a) => (await WaiveReport.Execute(db, a, ids.Report, new("x"), clock, default)).Code());
    }
}

static class Days
{
    public static DateOnly ToDateOnly(this DateTime day) => DateOnly.FromDateTime(day);
}
