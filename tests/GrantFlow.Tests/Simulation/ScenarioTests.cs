using FluentAssertions;
using GrantFlow.Simulation;
using Xunit;

namespace GrantFlow.Tests.Simulation;

public sealed class ScenarioTests
{
    public static TheoryData<string> Codes { get; } = new(Scenarios.Codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_organisation_has_a_name_an_address_and_a_project_of_its_own_language(string code)
    {
        var (scenario, pool) = Scenarios.Find(code)!.Value;

        pool.Organisations.Select(o => o.Name).Should().OnlyHaveUniqueItems();
        pool.Organisations.Select(o => o.Site).Should().OnlyHaveUniqueItems();
        pool.Organisations.Should().OnlyContain(o => o.Region.StartsWith(scenario.Country));
        foreach (var organisation in pool.Organisations)
        {
            pool.Projects[organisation.Field][organisation.Language].Should().NotBeEmpty();
            pool.Names.Person(new Dice(1), organisation.Language).Name.Should().NotBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_text_is_there_in_each_of_the_programmes_languages(string code)
    {
        var scenario = Scenarios.Find(code)!.Value.Scenario;

        LocalText[] texts =
        [
            scenario.Name, scenario.Goal, scenario.Acknowledgement, .. scenario.Objectives.Select(o => o.Name), .. scenario.Happenings.Select(h => h.Reason),
            .. scenario.Cohorts.SelectMany(c => new[] { c.Name, c.Competition.Name }), .. scenario.Events?.Topics.Select(t => t.Name) ?? [],
        ];
        texts.Should().OnlyContain(t => scenario.Languages.All(l => t.Texts.ContainsKey(l)));
    }

    [Fact]
    public void The_two_programmes_are_as_large_as_described()
    {
        var (armenian, organisations) = Scenarios.Find("csos4progress")!.Value;
        var (kyrgyz, pool) = Scenarios.Find("cgp")!.Value;

        armenian.Cohorts.Select(c => c.Places).Should().Equal(10, 10);
        organisations.Organisations.Select(o => o.Region).Distinct().Should().HaveCount(11);
        pool.Organisations.Should().HaveCount(322);
        kyrgyz.Events!.Count.Should().Be(136);
        kyrgyz.Events.Topics.Should().HaveCount(10);
        kyrgyz.Events.Attendances.Should().Be(2197);
    }
}
