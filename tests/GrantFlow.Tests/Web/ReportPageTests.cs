using System.Net;
using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Reporting;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed class ReportPageTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task A_report_saves_itself_and_a_change_by_somebody_else_is_never_overwritten()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        await some.Some.Do(db => PlanReports.Execute(db, some.Manager, some.Id, new(), some.Clock, default));
        var report = await some.ReportAsync(1);
        await some.Some.Do(db => RequestReport.Execute(db, some.Manager, report.Id, some.Clock, default));
        var head = await PageReader.OfAsync(host, some.Head);
        var path = $"/reports/{report.Id}";
        var seen = await head.ValueAsync(path, "#seen");

        var (status, saved) = await head.PostHandlerAsync(path, "Autosave", ("seen", seen), ("a-done", "The centre opened"));
        var (_, stale) = await head.PostHandlerAsync(path, "Autosave", ("seen", seen), ("a-done", "Mine"));
        var (again, refused) = await head.PostHandlerAsync(path, "Save", ("seen", seen), ("a-done", "Mine"));

        (status, again).Should().Be((HttpStatusCode.OK, HttpStatusCode.OK));
        saved.Should().Contain("Saved ").And.Contain("hx-swap-oob").And.NotContain($"value=\"{seen}\"");
        stale.Should().Contain("Not saved");
        refused.Should().Contain("Somebody else changed this in the meantime").And.Contain("Mine");
        (await some.ReportAsync(1)).Content.Should().Contain("The centre opened");
    }

    [Fact]
    public async Task What_grants_ask_of_staff_stands_on_their_own_page()
    {
        var some = await new SomeAward(host.Database).OpenedAsync();
        await some.Some.Do(db => RecordDueDiligence.Execute(db, some.Manager, some.Id, SomeAward.Checks(DueDiligenceResult.Concern), some.Clock, default));
        var number = (await some.ReadAsync()).Number;

        var manager = await (await PageReader.OfAsync(host, some.Manager)).ReadAsync("/me");
        var finance = await (await PageReader.OfAsync(host, some.Finance)).ReadAsync("/me");

        manager.Should().Contain("Check the organisation before the agreement").And.Contain(number);
        finance.Should().NotContain(number);
    }
}
