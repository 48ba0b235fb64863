using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Privacy;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Privacy;

/// <summary>Bank facts, recipients at risk, health reports and publication.</summary>
public sealed class SensitiveTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly EnterBankAccount.Request Account = new("Իջևանի կենտրոն", "ACBA", "2205 0012-3456 7890");

    readonly Some _some = new(database);

    [Fact]
    public async Task Bank_facts_lie_sealed_are_shown_in_full_to_few_and_each_look_is_on_record()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var (manager, finance) = (await _some.ManagerAsync(programme), await _some.PersonAsync(programme, Role.Finance));
        await _some.Do(db => EnterBankAccount.Execute(db, head, organisation, Account, _some.Clock, default));

        (await StoredAsync($"select holder || bank || account from bank_accounts where organisation_id = '{organisation}'")).Should().NotContain("2205").And.NotContain("ACBA").And.StartWith("s1.");
        (await _some.Try(db => ShowBankAccount.Execute(db, manager, organisation, _some.Clock, default))).Code().Should().Be("forbidden");
        var seen = await _some.Do(db => ShowBankAccount.Execute(db, finance, organisation, _some.Clock, default));

        (seen.Account, seen.Holder).Should().Be(("2205001234567890", Account.Holder));
        var facts = await _some.Read(db => db.AuditFacts.Where(f => f.Subject == $"organisation:{organisation}").ToListAsync());
        facts.Should().ContainSingle(f => f.Kind == nameof(BankFactsSeen) && f.ActorId == finance.PersonId);
        facts.Should().OnlyContain(f => !(f.Data + f.Changes).Contains("2205") && !(f.Data + f.Changes).Contains("ACBA"), "the record is for ever");
        BankAccount.Mask(seen.Account).Should().Be("•••• 7890");
    }

    [Fact]
    public async Task Finance_verifies_once_and_a_changed_account_is_judged_anew()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var finance = await _some.PersonAsync(programme, Role.Finance);
        await _some.Do(db => EnterBankAccount.Execute(db, head, organisation, Account, _some.Clock, default));

        await _some.Do(db => JudgeBankAccount.Execute(db, finance, organisation, new(true, "Letter of the bank"), _some.Clock, default));
        (await _some.Try(db => JudgeBankAccount.Execute(db, finance, organisation, new(false, "x"), _some.Clock, default))).Code().Should().Be("bank-account-judged");
        await _some.Do(db => EnterBankAccount.Execute(db, head, organisation, Account with { Account = "1150012345678901" }, _some.Clock, default));

        (await _some.Read(db => db.BankAccounts.SingleAsync(b => b.OrganisationId == organisation))).State.Should().Be(BankAccountState.Entered);
    }

    [Theory]
    [InlineData("GB82WEST12345698765432", true)]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("DE89370400440532013001", false)]
    [InlineData("2205001234567890", true)]
    [InlineData("1234", false)]
    [InlineData("22050012345678AB", false)]
    [InlineData("' or 1=1 --", false)]
    public void An_account_number_is_checked_before_money_goes_astray(string account, bool could) => BankAccount.CouldBe(account).Should().Be(could);

    [Fact]
    public async Task Where_and_who_an_organisation_at_risk_is_is_seen_by_few()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var (manager, donor) = (await _some.ManagerAsync(programme), await _some.PersonAsync(programme, Role.Donor));

        await _some.Do(db => MarkAtRisk.Execute(db, head, organisation, new(true, "Threats"), _some.Clock, default));

        async Task<string> SettlementFor(Actor actor) =>
            (await _some.Read(db => OrganisationLists.OrganisationsAsync(db, actor, programme, default)))!.Single(o => o.Id == organisation).Settlement;
        (await SettlementFor(manager)).Should().Be("Իջևան");
        (await SettlementFor(head)).Should().Be("Իջևան");
        (await SettlementFor(donor)).Should().BeEmpty();
        var kept = await _some.Read(db => db.Organisations.SingleAsync(o => o.Id == organisation));
        (OrganisationAccess.MaySeePeople(manager, kept), OrganisationAccess.MaySeePeople(donor, kept)).Should().Be((true, false));
        (await _some.Read(db => db.PublishedOrganisations.AnyAsync(o => o.Id == organisation))).Should().BeFalse();
        (await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Kind == nameof(RiskToPeopleMarked)))).Data.Should().NotContain("Threats");
    }

    [Fact]
    public async Task What_is_kept_out_of_publication_is_told_with_a_reason_and_comes_back_with_one()
    {
        var award = await new SomeAward(database).OpenedAsync();
        Task<bool> Published() => _some.Read(db => db.PublishedAwards.AnyAsync(a => a.Id == award.Id));

        (await Published()).Should().BeTrue();
        (await _some.Try(db => ExcludeFromPublication.ForAward(db, award.Donor, award.Id, new(true, "why"), _some.Clock, default))).Code().Should().Be("forbidden");
        (await _some.Try(db => ExcludeFromPublication.ForAward(db, award.Manager, award.Id, new(true, " "), _some.Clock, default))).Code().Should().Be("reason-missing");
        await _some.Do(db => ExcludeFromPublication.ForAward(db, award.Manager, award.Id, new(true, "A shelter"), _some.Clock, default));
        (await Published()).Should().BeFalse();
        await _some.Do(db => ExcludeFromPublication.ForAward(db, award.Manager, award.Id, new(false, "It moved"), _some.Clock, default));
        (await Published()).Should().BeTrue();
        await _some.Do(db => ExcludeFromPublication.ForOrganisation(db, award.Manager, award.Organisation, new(true, "A shelter"), _some.Clock, default));
        (await Published()).Should().BeFalse("an organisation's awards go with it");
    }

    [Fact]
    public async Task A_health_report_is_read_by_whom_the_head_shares_it_with_until_it_is_taken_back()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var (donor, other) = (await _some.PersonAsync(programme, Role.Donor), await _some.PersonAsync(programme, Role.Donor));
        var elsewhere = await _some.PersonAsync(await _some.ProgrammeAsync(), Role.Donor);
        Task<bool> Reads(Actor actor) => _some.Read(db => HealthReportAccess.MaySeeAsync(db, actor, programme, organisation, null, default));

        (await Reads(head), await Reads(donor)).Should().Be((true, false));
        (await _some.Try(db => ShareHealthReport.Execute(db, donor, organisation, new(Role.Donor), _some.Clock, default))).Code().Should().Be("forbidden");
        (await _some.Try(db => ShareHealthReport.Execute(db, head, organisation, new(PersonId: elsewhere.PersonId), _some.Clock, default))).Code().Should().Be("share-whom");
        var one = await _some.Do(db => ShareHealthReport.Execute(db, head, organisation, new(PersonId: donor.PersonId), _some.Clock, default));
        (await Reads(donor), await Reads(other)).Should().Be((true, false));
        var all = await _some.Do(db => ShareHealthReport.Execute(db, head, organisation, new(Role.Donor), _some.Clock, default));
        (await Reads(other), await Reads(elsewhere)).Should().Be((true, false));
        await _some.Do(db => EndHealthReportShare.Execute(db, head, one.ShareId, _some.Clock, default));
        await _some.Do(db => EndHealthReportShare.Execute(db, head, all.ShareId, _some.Clock, default));

        (await Reads(donor), await Reads(other)).Should().Be((false, false));
        (await _some.Read(db => db.AuditFacts.CountAsync(f => f.Subject == $"organisation:{organisation}" && f.Kind.StartsWith("HealthReportShare")))).Should().Be(4);
    }

    async Task<string> StoredAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // the test's own statements
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
