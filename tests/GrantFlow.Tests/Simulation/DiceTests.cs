using FluentAssertions;
using GrantFlow.Simulation;
using Xunit;

namespace GrantFlow.Tests.Simulation;

public sealed class DiceTests
{
    [Fact]
    public void The_same_seed_and_key_throw_the_same_whoever_threw_before()
    {
        var (one, other) = (new Dice(1), new Dice(1));
        _ = other.Between(1, 6);
        _ = other.For("somebody else").Fraction();

        var throws = Enumerable.Range(0, 5).Select(_ => 0).ToList();
        var (a, b) = (one.For("report:0012:2"), other.For("report:0012:2"));

        throws.Select(_ => a.Between(1, 1000)).Should().Equal(throws.Select(_ => b.Between(1, 1000)).ToList());
    }

    [Fact]
    public void Another_seed_throws_otherwise() =>
        new Dice(1).For("x").Fraction().Should().NotBe(new Dice(2).For("x").Fraction());

    [Fact]
    public void Chances_come_out_as_often_as_told()
    {
        var dice = new Dice(1);

        var hits = Enumerable.Range(0, 20_000).Count(n => dice.For($"n:{n}").Chance(0.2));

        hits.Should().BeInRange(3_800, 4_200);
    }

    [Fact]
    public void Shuffling_loses_nothing() =>
        new Dice(3).Shuffle(Enumerable.Range(0, 100)).Should().BeEquivalentTo(Enumerable.Range(0, 100)).And.NotBeInAscendingOrder();
}
