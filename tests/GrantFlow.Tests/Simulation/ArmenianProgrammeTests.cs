using FluentAssertions;
using GrantFlow.Simulation;
using Xunit;

namespace GrantFlow.Tests.Simulation;

/// <summary>The whole five years once, through everything there is.</summary>
[Collection("simulation")]
public sealed class ArmenianProgrammeTests
{
    [Fact]
    public async Task Five_years_run_from_two_competitions_to_closed_cohorts()
    {
        using StringWriter said = new();

        var (summary, wrong) = await SimulationRun.ExecuteAsync(
            new SimulationRequest("csos4progress"), SmallPlay.Server, SmallPlay.OpenAsync, said, default);

        wrong.Should().BeEmpty(said.ToString());
        summary.Cohorts.Should().HaveCount(2).And.OnlyContain(c => c.Places == 10 && c.Members == 10);
        summary.Cohorts.Sum(c => c.Applications).Should().BeGreaterThanOrEqualTo(60);
        summary.Cohorts.Sum(c => c.Left).Should().Be(1);
        summary.Cohorts.Sum(c => c.Replaced).Should().Be(1);
        summary.Cohorts.Sum(c => c.Awards).Should().Be(21);
        summary.Instances.Should().BeEquivalentTo(new { Suspended = 0L, Faulted = 0L });
        summary.Mails.ByKind.Should().ContainKeys("grant-suspended", "report-returned", "report-overdue", "member-left", "reserve-called", "grant-closed");
        summary.Mails.ByLanguage.Keys.Should().Equal("en", "hy", "ru");
        summary.Reports.Accepted.Should().Be(summary.Reports.Due);
        summary.Reports.Late.Should().BePositive();
        summary.Money.Disbursed.Should().BePositive().And.BeLessThanOrEqualTo(summary.Money.Awarded);
        summary.Events.Organisations.Should().BeGreaterThanOrEqualTo(60);
    }
}
