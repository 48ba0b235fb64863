using System.Globalization;
using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Privacy;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GrantFlow.Tests.Web.ActStep;

namespace GrantFlow.Tests.Web;

public sealed class AwardActsTests(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly (string, string)[] AllClear =
        [.. Enum.GetValues<DueDiligenceKind>().SelectMany(k => new[] { ($"Checks-{k}", "Clear"), ($"Note-{k}", "Looked up") })];

    static readonly (string, string) Why = ("Reason", "Agreed at the meeting");

    static string Future(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_grant_is_checked_agreed_signed_scheduled_and_paid_on_its_page_by_who_may()
    {
        var some = await new SomeAward(host.Database).OpenedAsync();
        var (path, manager, finance) = ($"/awards/{some.Id}", await Reader(some.Manager), await Reader(some.Finance));
        var (head, donor) = (await Reader(some.Head), await Reader(some.Donor));

        await DoneByOnlyAsync(manager, donor, path, "act.due-diligence", null, AllClear);
        await DoneByOnlyAsync(manager, head, path, "act.prepare-agreement", null, ("Language", "hy"), ("SignWithinDays", "30"), ("Text", ""));
        await DoneByOnlyAsync(head, donor, path, "act.sign");
        await DoneByOnlyAsync(manager, finance, path, "act.sign");
        await DoneByOnlyAsync(
            finance, donor, path, "act.schedule", null, ("Tranches-1-Percent", "60"), ("Tranches-1-DueOn", "2021-05-01"), ("Tranches-1-Condition", "A bank account"),
            ("Tranches-2-Percent", "40"), ("Tranches-2-DueOn", "2021-09-01"), ("Tranches-3-Percent", ""), ("Tranches-3-DueOn", ""));
        var condition = await some.Some.Read(db => db.Conditions.SingleAsync(c => c.AwardId == some.Id));
        await DoneByOnlyAsync(manager, finance, path, "act.meet", condition.Id, ("Evidence", "The bank's letter"));
        var first = await some.DisbursementAsync(1);
        await DoneByOnlyAsync(finance, donor, path, "act.hold", first.Id, Why);
        await DoneByOnlyAsync(finance, manager, path, "act.release", first.Id);
        await DoneByOnlyAsync(finance, manager, path, "act.pay", first.Id, ("PaidOn", "2021-05-03"), ("Reference", "PO 1"));

        var paid = await some.DisbursementAsync(1);
        (paid.State, paid.Amount, paid.Reference).Should().Be((DisbursementState.Paid, 1_800_000m, "PO 1"));
    }

    [Fact]
    public async Task A_running_grant_is_looked_after_on_its_pages_by_who_may()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        var (path, manager, head, donor) = ($"/awards/{some.Id}", await Reader(some.Manager), await Reader(some.Head), await Reader(some.Donor));

        await DoneByOnlyAsync(
            manager, head, path, "act.set-milestones", null, ("Milestones-1-Title", "Open"), ("Milestones-1-DueOn", "2021-10-01"),
            ("Indicators-1-Title", "Visitors"), ("Indicators-1-Unit", "people"), ("Indicators-1-Target", "200"));
        var milestone = await some.Some.Read(db => db.Milestones.SingleAsync(m => m.AwardId == some.Id));
        await DoneByOnlyAsync(head, donor, path, "act.reach-milestone", milestone.Id, ("ReachedOn", "2021-09-20"), ("Evidence", "Photographs"));
        var indicator = await some.Some.Read(db => db.AwardIndicators.SingleAsync(i => i.AwardId == some.Id));
        await DoneByOnlyAsync(head, donor, path, "act.measure", indicator.Id, ("MeasuredOn", "2021-09-20"), ("Value", "1 120,5"), ("Evidence", ""));
        await DoneByOnlyAsync(manager, head, path, "act.change-risk", null, ("Risk", "Amber"), Why);
        await DoneByOnlyAsync(manager, donor, path, "act.raise-finding", null, ("Text", "No receipts"), ("Severity", "High"), ("DueOn", Future(20)), ("Action", "Find them"));
        var finding = await some.Some.Read(db => db.Findings.SingleAsync(f => f.AwardId == some.Id));
        await DoneByOnlyAsync(manager, donor, path, "act.resolve-finding", finding.Id, ("Resolution", "Found"));
        await DoneByOnlyAsync(manager, head, path, "act.plan-reports", null, ("EveryMonths", "6"), ("DueDays", "15"), ("FinalDueDays", "30"), ("Kind", "Combined"));
        var report = await some.ReportAsync(1);
        await DoneByOnlyAsync(manager, head, $"/reports/{report.Id}", "act.request-report");
        await DoneByOnlyAsync(manager, head, $"/reports/{report.Id}", "act.waive-report", null, Why);

        (await some.ReportAsync(1)).State.Should().Be(ReportState.Waived);
        (await some.Some.Read(db => db.IndicatorActuals.SingleAsync(a => a.IndicatorId == indicator.Id))).Value.Should().Be(1120.5m);
    }

    [Fact]
    public async Task A_grant_is_kept_out_of_publication_with_a_reason_and_let_in_again_on_its_page_by_who_may()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        var (path, manager, head, donor) = ($"/awards/{some.Id}", await Reader(some.Manager), await Reader(some.Head), await Reader(some.Donor));

        (await manager.PostAsync(path, "act.keep-unpublished", null, ("Reason", ""))).Status.Should().Be(HttpStatusCode.OK);
        await DoneByOnlyAsync(manager, donor, path, "act.keep-unpublished", null, ("Reason", "A shelter for women"));
        (await some.Some.Read(db => db.PublishedAwards.AnyAsync(a => a.Id == some.Id))).Should().BeFalse();
        (await manager.ReadAsync(path)).Should().Contain("A shelter for women");
        (await head.ReadAsync(path)).Should().NotContain("A shelter for women");
        await DoneByOnlyAsync(manager, head, path, "act.publish-again", null, ("Reason", "It moved"));

        (await some.Some.Read(db => db.PublishedAwards.AnyAsync(a => a.Id == some.Id))).Should().BeTrue();
        (await some.Some.Read(db => db.AuditFacts.Where(f => f.Subject == $"award:{some.Id}" && f.Kind == nameof(PublicationChanged)).Select(f => f.ActorId).ToListAsync()))
            .Should().Equal(some.Manager.PersonId, some.Manager.PersonId);
    }

    [Fact]
    public async Task A_visit_is_announced_agreed_and_held_on_its_page()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        await some.Some.Do(db => PlanVisits.Execute(db, some.Manager, some.Id, new(), some.Clock, default));
        var (visit, other) = (await some.VisitAsync(1), await some.VisitAsync(2));
        var (path, manager, head, donor) = ($"/visits/{visit.Id}", await Reader(some.Manager), await Reader(some.Head), await Reader(some.Donor));

        await DoneByOnlyAsync(manager, head, path, "act.announce-visit");
        await DoneByOnlyAsync(head, donor, path, "act.confirm-visit", null, ("On", Future(3)));
        await DoneByOnlyAsync(
            manager, head, path, "act.record-visit", null, ("HeldOn", Future(-1)), ("Notes", "All is well"),
            ("Text", "No sign at the door"), ("Severity", "Low"), ("DueOn", ""), ("Action", ""));
        await DoneByOnlyAsync(manager, head, $"/visits/{other.Id}", "act.miss-visit");

        (await some.VisitAsync(1)).State.Should().Be(VisitState.Held);
        (await some.VisitAsync(2)).State.Should().Be(VisitState.Missed);
        (await some.Some.Read(db => db.Findings.SingleAsync(f => f.AwardId == some.Id))).VisitId.Should().Be(visit.Id);
    }

    [Fact]
    public async Task A_grant_is_suspended_resumed_and_terminated_by_managers_only()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        var (path, manager, head, finance) = ($"/awards/{some.Id}", await Reader(some.Manager), await Reader(some.Head), await Reader(some.Finance));

        await DoneByOnlyAsync(manager, head, path, "act.suspend", null, Why);
        await DoneByOnlyAsync(manager, finance, path, "act.resume", null, Why);
        await DoneByOnlyAsync(manager, finance, path, "act.terminate", null, Why);

        (await some.ReadAsync()).State.Should().Be(AwardState.Terminated);
        (await manager.OfferedAsync(path)).Should().Equal("act.keep-unpublished");
    }

    [Fact]
    public async Task A_grant_with_everything_settled_is_closed_and_a_paper_signature_is_kept()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).OfferedAsync();
        var (path, manager, other, donor) = ($"/awards/{some.Id}", await Reader(some.Manager), await Reader(some.OtherManager), await Reader(some.Donor));

        await DoneByOnlyAsync(manager, donor, path, "act.sign-paper");
        await DoneByOnlyAsync(other, donor, path, "act.sign");
        await some.Some.Do(db => ScheduleDisbursements.Execute(db, some.Manager, some.Id, new([new(100, new(2021, 5, 1))]), some.Clock, default));
        (await manager.OfferedAsync(path)).Should().NotContain("act.close-award");
        var only = await some.DisbursementAsync(1);
        some.On(2021, 5, 2);
        await some.Some.Do(db => ReleaseDisbursement.Execute(db, some.Finance, only.Id, some.Clock, default));
        await some.Some.Do(db => ConfirmPayment.Execute(db, some.Finance, only.Id, new(new(2021, 5, 2), "PO 1"), some.Clock, default));
        await DoneByOnlyAsync(manager, donor, path, "act.close-award");

        (await some.ReadAsync()).State.Should().Be(AwardState.Closed);
    }

    [Fact]
    public async Task The_grantee_may_give_a_grant_up_before_it_is_signed()
    {
        var some = await new SomeAward(host.Database).OpenedAsync();
        var (path, head, donor) = ($"/awards/{some.Id}", await Reader(some.Head), await Reader(some.Donor));

        await DoneByOnlyAsync(head, donor, path, "act.decline-award", null, Why);

        (await some.ReadAsync()).State.Should().Be(AwardState.Declined);
    }

    [Fact]
    public async Task What_is_wrong_is_named_in_the_readers_language_and_what_was_typed_stays()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        var manager = await PageReader.OfAsync(host, some.Manager, "ky");

        var (status, html) = await manager.PostAsync(
            $"/awards/{some.Id}", "act.raise-finding", null, ("Text", "Кагаздар <жок>"), ("Severity", "Medium"), ("DueOn", "31-02"), ("Action", "Табуу"));
        var (_, late) = await manager.PostAsync(
            $"/awards/{some.Id}", "act.raise-finding", null, ("Text", "Кагаздар жок"), ("Severity", "Medium"), ("DueOn", "2021-01-01"), ("Action", ""));

        status.Should().Be(HttpStatusCode.OK);
        html.Should().Contain("Оңдоо мөөнөтү: күндү тандаңыз").And.Contain("href=\"#act-raise-finding-DueOn\"")
            .And.Contain("Кагаздар &lt;жок&gt;").And.Contain("Табуу").And.Contain("<details class=\"gf-act\" open");
        late.Should().Contain("Оңдоо мөөнөтү: ").And.Contain("is-invalid");
        (await some.Some.Read(db => db.Findings.AnyAsync(f => f.AwardId == some.Id))).Should().BeFalse();
    }

    [Fact]
    public async Task A_row_half_filled_in_is_refused()
    {
        var some = await (await new SomeAward(host.Database).OpenedAsync()).SignedAsync();
        var manager = await Reader(some.Manager);

        var (_, html) = await manager.PostAsync(
            $"/awards/{some.Id}", "act.schedule", null, ("Tranches-1-Percent", "60"), ("Tranches-1-DueOn", ""), ("Tranches-2-Percent", "40"),
            ("Tranches-2-DueOn", "2021-09-01"), ("Tranches-3-Percent", ""), ("Tranches-3-DueOn", ""));
        var (_, uneven) = await manager.PostAsync(
            $"/awards/{some.Id}", "act.schedule", null, ("Tranches-1-Percent", "60"), ("Tranches-1-DueOn", "2021-05-01"), ("Tranches-2-Percent", ""),
            ("Tranches-2-DueOn", ""), ("Tranches-3-Percent", ""), ("Tranches-3-DueOn", ""));

        html.Should().Contain("Disbursement 1, By: the answer is missing");
        uneven.Should().Contain("Disbursement 1, Share, %: ");
        (await some.ReadAsync()).State.Should().Be(AwardState.Signed);
    }

    Task<PageReader> Reader(Actor actor) => PageReader.OfAsync(host, actor);
}
