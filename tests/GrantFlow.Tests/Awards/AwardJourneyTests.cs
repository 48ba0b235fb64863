using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Awards;

/// <summary>The award, monitoring and reporting workflows on the real engine, with people who act or don't.</summary>
public sealed class AwardJourneyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_grant_runs_from_due_diligence_to_close_out()
    {
        await using var engine = await EngineAsync(out var award);
        var instance = await BegunAsync(engine, award);
        await SignedAsync(engine, award);

        for (var month = 0; month < 16 && (await award.ReadAsync()).IsOpen; month++) await LiveAMonthAsync(engine, award);

        (await award.ReadAsync()).State.Should().Be(AwardState.Closed);
        var ended = await engine.OfAsync(instance);
        (ended.SubStatus, ended.Output["Outcome"].GetString()).Should().Be((WorkflowSubStatus.Finished, "Closed"));
        (await engine.TraceAsync(instance)).Should().Equal(
            "CheckDueDiligence: Clear", "PrepareAgreement", "WaitForSignatures: Signed", "PlanReports", "ScheduleDisbursements",
            "NextDisbursement: Disbursement", "ReleaseDisbursement: Released", "NextDisbursement: Disbursement", "ReleaseDisbursement: Released",
            "NextDisbursement: Disbursement", "ReleaseDisbursement: Released", "NextDisbursement: NoMore", "CloseGrant: Closed");
        foreach (var child in await ChildrenAsync(engine, award)) child.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await award.Some.Read(db => db.Reports.Where(r => r.AwardId == award.Id).Select(r => r.State).ToListAsync()))
            .Should().Equal(Enumerable.Repeat(ReportState.Accepted, 4));
        (await award.Some.Read(db => db.Visits.Where(v => v.AwardId == award.Id).Select(v => v.State).ToListAsync()))
            .Should().Equal(VisitState.Held, VisitState.Held);
        (await LiveDeadlinesAsync(award)).Should().BeEmpty();
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_blocked_organisation_gets_no_agreement()
    {
        await using var engine = await EngineAsync(out var award);
        var instance = await BegunAsync(engine, award);

        await award.Some.Do(db => RecordDueDiligence.Execute(
            db, award.Manager, award.Id, SomeAward.Checks(DueDiligenceResult.Blocked), award.Clock, default));
        await engine.RunAsync();

        (await engine.OfAsync(instance)).Output["Outcome"].GetString().Should().Be("Blocked");
        (await award.ReadAsync()).State.Should().Be(AwardState.Declined);
        (await LiveDeadlinesAsync(award)).Should().BeEmpty();
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task An_agreement_nobody_signs_is_escalated_again_and_again_until_it_is_declined()
    {
        await using var engine = await EngineAsync(out var award);
        var instance = await BegunAsync(engine, award);
        await award.CheckedAsync();
        await engine.RunAsync();

        await engine.RunToAsync(award.Clock.GetUtcNow().AddDays(30 + 7 + 7 + 1));
        await award.Some.Do(db => DeclineAward.Execute(db, award.Head, award.Id, new("We changed our plans."), award.Clock, default));
        await engine.RunAsync();

        (await engine.TraceAsync(instance)).Should().Equal(
            "CheckDueDiligence: Clear", "PrepareAgreement", "WaitForSignatures: Overdue", "Escalate", "WaitForSignatures: Overdue", "Escalate",
            "WaitForSignatures: Declined");
        (await engine.OfAsync(instance)).Output["Outcome"].GetString().Should().Be("Declined");
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_termination_ends_the_award_and_its_children_and_silences_every_date()
    {
        await using var engine = await EngineAsync(out var award);
        var instance = await BegunAsync(engine, award);
        await SignedAsync(engine, award);
        await LiveAMonthAsync(engine, award);
        await LiveAMonthAsync(engine, award);

        await award.Some.Do(db => TerminateAward.Execute(db, award.Manager, award.Id, new("The organisation leaves."), award.Clock, default));
        await engine.RunAsync();

        (await engine.OfAsync(instance)).Output["Outcome"].GetString().Should().Be("Terminated");
        foreach (var child in await ChildrenAsync(engine, award)) child.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await LiveDeadlinesAsync(award)).Where(d => !d.Contains("payment")).Should().BeEmpty();
        (await award.DisbursementAsync(1)).State.Should().Be(DisbursementState.Paid);
        (await award.DisbursementAsync(2)).State.Should().Be(DisbursementState.Cancelled);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task While_a_grant_is_suspended_nothing_is_asked_for_and_afterwards_its_dates_have_moved()
    {
        await using var engine = await EngineAsync(out var award);
        await BegunAsync(engine, award);
        await SignedAsync(engine, award);
        await LiveAMonthAsync(engine, award);
        var before = await award.ReportAsync(1);
        await award.Some.Do(db => SuspendAward.Execute(db, award.Manager, award.Id, new("An audit is under way."), award.Clock, default));
        await engine.RunAsync();

        await engine.RunToAsync(award.Clock.GetUtcNow().AddDays(80));
        (await award.ReportAsync(1)).State.Should().Be(ReportState.Planned);
        (await LiveDeadlinesAsync(award)).Should().Equal("award suspension");
        await award.Some.Do(db => ResumeAward.Execute(db, award.Manager, award.Id, new("The audit found nothing."), award.Clock, default));
        await engine.RunAsync();

        (await award.ReportAsync(1)).DueOn.Should().Be(before.DueOn.AddDays(80));
        for (var month = 0; month < 20 && (await award.ReadAsync()).IsOpen; month++) await LiveAMonthAsync(engine, award);
        (await award.ReadAsync()).State.Should().Be(AwardState.Closed);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_tranche_that_is_held_is_escalated_brought_up_again_and_released_in_the_end()
    {
        await using var engine = await EngineAsync(out var award);
        var instance = await BegunAsync(engine, award);
        await SignedAsync(engine, award);
        await engine.RunToAsync(new DateTimeOffset(2021, 5, 2, 8, 0, 0, TimeSpan.Zero));
        var tranche = await award.DisbursementAsync(1);

        await award.Some.Do(db => HoldDisbursement.Execute(db, award.Finance, tranche.Id, new("The account is blocked."), award.Clock, default));
        await engine.RunToAsync(award.Clock.GetUtcNow().AddDays(31));
        await award.Some.Do(db => ReleaseDisbursement.Execute(db, award.Finance, tranche.Id, award.Clock, default));
        await engine.RunAsync();

        (await engine.TraceAsync(instance)).Skip(5).Should().Equal(
            "NextDisbursement: Disbursement", "ReleaseDisbursement: Held", "Escalate", "NextDisbursement: Disbursement", "ReleaseDisbursement: Held", "Escalate",
            "NextDisbursement: Disbursement", "ReleaseDisbursement: Released");
        (await award.ReadAsync()).Risk.Should().Be(Risk.Red);
    }

    [Fact]
    public async Task A_waived_report_makes_room_for_the_next_and_frees_its_tranche()
    {
        await using var engine = await EngineAsync(out var award);
        await BegunAsync(engine, award);
        await SignedAsync(engine, award);
        await LiveAMonthAsync(engine, award);
        await LiveAMonthAsync(engine, award);
        await engine.RunToAsync(new DateTimeOffset(2021, 7, 26, 8, 0, 0, TimeSpan.Zero));
        var report = await award.ReportAsync(1);

        await award.Some.Do(db => WaiveReport.Execute(db, award.Manager, report.Id, new("The quarter had no activity."), award.Clock, default));
        await engine.RunToAsync(new DateTimeOffset(2021, 8, 30, 8, 0, 0, TimeSpan.Zero));

        var reporting = (await ChildrenAsync(engine, award)).Single(c => c.DefinitionId == "reporting");
        (await engine.TraceAsync(reporting.Id)).Should().Equal("PlanReports", "NextReport: Report", "RequestReport", "WaitForReport: Waived");
        var second = await award.DisbursementAsync(2);
        (await award.Some.Try(db => ReleaseDisbursement.Execute(db, award.Finance, second.Id, award.Clock, default))).Code().Should().BeNull();
    }

    [Fact]
    public async Task A_visit_nobody_holds_becomes_a_finding_and_turns_the_light()
    {
        await using var engine = await EngineAsync(out var award);
        await BegunAsync(engine, award);
        await SignedAsync(engine, award);
        var visit = await award.VisitAsync(1);

        await engine.RunToAsync(new DateTimeOffset(visit.PlannedOn.AddDays(16), TimeOnly.MinValue, TimeSpan.Zero));

        (await award.VisitAsync(1)).State.Should().Be(VisitState.Missed);
        (await award.Some.Read(db => db.Findings.SingleAsync(f => f.AwardId == award.Id))).Text.Should().StartWith("Պլանավորված");
        (await award.ReadAsync()).Risk.Should().NotBe(Risk.Green);
        var letters = await award.Some.Read(db => db.Mails.Where(m => m.Kind == "escalation" && m.SubjectRef == $"award:{award.Id}").ToListAsync());
        letters.Should().NotBeEmpty().And.OnlyContain(
            m => m.Title.Contains("/1, ") && m.Title.Contains(LocalForm.Date(MailValue.Date(visit.PlannedOn), m.Language)), "the letter says which visit");
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_report_long_overdue_is_escalated_and_still_taken_late()
    {
        await using var engine = await EngineAsync(out var award);
        await BegunAsync(engine, award);
        await SignedAsync(engine, award);
        var report = await award.ReportAsync(1);

        await engine.RunToAsync(report.DueAt.AddDays(15));
        (await award.ReadAsync()).Risk.Should().NotBe(Risk.Green);
        var submitted = await award.SubmittedAsync(1);
        await engine.RunAsync();

        submitted.Late.Should().BeTrue();
        await award.Some.Do(db => ReturnReport.Execute(
            db, award.Manager, report.Id, new("The figures don't add up.", DateOnly.FromDateTime(award.Clock.GetUtcNow().Date).AddDays(10)), award.Clock, default));
        await engine.RunAsync();
        await award.SubmittedAsync(1);
        await engine.RunAsync();
        await award.Some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new(), award.Clock, default));
        await engine.RunAsync();
        var reporting = (await ChildrenAsync(engine, award)).Single(c => c.DefinitionId == "reporting");
        (await engine.TraceAsync(reporting.Id)).Should().Equal(
            "PlanReports", "NextReport: Report", "RequestReport", "WaitForReport: Overdue", "Escalate", "WaitForReport: Received",
            "ReviewReport: Returned", "WaitForReport: Received", "ReviewReport: Accepted");
        await engine.ApproveAsync();
    }

    Task<SomeEngine> EngineAsync(out SomeAward award)
    {
        award = new SomeAward(database);
        return SomeEngine.WithAsync(database.ConnectionString, award.Clock, "award", "monitoring", "reporting");
    }

    static async Task<Guid> BegunAsync(SomeEngine engine, SomeAward award)
    {
        await award.OpenedAsync();
        var begun = await award.Some.Do(db => BeginAward.Execute(db, award.Manager, award.Id, award.Clock, default));
        await engine.RunAsync();
        return begun.WorkflowInstanceId;
    }

    static async Task SignedAsync(SomeEngine engine, SomeAward award)
    {
        await award.CheckedAsync();
        await engine.RunAsync();
        await award.Some.Do(db => SignAgreement.Execute(db, award.Head, award.Id, new(AgreementSide.Grantee), award.Clock, default));
        await award.Some.Do(db => SignAgreement.Execute(db, award.Manager, award.Id, new(AgreementSide.Grantor), award.Clock, default));
        await engine.RunAsync();
    }

    /// <summary>A month in which everybody does at its end what was asked of them.</summary>
    static async Task LiveAMonthAsync(SomeEngine engine, SomeAward award)
    {
        await engine.RunToAsync(award.Clock.GetUtcNow().AddDays(30));
        var some = award.Some;
        foreach (var visit in await some.Read(db => db.Visits.Where(v => v.AwardId == award.Id && v.AnnouncedAt != null).ToListAsync()))
            if ((visit.IsOpen || visit.State == VisitState.Missed) && visit.PlannedOn <= DateOnly.FromDateTime(award.Clock.GetUtcNow().Date))
                await some.Do(db => RecordVisit.Execute(db, award.Manager, visit.Id, new(visit.PlannedOn, "Seen"), award.Clock, default));
        foreach (var finding in await some.Read(db => db.Findings.Where(f => f.AwardId == award.Id && f.State == FindingState.Open).ToListAsync()))
            await some.Do(db => ResolveFinding.Execute(db, award.Manager, finding.Id, new("Made up for"), award.Clock, default));
        foreach (var report in await some.Read(db => db.Reports.Where(r => r.AwardId == award.Id && r.State == ReportState.Requested).ToListAsync()))
        {
            await award.SubmittedAsync(report.Number);
            await some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new(), award.Clock, default));
        }

        await engine.RunAsync();
        foreach (var disbursement in await some.Read(db => db.Disbursements.Where(d => d.AwardId == award.Id && d.State == DisbursementState.Due).ToListAsync()))
        {
            if (!(await some.Try(db => ReleaseDisbursement.Execute(db, award.Finance, disbursement.Id, award.Clock, default))).Allows(out _, out _)) continue;
            var today = DateOnly.FromDateTime(award.Clock.GetUtcNow().Date);
            await some.Do(db => ConfirmPayment.Execute(db, award.Finance, disbursement.Id, new(today, "BANK"), award.Clock, default));
        }

        await engine.RunAsync();
    }

    static async Task<IReadOnlyList<WorkflowInstanceRow>> ChildrenAsync(SomeEngine engine, SomeAward award)
    {
        var found = await engine.Port.QueryAsync(new WorkflowInstanceQuery(CorrelationId: Award.SubjectOf(award.Id)));
        found.Items.Sum(i => i.OpenIncidents).Should().Be(0);
        return [.. found.Items.Where(i => i.DefinitionId != "award")];
    }

    static async Task<List<string>> LiveDeadlinesAsync(SomeAward award)
    {
        var live = await award.Some.Read(db => db.Deadlines
            .Where(d => d.ProgrammeId == award.Programme && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed) && !d.SubjectRef.StartsWith("application"))
            .OrderBy(d => d.Kind).Select(d => new { d.SubjectRef, d.Kind }).ToListAsync());
        return [.. live.Select(d => $"{d.SubjectRef.Split(':')[0]} {d.Kind}")];
    }
}
