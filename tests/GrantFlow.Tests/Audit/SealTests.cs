using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Audit;

public sealed class SealTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_was_sent_in_decided_signed_and_accepted_is_sealed_and_read_with_what_it_belongs_to()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        var report = await award.SubmittedAsync(1);
        await award.Some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new("Good"), award.Clock, default));

        var ofAward = await award.Some.Read(db => ReadSeals.Execute(db, award.Manager, $"award:{award.Id:D}", default));
        var ofCompetition = await award.Some.Read(db => ReadSeals.Execute(db, award.Manager, $"competition:{award.Competition:D}", default));
        var stranger = await award.Some.ManagerAsync(Guid.CreateVersion7());
        var ofStranger = await award.Some.Read(db => ReadSeals.Execute(db, stranger, $"award:{award.Id:D}", default));

        ofAward.Select(s => s.Kind).Should().Equal(nameof(ApplicationSubmitted), nameof(AgreementSigned), nameof(ReportReceived), nameof(ReportAccepted));
        ofAward.Should().AllSatisfy(s => s.IsIntact.Should().BeTrue());
        ofCompetition.Select(s => s.Kind).Should().Contain([nameof(ApplicationSubmitted), nameof(DecisionApproved)]);
        ofStranger.Should().BeEmpty();
        var agreement = await award.Some.Read(db => db.Agreements.SingleAsync(a => a.AwardId == award.Id));
        ofAward[1].Content.Should().Contain(agreement.Sha256).And.Contain("\"side\":\"Grantor\"").And.Contain("\"side\":\"Grantee\"");
        SealDiff.Compare(ofAward[2].Content, ofAward[3].Content).Where(r => !r.IsSame).Should().Equal(new SealDiff.Row("remark", null, "Good"));
    }

    [Fact]
    public async Task The_hash_stands_on_record_with_the_act_and_the_content_does_not()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).SignedAsync();

        var seal = await award.Some.Read(db => db.Seals.SingleAsync(s => s.Subject == $"award:{award.Id:D}"));
        var fact = await award.Some.Read(db => db.AuditFacts.Where(f => f.Subject == seal.Subject && f.Kind == nameof(AgreementSigned)).OrderByDescending(f => f.Id).FirstAsync());

        fact.Changes.Should().Contain(seal.Sha256).And.NotContain("signatures");
    }

    [Fact]
    public async Task An_act_that_saves_in_steps_has_all_its_changes_on_record()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).OfferedAsync();

        var fact = await award.Some.Read(db => db.AuditFacts.SingleAsync(f => f.Subject == $"award:{award.Id:D}" && f.Kind == nameof(AgreementPrepared)));

        fact.Changes.Should().Contain("\"of\": \"Agreement\"").And.Contain("\"now\": {\"state\": \"Offered\"}");
    }

    [Fact]
    public async Task What_was_rolled_back_is_nobodys_change()
    {
        await using var db = database.Open();
        await using (await db.Database.BeginTransactionAsync())
        {
            db.Add(Person.Of("Ghost", "ghost@example.org", "en"));
            await db.SaveChangesAsync();
        }

        db.ChangeTracker.Clear();
        db.Record(Actor.Service, null, "event:x", new { something = 1 }, DateTimeOffset.UnixEpoch);
        await db.SaveChangesAsync();

        db.ChangeTracker.Entries<AuditFact>().Single().Entity.Changes.Should().BeNull();
    }

    [Fact]
    public async Task A_seal_can_be_neither_changed_nor_taken_away_and_one_that_was_shows()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in new[] { "update seals set content = ''", "delete from seals", "truncate seals" })
        {
#pragma warning disable CA2100 // constants above
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            var act = () => command.ExecuteNonQueryAsync();
            (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }

        new Seal { Content = "{}", Sha256 = Seal.HashOf("{ }") }.IsIntact.Should().BeFalse();
    }

    [Fact]
    public void Two_versions_are_compared_member_by_member()
    {
        var rows = SealDiff.Compare(
            """{"title":"Well","amount":100,"lines":[{"spent":1},{"spent":2}],"gone":true,"nothing":null}""",
            """{"title":"Well","amount":120,"new":"x","lines":[{"spent":1},{"spent":3},{"spent":4}]}""");

        rows.Should().Equal(
            new SealDiff.Row("title", "Well", "Well"),
            new SealDiff.Row("amount", "100", "120"),
            new SealDiff.Row("new", null, "x"),
            new SealDiff.Row("lines/1/spent", "1", "1"),
            new SealDiff.Row("lines/2/spent", "2", "3"),
            new SealDiff.Row("lines/3/spent", null, "4"),
            new SealDiff.Row("gone", "true", null));
    }
}
