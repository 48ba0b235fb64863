using FluentAssertions;
using GrantFlow.Simulation;
using Xunit;

namespace GrantFlow.Tests.Simulation;

public sealed class SimulationRequestTests
{
    [Fact]
    public void All_options_are_read_with_blank_or_equals_sign()
    {
        var read = SimulationRequest.TryParse(
            ["--programme", "Power to Change", "--from=2015-01-01", "--until", "2019-12-31", "--seed=7", "--json", "--keep"], out var request, out var problem);

        read.Should().BeTrue();
        problem.Should().BeNull();
        request.Should().Be(new SimulationRequest("Power to Change", new DateOnly(2015, 1, 1), new DateOnly(2019, 12, 31), 7, true, true));
    }

    [Theory]
    [InlineData("Which programme?")]
    [InlineData("--programme needs a value", "--programme")]
    [InlineData("--programme needs a value", "--programme", " ")]
    [InlineData("--from takes a day as yyyy-mm-dd, not '1.1.2015'", "--programme", "cgp", "--from", "1.1.2015")]
    [InlineData("--until takes a day as yyyy-mm-dd, not '2015-02-30'", "--programme", "cgp", "--until", "2015-02-30")]
    [InlineData("--until 2015-01-01 is before --from 2016-01-01", "--programme", "cgp", "--from", "2016-01-01", "--until", "2015-01-01")]
    [InlineData("--seed takes a whole number, not 'x'", "--programme", "cgp", "--seed", "x")]
    [InlineData("There is no option '--fast'", "--programme", "cgp", "--fast")]
    [InlineData("There is no option '--json=yes'", "--json=yes")]
    public void What_cannot_be_understood_is_said_in_one_line(string expected, params string[] args)
    {
        var read = SimulationRequest.TryParse(args, out _, out var problem);

        read.Should().BeFalse();
        problem.Should().StartWith(expected).And.NotContain("\n");
    }
}
