using System.Globalization;
using FluentAssertions;
using GrantFlow.Notifications;
using Xunit;

namespace GrantFlow.Tests.Notifications;

public sealed class LocalInstantTests
{
    [Theory]
    [InlineData("2027-04-15", "18:00", "Asia/Yerevan", "2027-04-15T14:00Z")]
    [InlineData("2027-04-15", "18:00", "Asia/Bishkek", "2027-04-15T12:00Z")]
    [InlineData("2011-07-01", "18:00", "Asia/Yerevan", "2011-07-01T13:00Z")] // Armenia had summer time until 2011
    [InlineData("2027-03-28", "02:30", "Europe/Berlin", "2027-03-28T01:30Z")] // skipped: 03:30 of the new time
    [InlineData("2027-10-31", "02:30", "Europe/Berlin", "2027-10-31T01:30Z")] // doubled: the later one
    [InlineData("2027-10-31", "03:00", "Europe/Berlin", "2027-10-31T02:00Z")]
    [InlineData("2027-04-04", "01:45", "Australia/Lord_Howe", "2027-04-03T15:15Z")] // doubled by half an hour
    public void An_hour_that_is_skipped_or_doubled_is_read_in_the_holders_favour(string day, string time, string zone, string expected) =>
        LocalInstant.Of(DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeOnly.Parse(time, CultureInfo.InvariantCulture), zone)
            .Should().Be(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));

    [Fact]
    public void Later_on_the_clock_is_never_earlier_in_time()
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/New_York", "Asia/Yerevan", "Australia/Lord_Howe", "Africa/Casablanca" })
        {
            var before = DateTimeOffset.UnixEpoch;
            for (var at = new DateTime(2027, 1, 1); at.Year == 2027; at = at.AddMinutes(30))
            {
                var instant = LocalInstant.Of(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), zone);
                instant.Should().BeOnOrAfter(before.AddHours(-1), $"{at:s} in {zone}");
                before = instant;
            }
        }
    }
}
