namespace GrantFlow.Notifications;

/// <summary>Which instant a day and hour of a place are.</summary>
public static class LocalInstant
{
    /// <summary>The instant, UTC. An hour that the place skips or doubles is read in favour of whoever has to keep it: as the later one.</summary>
    /// <param name="day">The day there.</param>
    /// <param name="time">The hour there.</param>
    /// <param name="zone">An IANA name: <c>Asia/Yerevan</c>.</param>
    /// <exception cref="TimeZoneNotFoundException">There is no such zone.</exception>
    public static DateTimeOffset Of(DateOnly day, TimeOnly time, string zone)
    {
        var tz = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var local = day.ToDateTime(time);
        // In the gap 02:30 doesn't exist; with the offset from before the gap it is 03:30 after it: nobody loses the missing hour.
        if (tz.IsInvalidTime(local)) return new DateTimeOffset(local, tz.GetUtcOffset(local.AddHours(-3))).ToUniversalTime();
        if (tz.IsAmbiguousTime(local)) return new DateTimeOffset(local, tz.GetAmbiguousTimeOffsets(local).Min()).ToUniversalTime();
        return new DateTimeOffset(local, tz.GetUtcOffset(local)).ToUniversalTime();
    }
}
