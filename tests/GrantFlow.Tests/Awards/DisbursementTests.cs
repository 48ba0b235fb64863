using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Awards;

public sealed class DisbursementTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Of_many_who_release_a_tranche_at_once_one_does()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        var tranche = await award.DisbursementAsync(1);
        award.On(2021, 5, 3);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            award.Some.Try(db => ReleaseDisbursement.Execute(db, award.Finance, tranche.Id, award.Clock, default))));

        verdicts.Count(v => v.Code() is null).Should().Be(1);
        verdicts.Select(v => v.Code()).Where(c => c is not null).Should().OnlyContain(c => c == "disbursement-not-open");
        (await award.ReadAsync()).Committed.Should().Be(tranche.Amount);
        (await award.LettersAsync()).Count(l => l == "disbursement-released").Should().Be(1);
        (await award.SignalsAsync()).Count(s => s == "DisbursementReleased").Should().Be(1);
    }

    [Fact]
    public async Task Tranches_released_at_once_add_up_to_the_award_and_never_beyond()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).SignedAsync();
        ScheduleDisbursements.Request request = new([.. Enumerable.Repeat(33.333m, 2).Append(33.334m).Select(p => new ScheduleDisbursements.Tranche(p, new DateOnly(2021, 5, 1)))]);
        await award.Some.Do(db => ScheduleDisbursements.Execute(db, award.Manager, award.Id, request, award.Clock, default));
        // Somebody lowers the award behind the service's back: two tranches fit, three don't.
        await award.Some.Read(db => db.Database.ExecuteSqlAsync($"update awards set amount = 2500000 where id = {award.Id}"));
        award.On(2021, 5, 3);

        var verdicts = await Task.WhenAll(Enumerable.Range(1, 3).Select(async n =>
        {
            var tranche = await award.DisbursementAsync(n);
            return await award.Some.Try(db => ReleaseDisbursement.Execute(db, award.Finance, tranche.Id, award.Clock, default));
        }));

        verdicts.Select(v => v.Code()).Order().Should().Equal(null, null, "over-disbursed");
        (await award.ReadAsync()).Committed.Should().BeLessThanOrEqualTo(2_500_000);
    }

    [Fact]
    public async Task The_table_itself_refuses_more_than_the_award()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();

        var act = () => award.Some.Read(db => db.Database.ExecuteSqlAsync($"update awards set committed = amount + 0.01 where id = {award.Id}"));

        (await act.Should().ThrowAsync<PostgresException>()).Which.ConstraintName.Should().Be("awards_not_over_disbursed");
    }

    [Fact]
    public async Task A_condition_holds_its_tranche_back_until_it_is_met_or_waived()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync(LocalText.Of("hy", "Բացել հաշիվ"), LocalText.Of("en", "Hire an accountant"));
        var conditions = await award.Some.Read(db => db.Conditions.Where(c => c.AwardId == award.Id).OrderBy(c => c.Number).ToListAsync());
        var tranche = await award.DisbursementAsync(1);
        award.On(2021, 5, 3);

        (await Release(award, tranche.Id)).Should().Be("conditions-open");
        await award.Some.Do(db => MeetCondition.Execute(db, award.Manager, conditions[0].Id, new("The bank's letter"), award.Clock, default));
        (await Release(award, tranche.Id)).Should().Be("conditions-open");
        await award.Some.Do(db => WaiveCondition.Execute(db, award.Manager, conditions[1].Id, new("A volunteer keeps the books"), award.Clock, default));
        (await Release(award, tranche.Id)).Should().BeNull();

        (await award.Some.Read(db => db.Deadlines.Where(d => d.SubjectRef.StartsWith("condition:") && d.ProgrammeId == award.Programme)
            .OrderBy(d => d.State).Select(d => d.State).ToListAsync())).Should().Equal(DeadlineState.Cancelled, DeadlineState.Met);
        (await award.Some.Try(db => MeetCondition.Execute(db, award.Manager, conditions[0].Id, new("Again"), award.Clock, default)))
            .Code().Should().Be("condition-settled");
    }

    [Fact]
    public async Task A_tranche_waits_for_its_day_its_report_and_the_end_of_a_hold()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        var second = await award.DisbursementAsync(2);

        (await Release(award, second.Id)).Should().Be("not-yet-due");
        award.On(2021, 9, 2);
        (await Release(award, second.Id)).Should().Be("report-outstanding");
        var report = await award.SubmittedAsync(1);
        (await Release(award, second.Id)).Should().Be("report-outstanding");
        await award.Some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new(), award.Clock, default));
        await award.Some.Do(db => HoldDisbursement.Execute(db, award.Finance, second.Id, new("The account is blocked."), award.Clock, default));
        (await award.DisbursementAsync(2)).HoldReason.Should().Be("The account is blocked.");
        (await Release(award, second.Id)).Should().BeNull();

        (await award.Some.Try(db => HoldDisbursement.Execute(db, award.Finance, second.Id, new("Late"), award.Clock, default)))
            .Code().Should().Be("disbursement-not-open");
        (await Pay(award, second.Id, new DateOnly(2021, 9, 3))).Should().Be("paid-in-future");
        (await Pay(award, second.Id, new DateOnly(2021, 9, 2))).Should().BeNull();
        (await Pay(award, second.Id, new DateOnly(2021, 9, 2))).Should().Be("not-released");
    }

    [Fact]
    public async Task Awards_are_opened_once_for_each_selected_application()
    {
        var award = await new SomeAward(database).OpenedAsync();

        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            award.Some.Do(db => OpenAwards.Execute(db, award.Manager, award.Competition, new(), award.Clock, default))));

        again.Should().OnlyContain(o => o.Awards.Count == 0);
        var read = await award.ReadAsync();
        read.Number.Should().MatchRegex("^P[0-9]+-2021-G001$");
        (read.StartsOn, read.EndsOn).Should().Be((new DateOnly(2021, 5, 1), new DateOnly(2022, 4, 30)));
    }

    [Fact]
    public async Task A_new_agreement_voids_the_one_that_is_out()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).OfferedAsync();
        await award.Some.Do(db => SignAgreement.Execute(db, award.Head, award.Id, new(AgreementSide.Grantee), award.Clock, default));

        await award.Some.Do(db => PrepareAgreement.Execute(db, award.Manager, award.Id, new("A longer text.", "en"), award.Clock, default));

        var agreements = await award.Some.Read(db => db.Agreements.Include(a => a.Signatures).Where(a => a.AwardId == award.Id).OrderBy(a => a.Version).ToListAsync());
        agreements.Select(a => (a.State, a.Signatures.Count)).Should().Equal((AgreementState.Void, 1), (AgreementState.Sent, 0));
        agreements[0].Text.Should().Contain("ԴՐԱՄԱՇՆՈՐՀԻ ՊԱՅՄԱՆԱԳԻՐ").And.Contain("AMD «Երիտասարդական կենտրոն»");
        agreements.Should().OnlyContain(a => a.IsIntact);
    }

    static async Task<string?> Release(SomeAward award, Guid id) =>
        (await award.Some.Try(db => ReleaseDisbursement.Execute(db, award.Finance, id, award.Clock, default))).Code();

    static async Task<string?> Pay(SomeAward award, Guid id, DateOnly day) =>
        (await award.Some.Try(db => ConfirmPayment.Execute(db, award.Finance, id, new(day, "BANK-7"), award.Clock, default))).Code();
}
