using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Simulation;
using Xunit;

namespace GrantFlow.Tests.Trying;

[Collection("simulation")]
public sealed class TryRunTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Theory]
    [InlineData("entrance")]
    [InlineData("cohort")]
    [InlineData("competition")]
    [InlineData("selection")]
    [InlineData("award")]
    [InlineData("monitoring")]
    [InlineData("reporting")]
    public async Task A_shipped_definition_is_played_to_its_end_without_an_incident(string definition)
    {
        var (result, mails) = await sandbox.PlayAsync(SomeTry.Of(definition));

        result.End.Should().Be(TryEnd.Played, result.Detail);
        result.Incidents.Should().BeEmpty();
        result.Instances.Should().NotBeEmpty().And.OnlyContain(i => i.Ended != null, "all goes well, and the cohort is over");
        result.Counts.Awards.Should().Be(2);
        mails.Should().HaveSameCount(result.Mails);
    }

    [Theory]
    [InlineData("2026-11-22")]
    [InlineData("2027-07-31")]
    public async Task It_comes_to_its_end_whenever_in_the_year_it_begins(string day)
    {
        var (result, _) = await sandbox.PlayAsync(SomeTry.Of("award") with { From = DateOnly.Parse(day, CultureInfo.InvariantCulture) });

        result.Instances.Should().HaveCount(2).And.OnlyContain(i => i.Ended != null);
        result.Refused.Should().BeEmpty("all goes well");
    }

    [Fact]
    public async Task One_seed_shows_the_same_twice()
    {
        var (first, mails) = await sandbox.PlayAsync(SomeTry.Of("award", SampleMood.LateAndSilent));
        var (second, again) = await sandbox.PlayAsync(SomeTry.Of("award", SampleMood.LateAndSilent));

        Lines(second).Should().Equal(Lines(first));
        again.Should().Equal(mails);
    }

    // One a line, so that a difference is told by what differs.
    static List<string> Lines(TryResult result) =>
    [
        .. result.Instances.SelectMany(i => i.Steps.Select(s => JsonSerializer.Serialize(s)).Prepend(JsonSerializer.Serialize(i with { Steps = [] }))),
        .. result.Mails.Select(m => JsonSerializer.Serialize(m)),
        .. result.Deadlines.Select(d => JsonSerializer.Serialize(d)),
        .. result.Tasks.Select(t => JsonSerializer.Serialize(t)),
        JsonSerializer.Serialize(result with { Seconds = 0, Instances = [], Mails = [], Deadlines = [], Tasks = [] }),
    ];
}
