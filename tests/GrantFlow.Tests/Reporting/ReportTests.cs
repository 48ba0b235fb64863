using System.Text.Json;
using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Reporting;

public sealed class ReportTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("2021-05-01", "2022-04-30", 3, "2021-07-31 2021-10-31 2022-01-31 2022-04-30F", "2021-08-15 2021-11-15 2022-02-15 2022-05-30")]
    [InlineData("2021-05-01", "2021-06-15", 3, "2021-06-15F", "2021-07-15")]
    [InlineData("2021-01-31", "2021-06-30", 1, "2021-02-27 2021-03-30 2021-04-29 2021-05-30 2021-06-30F", null)]
    [InlineData("2017-12-21", "2017-12-21", 3, "2017-12-21F", null)]
    [InlineData("2015-06-01", "2016-06-01", 6, "2015-11-30 2016-06-01F", null)]
    public void Reports_cover_the_grant_without_gap_or_overlap_and_the_last_is_final(string from, string to, int months, string ends, string? due)
    {
        var award = new Award { StartsOn = DateOnly.ParseExact(from, "O"), EndsOn = DateOnly.ParseExact(to, "O") };
        award.MoveTo(AwardState.Active);

        var periods = PlanReports.Decide(award, known: false, new(months)).Fact().Periods;

        string.Join(' ', periods.Select(p => $"{p.End:O}{(p.Kind == ReportKind.Final ? "F" : "")}")).Should().Be(ends);
        if (due is not null) string.Join(' ', periods.Select(p => $"{p.DueOn:O}")).Should().Be(due);
        periods[0].Start.Should().Be(award.StartsOn);
        periods.Skip(1).Select(p => p.Start).Should().Equal(periods.SkipLast(1).Select(p => p.End.AddDays(1)));
    }

    [Theory]
    [InlineData("Asia/Yerevan", "2021-08-15T19:59:59.999Z", false)]
    [InlineData("Asia/Yerevan", "2021-08-15T20:00:00Z", true)]
    [InlineData("Asia/Bishkek", "2021-08-15T17:59:59Z", false)]
    [InlineData("Asia/Bishkek", "2021-08-15T18:00:00Z", true)]
    [InlineData("Europe/London", "2021-08-15T22:59:59Z", false)]
    [InlineData("Europe/London", "2021-08-15T23:00:00Z", true)]
    public void A_report_is_late_from_the_first_instant_of_the_next_day_in_the_programmes_zone(string zone, string at, bool late)
    {
        var report = new Report { Kind = ReportKind.Narrative };
        report.Due(new DateOnly(2021, 8, 15), ReportDates.EndOf(new Programme { TimeZone = zone }, new DateOnly(2021, 8, 15)));
        report.Request(DateTimeOffset.UnixEpoch);
        report.Write("""{"done":"x"}""", null);
        var award = new Award { Amount = 100 };
        award.MoveTo(AwardState.Active);

        var fact = SubmitReport.Decide(award, report, 0, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)).Fact();

        fact.Late.Should().Be(late);
    }

    [Theory]
    [InlineData("{}", null, 0, "report-empty")]
    [InlineData("{\"a\":1}", null, 0, "figures-missing")]
    [InlineData("{\"a\":1}", 60.0, 41, "spent-above-award")]
    [InlineData("{\"a\":1}", 60.0, 40, null)]
    public void A_report_without_answers_or_with_figures_beyond_the_award_stays_with_the_grantee(string content, double? spent, int before, string? code)
    {
        var report = new Report { Kind = ReportKind.Combined };
        report.Request(DateTimeOffset.UnixEpoch);
        report.Write(content, (decimal?)spent);
        var award = new Award { Amount = 100 };
        award.MoveTo(AwardState.Active);

        SubmitReport.Decide(award, report, before, DateTimeOffset.UnixEpoch).Code().Should().Be(code);
    }

    [Fact]
    public async Task A_report_is_sent_in_late_given_back_with_a_new_day_sent_again_and_accepted()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        award.On(2021, 7, 25);
        await award.Some.Do(db => PlanReports.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        var report = await award.ReportAsync(1);
        await award.Some.Do(db => RequestReport.Execute(db, award.Manager, report.Id, award.Clock, default));
        (await LiveAsync(award, report)).Should().Equal("report 2021-08-15");

        award.On(2021, 8, 16);
        report = await award.SubmittedAsync(1, 400_000);
        (report.Late, report.Spent, report.Lines.Count).Should().Be((true, 400_000m, 1));
        (await LiveAsync(award, report)).Should().Equal("review 2021-08-30");

        await award.Some.Do(db => ReturnReport.Execute(db, award.Manager, report.Id, new("Where are the receipts?", new DateOnly(2021, 8, 26)), award.Clock, default));
        report = await award.ReportAsync(1);
        (report.State, report.TimesReturned, report.DueOn).Should().Be((ReportState.Returned, 1, new DateOnly(2021, 8, 26)));
        (await LiveAsync(award, report)).Should().Equal("report 2021-08-26");

        award.On(2021, 8, 20);
        report = await award.SubmittedAsync(1, 390_000);
        (report.Late, report.Spent).Should().Be((true, 390_000m), "late once is late");
        await award.Some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new("Thank you"), award.Clock, default));

        (await LiveAsync(award, report)).Should().BeEmpty();
        (await award.Some.Read(db => db.ReportReviews.Where(r => r.ReportId == report.Id).OrderBy(r => r.At).Select(r => r.Outcome).ToListAsync()))
            .Should().Equal(ReportState.Returned, ReportState.Accepted);
        (await award.LettersAsync()).Where(l => l.StartsWith("report", StringComparison.Ordinal)).Should().Equal(
            "report-requested", "report-received", "report-returned", "report-received", "report-accepted");
        (await award.SignalsAsync()).Where(s => s.StartsWith("Report", StringComparison.Ordinal)).Should().Equal(
            "ReportsPlanned", "ReportRequested", "ReportReceived", "ReportReviewed", "ReportReceived", "ReportReviewed");
        (await award.Some.Read(db => db.AuditFacts.Where(f => f.Subject == report.Subject).OrderBy(f => f.At).ThenBy(f => f.Id).Select(f => f.Kind).ToListAsync()))
            .Should().Equal("ReportRequested", "ReportSaved", "ReportReceived", "ReportReturned", "ReportSaved", "ReportReceived", "ReportAccepted");
    }

    [Fact]
    public async Task Acts_in_the_wrong_state_are_refused_by_name()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        await award.Some.Do(db => PlanReports.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        var report = await award.ReportAsync(1);

        (await Code(award, db => SaveReport.Execute(db, award.Head, report.Id, SomeAward.Answers(), award.Clock, default))).Should().Be("report-not-yours");
        (await Code(award, db => AcceptReport.Execute(db, award.Manager, report.Id, new(), award.Clock, default))).Should().Be("report-not-submitted");
        await award.Some.Do(db => RequestReport.Execute(db, award.Manager, report.Id, award.Clock, default));
        (await Code(award, db => RequestReport.Execute(db, award.Manager, report.Id, award.Clock, default))).Should().Be("report-not-planned");
        (await Code(award, db => SubmitReport.Execute(db, award.Head, report.Id, award.Clock, default))).Should().Be("report-empty");
        SaveReport.Request list = new(JsonSerializer.SerializeToElement(new[] { 1 }));
        (await Code(award, db => SaveReport.Execute(db, award.Head, report.Id, list, award.Clock, default))).Should().Be("content-not-object");
        (await Code(award, db => SaveReport.Execute(db, award.Head, report.Id, SomeAward.Answers(-1), award.Clock, default))).Should().Be("amount-negative");
        (await Code(award, db => SaveReport.Execute(db, award.Head, report.Id, SomeAward.Answers(0.001m), award.Clock, default))).Should().Be("amount-negative");
        await award.SubmittedAsync(1);
        (await Code(award, db => ReturnReport.Execute(db, award.Manager, report.Id, new("Why", new DateOnly(2021, 1, 1)), award.Clock, default))).Should().Be("day-passed");
        (await Code(award, db => ReturnReport.Execute(db, award.Manager, report.Id, new(" ", new DateOnly(2022, 1, 1)), award.Clock, default))).Should().Be("reason-missing");
        await award.Some.Do(db => WaiveReport.Execute(db, award.Manager, report.Id, new("Too small"), award.Clock, default));
        (await Code(award, db => WaiveReport.Execute(db, award.Manager, report.Id, new("Too small"), award.Clock, default))).Should().Be("report-settled");
        (await Code(award, db => SubmitReport.Execute(db, award.Head, Guid.CreateVersion7(), award.Clock, default))).Should().Be("not-found");
    }

    [Fact]
    public async Task Of_two_who_accept_and_return_a_report_at_once_one_does()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        var report = await award.SubmittedAsync(1);

        var accepted = award.Some.Try(db => AcceptReport.Execute(db, award.Manager, report.Id, new(), award.Clock, default));
        var returned = award.Some.Try(db => ReturnReport.Execute(db, award.OtherManager, report.Id, new("Why", new DateOnly(2022, 1, 1)), award.Clock, default));

        string?[] codes = [(await accepted).Code(), (await returned).Code()];
        codes.Should().BeEquivalentTo([null, "report-not-submitted"]);
    }

    static async Task<string?> Code<T>(SomeAward award, Func<GrantFlow.Persistence.GrantFlowDb, Task<Verdict<T>>> act)
        where T : notnull => (await award.Some.Try(act)).Code();

    static async Task<List<string>> LiveAsync(SomeAward award, Report report)
    {
        var live = await award.Some.Read(db => db.Deadlines
            .Where(d => d.SubjectRef == report.Subject && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed)).ToListAsync());
        return [.. live.Select(d => $"{d.Kind} {d.LocalDate:O}")];
    }
}
