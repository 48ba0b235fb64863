using FluentAssertions;
using GrantFlow.Simulation;
using Xunit;

namespace GrantFlow.Tests.Simulation;

public sealed class DiaryTests
{
    static readonly DateTimeOffset Monday = new(2015, 6, 1, 9, 0, 0, TimeSpan.Zero);

    readonly Diary _diary = new();

    [Fact]
    public void Acts_come_by_time_and_within_one_instant_by_key()
    {
        Plan(Monday.AddDays(1), "c");
        Plan(Monday, "b");
        Plan(Monday, "a");

        _diary.Next.Should().Be(Monday);
        Take(Monday.AddDays(2)).Should().Equal("a", "b", "c");
        _diary.Next.Should().BeNull();
    }

    [Fact]
    public void A_thing_is_planned_once_even_after_it_was_done()
    {
        Plan(Monday, "a").Should().BeTrue();
        Take(Monday).Should().Equal("a");

        Plan(Monday.AddDays(1), "a").Should().BeFalse();
        _diary.Next.Should().BeNull();
    }

    [Fact]
    public void Nothing_comes_before_its_time()
    {
        Plan(Monday, "a");

        Take(Monday.AddSeconds(-1)).Should().BeEmpty();
    }

    bool Plan(DateTimeOffset at, string key) => _diary.Plan(at, key, _ => Task.CompletedTask);

    List<string> Take(DateTimeOffset now)
    {
        List<string> keys = [];
        while (_diary.TryTake(now, out var entry)) keys.Add(entry.Key);
        return keys;
    }
}
