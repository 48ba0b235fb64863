using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Import;
using GrantFlow.Simulation;
using GrantFlow.Tests.Import;
using GrantFlow.Tests.Postgres;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Simulation;

[Collection("simulation")]
public sealed class HistoricRunTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [PublishedDataFact]
    public async Task An_imported_programme_is_played_on_a_copy_and_stays_as_it_was()
    {
        await using (var db = database.Open())
        {
            await using var file = File.OpenRead(PublishedData.PowerToChange!);
            (await Import360Giving.Execute(db, Actor.Service, file, "Power to Change", TimeProvider.System, default)).Allows(out _, out _).Should().BeTrue();
        }

        var before = await FingerprintAsync();
        using StringWriter said = new();

        // Its first two months: seven grants. All 870 over five years take minutes, and are played by hand.
        var (summary, wrong) = await SimulationRun.ExecuteAsync(
            new SimulationRequest("power to change", new DateOnly(2015, 1, 1), new DateOnly(2015, 6, 30)), database.OwnerConnectionString, SmallPlay.OpenAsync, said, default);

        wrong.Should().BeEmpty(said.ToString());
        summary.Programme.Should().Be("Power to Change");
        summary.Instances.Suspended.Should().BePositive();
        summary.Mails.ByLanguage.Should().ContainKey("en");
        (await FingerprintAsync()).Should().Be(before);
    }

    [Fact]
    public async Task The_last_grant_of_an_imported_programme_is_closed_out_after_the_programme_s_last_day()
    {
        const string One = """
            {"grants":[{"id":"360G-short-1","title":"A short one","description":"A short one","currency":"GBP","amountAwarded":9000,"awardDate":"2016-01-04",
            "plannedDates":[{"startDate":"2016-01-11","endDate":"2016-05-31"}],
            "recipientOrganization":[{"id":"GB-COH-99","name":"Short work"}],"fundingOrganization":[{"id":"GB-CHC-1","name":"A trust"}]}]}
            """;
        await using (var db = database.Open())
        {
            using MemoryStream file = new(System.Text.Encoding.UTF8.GetBytes(One));
            (await Import360Giving.Execute(db, Actor.Service, file, "Short programme", TimeProvider.System, default)).Allows(out _, out _).Should().BeTrue();
        }

        using StringWriter said = new();
        var (summary, wrong) = await SimulationRun.ExecuteAsync(new SimulationRequest("Short programme"), database.OwnerConnectionString, SmallPlay.OpenAsync, said, default);

        wrong.Should().BeEmpty(said.ToString());
        summary.Instances.Suspended.Should().Be(0);
        summary.Instances.Finished.Should().BePositive();
        summary.Reports.Accepted.Should().Be(summary.Reports.Due).And.BePositive();
    }

    async Task<string> FingerprintAsync()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select md5(string_agg(t::text, ',' order by t::text)) from (
                select a::text from awards a union all select o::text from organisations o union all select p::text from people p
                union all select s::text from workflow_signals s union all select f::text from audit_facts f) t
            """,
            connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
