using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Monitoring;

public sealed class MonitoringTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("2021-05-01", "2022-04-30", 2, "2021-08-02 2022-01-31")]
    [InlineData("2021-05-01", "2022-04-30", 1, "2021-11-01")]
    [InlineData("2021-05-01", "2021-06-30", 2, "2021-05-31")]
    [InlineData("2021-05-01", "2022-04-30", 0, "")]
    [InlineData("2021-05-05", "2021-05-05", 4, "2021-05-05")]
    public void Visits_lie_in_the_middle_of_equal_parts_and_never_on_a_weekend(string from, string to, int perYear, string days)
    {
        var award = new Award { StartsOn = DateOnly.ParseExact(from, "O"), EndsOn = DateOnly.ParseExact(to, "O") };
        award.MoveTo(AwardState.Active);

        var planned = PlanVisits.Decide(award, known: false, new(perYear), award.StartsOn.AddDays(-10)).Fact().Days;

        string.Join(' ', planned.Select(d => $"{d:O}")).Should().Be(days);
        planned.Where(d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday).Should().BeEmpty();
    }

    [Theory]
    [InlineData("2021-11-01", "2022-01-31")]
    [InlineData("2022-04-28", "2022-04-29")]
    [InlineData("2022-05-01", "")]
    public void A_grant_signed_late_is_visited_only_in_the_days_left(string today, string days)
    {
        var award = new Award { StartsOn = new DateOnly(2021, 5, 1), EndsOn = new DateOnly(2022, 4, 30) };
        award.MoveTo(AwardState.Active);

        var planned = PlanVisits.Decide(award, known: false, new(2), DateOnly.ParseExact(today, "O")).Fact().Days;

        string.Join(' ', planned.Select(d => $"{d:O}")).Should().Be(days);
    }

    [Fact]
    public async Task A_visit_is_announced_moved_by_the_organisation_held_and_its_finding_resolved()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        await award.Some.Do(db => PlanVisits.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        (await award.Some.Do(db => PlanVisits.Execute(db, award.Manager, award.Id, new(12), award.Clock, default))).Days.Should().BeEmpty();
        var visit = await award.VisitAsync(1);
        award.On(2021, 7, 20);

        await award.Some.Do(db => AnnounceVisit.Execute(db, award.Manager, visit.Id, award.Clock, default));
        await award.Some.Do(db => AnnounceVisit.Execute(db, award.Manager, visit.Id, award.Clock, default));
        await award.Some.Do(db => ConfirmVisit.Execute(db, award.Head, visit.Id, new(new DateOnly(2021, 8, 5)), award.Clock, default));
        (await DeadlineOf(award, visit.Subject)).LocalDate.Should().Be(new DateOnly(2021, 8, 5));
        award.On(2021, 8, 5);
        await award.Some.Do(db => RecordVisit.Execute(
            db, award.Manager, visit.Id,
            new(new DateOnly(2021, 8, 5), "Seen", [new("No receipts", FindingSeverity.High, "Send them", new DateOnly(2021, 9, 1)), new("A nice room", FindingSeverity.Low)]),
            award.Clock, default));

        (await DeadlineOf(award, visit.Subject)).State.Should().Be(DeadlineState.Met);
        var findings = await award.Some.Read(db => db.Findings.Where(f => f.AwardId == award.Id).OrderBy(f => f.Number).ToListAsync());
        findings.Select(f => (f.Number, f.VisitId, f.DueOn.HasValue)).Should().Equal((1, visit.Id, true), (2, visit.Id, false));
        (await award.Some.Try(db => RecordVisit.Execute(db, award.Manager, visit.Id, new(new DateOnly(2021, 8, 5)), award.Clock, default))).Code().Should().Be("visit-recorded");
        await award.Some.Do(db => ResolveFinding.Execute(db, award.Manager, findings[0].Id, new("Received"), award.Clock, default));
        (await award.Some.Try(db => ResolveFinding.Execute(db, award.Manager, findings[0].Id, new("Received"), award.Clock, default))).Code().Should().Be("finding-resolved");
        (await DeadlineOf(award, findings[0].Subject)).State.Should().Be(DeadlineState.Met);
        (await award.LettersAsync()).Where(l => l.StartsWith("visit", StringComparison.Ordinal) || l.StartsWith("finding", StringComparison.Ordinal))
            .Should().Equal("visit-planned", "finding-raised");
    }

    [Fact]
    public async Task Days_to_come_and_days_gone_by_are_told_apart()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        await award.Some.Do(db => PlanVisits.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        var visit = await award.VisitAsync(1);
        award.On(2021, 7, 20);

        (await award.Some.Try(db => ConfirmVisit.Execute(db, award.Head, visit.Id, new(new DateOnly(2021, 7, 19)), award.Clock, default))).Code().Should().Be("day-passed");
        (await award.Some.Try(db => RecordVisit.Execute(db, award.Manager, visit.Id, new(new DateOnly(2021, 7, 21)), award.Clock, default))).Code().Should().Be("held-in-future");
        (await award.Some.Try(db => MissVisit.Execute(db, award.Manager, visit.Id, award.Clock, default))).Code().Should().Be("not-yet-due");
        (await award.Some.Try(db => RaiseFinding.Execute(db, award.Manager, award.Id, new("x", DueOn: new DateOnly(2021, 7, 19)), award.Clock, default))).Code().Should().Be("day-passed");
        (await award.Some.Try(db => RaiseFinding.Execute(db, award.Manager, award.Id, new(" "), award.Clock, default))).Code().Should().Be("finding-empty");
    }

    [Fact]
    public async Task The_traffic_light_keeps_its_history()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();

        await award.Some.Do(db => ChangeRisk.Execute(db, award.Manager, award.Id, new(Risk.Amber, "The accountant left"), award.Clock, default));
        award.On(2021, 6, 1);
        await award.Some.Do(db => ChangeRisk.Execute(db, award.Manager, award.Id, new(Risk.Green, "A new one came"), award.Clock, default));

        (await award.Some.Try(db => ChangeRisk.Execute(db, award.Manager, award.Id, new(Risk.Green, "Again"), award.Clock, default))).Code().Should().Be("risk-unchanged");
        (await award.Some.Read(db => db.RiskChanges.Where(c => c.AwardId == award.Id).OrderBy(c => c.At).ToListAsync()))
            .Select(c => $"{c.Before} {c.After}").Should().Equal("Green Amber", "Amber Green");
    }

    [Fact]
    public async Task Milestones_and_figures_are_set_once_and_reported_with_evidence()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        SetMilestones.Request request = new(
            [new(LocalText.Of("hy", "Բացում"), new DateOnly(2021, 6, 15))], [new(LocalText.Of("hy", "Այցելուներ"), "մարդ", 0, 200)]);
        (await award.Some.Try(db => SetMilestones.Execute(
            db, award.Manager, award.Id, new([new(LocalText.Of("en", "Too late"), new DateOnly(2030, 1, 1))], []), award.Clock, default))).Code().Should().Be("milestone-outside");
        await award.Some.Do(db => SetMilestones.Execute(db, award.Manager, award.Id, request, award.Clock, default));
        (await award.Some.Try(db => SetMilestones.Execute(db, award.Manager, award.Id, request, award.Clock, default))).Code().Should().Be("milestones-known");
        var milestone = await award.Some.Read(db => db.Milestones.SingleAsync(m => m.AwardId == award.Id));
        var indicator = await award.Some.Read(db => db.AwardIndicators.SingleAsync(m => m.AwardId == award.Id));
        award.On(2021, 6, 20);

        (await award.Some.Try(db => ReportMilestone.Execute(db, award.Head, milestone.Id, new(new DateOnly(2021, 6, 21), "Photo"), award.Clock, default))).Code().Should().Be("reached-in-future");
        await award.Some.Do(db => ReportMilestone.Execute(db, award.Head, milestone.Id, new(new DateOnly(2021, 6, 18), "Photo"), award.Clock, default));
        (await award.Some.Try(db => ReportMilestone.Execute(db, award.Head, milestone.Id, new(new DateOnly(2021, 6, 18), "Photo"), award.Clock, default))).Code().Should().Be("milestone-reached");
        await award.Some.Do(db => RecordActual.Execute(db, award.Head, indicator.Id, new(new DateOnly(2021, 6, 18), 42.5m, "List"), award.Clock, default));
        (await award.Some.Try(db => RecordActual.Execute(db, award.Head, indicator.Id, new(new DateOnly(2021, 6, 21), 1), award.Clock, default))).Code().Should().Be("measured-in-future");
        (await award.Some.Read(db => db.IndicatorActuals.SingleAsync(a => a.IndicatorId == indicator.Id))).Value.Should().Be(42.5m);
    }

    static Task<Deadline> DeadlineOf(SomeAward award, string subject) => award.Some.Read(db => db.Deadlines.SingleAsync(d => d.SubjectRef == subject));
}
