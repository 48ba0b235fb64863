using System.Globalization;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using Xunit;

namespace GrantFlow.Workflows.Tests;

public class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-03-02T09:00:30Z", "2026-03-02T09:01:00Z")]
    [InlineData("*/15 * * * *", "2026-03-02T09:00:00Z", "2026-03-02T09:15:00Z")]
    [InlineData("0 8 * * MON-FRI", "2026-03-06T09:00:00Z", "2026-03-09T08:00:00Z")]
    [InlineData("30 0 12 1 1,7 ?", "2026-01-01T12:00:30Z", "2026-07-01T12:00:30Z")]
    [InlineData("30 0 12 1 1,7 ?", "2026-02-01T00:00:00Z", "2026-07-01T12:00:30Z")]
    [InlineData("0 0 L * *", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-03-02T00:00:00Z", "2026-03-06T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00Z")]
    [InlineData("5/20 * * * *", "2026-03-02T09:06:00Z", "2026-03-02T09:25:00Z")]
    [InlineData("0 9 * * * Asia/Yerevan", "2026-03-02T06:00:00Z", "2026-03-03T05:00:00Z")]
    [InlineData("30 2 * * * Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * * Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * * Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("0 9 * * * UTC", "2026-03-02T06:00:00Z", "2026-03-02T09:00:00Z")]
    public void The_next_instant_is_found(string expression, string after, string next) =>
        CronExpression.Parse(expression).Next(At(after)).Should().Be(At(next));

    [Fact]
    public void A_day_that_never_comes_is_never() => CronExpression.Parse("0 0 31 2 *").Next(At("2026-01-01T00:00:00Z")).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("0 9 * * * Nowhere/Land")]
    [InlineData("1,,2 * * * *")]
    public void What_is_no_expression_is_refused(string text) =>
        ((Action)(() => CronExpression.Parse(text))).Should().Throw<FormatException>();

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
