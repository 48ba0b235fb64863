using System.Globalization;
using FluentAssertions;
using GrantFlow.Simulation;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Simulation;

[Collection("simulation")]
public sealed class SimulationRunTests
{
    [Fact]
    public async Task One_seed_plays_the_same_twice_to_the_last_figure()
    {
        using StringWriter said = new();

        var (first, wrong) = await SmallPlay.RunAsync(said);
        var (second, _) = await SmallPlay.RunAsync(said);

        wrong.Should().BeEmpty(said.ToString());
        SummaryTable.ToJson(first with { WallSeconds = 0 }).Should().Be(SummaryTable.ToJson(second with { WallSeconds = 0 }));
        first.Cohorts.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Places = 2, Members = 2L, Awards = 2L, Applications = 5L, Left = 0L });
        first.Events.Should().Be(new EventCounts(2, 1, 5, 9));
        first.Money.Disbursed.Should().BePositive().And.BeLessThanOrEqualTo(first.Money.Awarded);
    }

    [Fact]
    public async Task A_run_leaves_no_database_behind()
    {
        var before = await DatabasesAsync();

        await SimulationRun.PlayAsync(
            new SimulationRequest("small", Until: new DateOnly(2020, 1, 10)), SmallPlay.Scenario, SmallPlay.Pool, SmallPlay.Server, SmallPlay.OpenAsync, TextWriter.Null, default);

        (await DatabasesAsync()).Except(before).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_no_database_behind()
    {
        var before = await DatabasesAsync();
        using CancellationTokenSource stop = new();

        var run = () => SimulationRun.PlayAsync(
            new SimulationRequest("small"), SmallPlay.Scenario, SmallPlay.Pool, SmallPlay.Server,
            (database, clock) =>
            {
                stop.CancelAfter(TimeSpan.FromMilliseconds(300));
                return SmallPlay.OpenAsync(database, clock);
            },
            TextWriter.Null, stop.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        (await DatabasesAsync()).Except(before).Should().BeEmpty();
    }

    [Theory]
    [InlineData("nowhere", null, null, "There is no programme 'nowhere' to play*cgp, csos4progress*")]
    [InlineData("cgp", "2015-01-01", null, "cgp is played from its first day*")]
    [InlineData("cgp", null, "2014-01-01", "cgp runs from * to *isn't within*")]
    [InlineData("cgp", null, "2030-01-01", "cgp runs from * to *isn't within*")]
    public async Task A_programme_or_days_that_cannot_be_played_are_refused_before_anything_is_made(string programme, string? from, string? until, string expected)
    {
        var request = new SimulationRequest(programme, Day(from), Day(until));

        var run = () => SimulationRun.ExecuteAsync(request, SmallPlay.Server, SmallPlay.OpenAsync, TextWriter.Null, default);

        await run.Should().ThrowAsync<SimulationRefusedException>().WithMessage(expected);
    }

    static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Only this run's own kind: other test classes make theirs meanwhile.
    static async Task<List<string>> DatabasesAsync()
    {
        await using var connection = new NpgsqlConnection(SmallPlay.Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select datname from pg_database where datname like 'gf_sim_%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> names = [];
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }
}
