using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Awards;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(100, new[] { 40.0, 40, 20 }, new[] { 40.0, 40, 20 })]
    [InlineData(100, new[] { 33.33, 33.33, 33.34 }, new[] { 33.33, 33.33, 33.34 })]
    [InlineData(0.05, new[] { 50.0, 50 }, new[] { 0.02, 0.03 })]
    [InlineData(3239.34, new[] { 33.0, 33, 34 }, new[] { 1068.98, 1068.98, 1101.38 })]
    public void Parts_are_rounded_down_and_the_last_takes_the_rest(double amount, double[] percents, double[] parts)
    {
        var money = new Money((decimal)amount, "AMD");

        var split = money.Split([.. percents.Select(p => (decimal)p)]);

        split.Select(m => m.Amount).Should().Equal(parts.Select(p => (decimal)p));
        split.Sum(m => m.Amount).Should().Be(money.Amount);
    }

    [Theory]
    [InlineData(new[] { 50.0, 49 })]
    [InlineData(new[] { 150.0, -50 })]
    [InlineData(new double[0])]
    public void Shares_that_do_not_add_up_to_the_whole_are_a_misuse(double[] percents)
    {
        var act = () => new Money(10, "EUR").Split([.. percents.Select(p => (decimal)p)]);

        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Amounts_of_two_currencies_are_never_added()
    {
        var act = () => new Money(1, "AMD") + new Money(1, "KGS");

        act.Should().Throw<InvalidOperationException>().WithMessage("1.00 AMD and 1.00 KGS*");
    }
}
