using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Awards;

/// <summary>An activity may run again after a crash: what it did once it doesn't do twice.</summary>
public sealed class ActivityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Awards_are_handed_on_once()
    {
        var award = await new SomeAward(database).OpenedAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var given = await Run(award, first, $"competition:{award.Competition}", db => new OpenAwardsActivity(db, award.Clock));
        var again = await Run(award, second, $"competition:{award.Competition}", db => new OpenAwardsActivity(db, award.Clock));

        (given.Outputs["Count"], again.Outputs["Count"]).Should().Be((1, 0));
        ((Dictionary<string, object?>[])given.Outputs["Awards"]!)[0]["AwardId"].Should().Be(award.Id.ToString());
        (await award.ReadAsync()).WorkflowInstance.Should().Be(first);
    }

    [Fact]
    public async Task What_was_written_sent_or_planned_once_stays_so()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).CheckedAsync();
        await Twice(award, db => new PrepareAgreementActivity(db, award.Clock));
        await award.Some.Do(db => SignAgreement.Execute(db, award.Head, award.Id, new(AgreementSide.Grantee), award.Clock, default));
        await award.Some.Do(db => SignAgreement.Execute(db, award.Manager, award.Id, new(AgreementSide.Grantor), award.Clock, default));
        await Twice(award, db => new PlanReportsActivity(db, award.Clock));
        await Twice(award, db => new ScheduleDisbursementsActivity(db, award.Clock));
        await Twice(award, db => new PlanVisitsActivity(db, award.Clock));
        award.On(2021, 7, 30);
        var report = await award.ReportAsync(1);
        await Twice(award, db => new RequestReportActivity(db, award.Clock), ("ReportId", report.Id.ToString()));
        await Twice(award, db => new NextVisitActivity(db, award.Clock));
        await Twice(award, db => new EscalateActivity(db, award.Clock), ("Matter", "It is late."), ("RaiseRisk", false));

        (await award.Some.Read(db => db.Agreements.CountAsync(a => a.AwardId == award.Id))).Should().Be(1);
        (await award.Some.Read(db => db.Reports.CountAsync(a => a.AwardId == award.Id))).Should().Be(4);
        (await award.Some.Read(db => db.Disbursements.Where(a => a.AwardId == award.Id).SumAsync(d => d.Amount))).Should().Be(SomeAward.Amount);
        (await award.Some.Read(db => db.Visits.CountAsync(a => a.AwardId == award.Id))).Should().Be(2);
        (await award.LettersAsync()).Should().Equal("agreement-to-sign", "agreement-signed", "report-requested", "visit-planned");
        (await award.Some.Read(db => db.Mails.CountAsync(m => m.Kind == "escalation" && m.ProgrammeId == award.Programme))).Should().Be(3, "three managers, once each");
    }

    [Fact]
    public async Task A_signal_that_changed_nothing_is_looked_at_and_waited_on()
    {
        var award = await new SomeAward(database).OpenedAsync();

        var waits = await Run(award, Guid.CreateVersion7(), Award.SubjectOf(award.Id), db => new CheckDueDiligenceActivity(db, award.Clock));
        var again = await Run(
            award, Guid.CreateVersion7(), Award.SubjectOf(award.Id), db => new CheckDueDiligenceActivity(db, award.Clock), new Resumption("AwardResumed", null));

        waits.Waits.Should().Equal(again.Waits).And.OnlyContain(w => w.RunAgain && w.CorrelationId == Award.SubjectOf(award.Id));
        (await award.Some.Read(db => db.Mails.CountAsync(m => m.Kind == "task-assigned" && m.ProgrammeId == award.Programme))).Should().Be(3, "three managers, once each");
    }

    [Fact]
    public async Task An_activity_that_is_not_told_which_award_fails_by_name()
    {
        var award = await new SomeAward(database).OpenedAsync();

        var unknown = () => Run(award, Guid.CreateVersion7(), $"award:{Guid.Empty}", db => new NextVisitActivity(db, award.Clock));
        var untold = () => Run(award, Guid.CreateVersion7(), "cohort:1", db => new NextVisitActivity(db, award.Clock));

        await unknown.Should().ThrowAsync<InvalidOperationException>().WithMessage("There is no award:*");
        await untold.Should().ThrowAsync<InvalidOperationException>().WithMessage("*isn't told which award*");
    }

    static async Task Twice(SomeAward award, Func<GrantFlowDb, IActivity> make, params (string Name, object? Value)[] inputs)
    {
        var instance = Guid.CreateVersion7();
        await Run(award, instance, Award.SubjectOf(award.Id), make, null, inputs);
        await Run(award, instance, Award.SubjectOf(award.Id), make, null, inputs);
    }

    static async Task<Outcome> Run(
        SomeAward award, Guid instance, string about, Func<GrantFlowDb, IActivity> make, Resumption? resumption = null, params (string Name, object? Value)[] inputs)
    {
        await using var db = award.Some.Open();
        await using var own = await OwnTransaction.BeginAsync(db, default);
        var run = new ActivityRun(instance, about, "a", $"{instance}:1:0", inputs.ToDictionary(i => i.Name, i => i.Value), award.Clock.GetUtcNow(), resumption);
        var outcome = await make(db).RunAsync(run, default);
        await db.SaveChangesAsync();
        await own.CommitAsync(default);
        return outcome;
    }
}
