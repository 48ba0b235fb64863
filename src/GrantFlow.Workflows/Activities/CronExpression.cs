using System.Globalization;

namespace GrantFlow.Workflows.Activities;

/// <summary>A cron expression of five or six fields, in UTC unless a zone follows it.</summary>
/// <remarks>
/// Fields: seconds (optional), minute, hour, day of month, month, day of week. Each takes *, ?, lists, ranges, steps and the
/// English short names; L is the month's last day. Where day of month and day of week are both given, either will do, as in
/// the classic cron. An hour that a zone's clock skips comes at the next instant that exists; one it repeats comes once.
/// </remarks>
public sealed class CronExpression
{
    static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    readonly ulong _seconds;
    readonly ulong _minutes;
    readonly ulong _hours;
    readonly ulong _daysOfMonth;
    readonly ulong _months;
    readonly ulong _daysOfWeek;
    readonly bool _lastDay;
    readonly bool _eitherDay;
    readonly TimeZoneInfo _zone;

    CronExpression(string[] fields, TimeZoneInfo zone)
    {
        _zone = zone;
        _seconds = Field(fields[0], 0, 59, []);
        _minutes = Field(fields[1], 0, 59, []);
        _hours = Field(fields[2], 0, 23, []);
        _lastDay = fields[3] == "L";
        _daysOfMonth = _lastDay ? 0 : Field(fields[3], 1, 31, []);
        _months = Field(fields[4], 1, 12, Months);
        _daysOfWeek = Field(fields[5], 0, 7, Days);
        if ((_daysOfWeek & (1UL << 7)) != 0) _daysOfWeek |= 1;
        _eitherDay = fields[3] is not ("*" or "?") && fields[5] is not ("*" or "?");
    }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">Five fields, or six with seconds first; an IANA zone may follow.</param>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static CronExpression Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        var zone = TimeZoneInfo.Utc;
        if (parts.Count > 5 && (parts[^1].Contains('/', StringComparison.Ordinal) || parts[^1] == "UTC") && char.IsLetter(parts[^1][0]))
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(parts[^1], out zone)) throw new FormatException($"The zone '{parts[^1]}' isn't known.");
            parts.RemoveAt(parts.Count - 1);
        }

        if (parts.Count == 5) parts.Insert(0, "0");
        if (parts.Count != 6) throw new FormatException($"A cron expression has five or six fields, not {parts.Count}: '{text}'.");
        return new CronExpression([.. parts.Select(p => p.ToUpperInvariant())], zone);
    }

    /// <summary>The first instant after another, or null when there is none within eight years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after.Year > 9000) return null;
        var local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        var next = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified).AddSeconds(1);
        var end = next.AddYears(8);
        while (next < end)
        {
            if (!Has(_months, next.Month)) next = new DateTime(next.Year, next.Month, 1).AddMonths(1);
            else if (!IsDay(next)) next = next.Date.AddDays(1);
            else if (!Has(_hours, next.Hour)) next = next.Date.AddHours(next.Hour + 1);
            else if (!Has(_minutes, next.Minute)) next = next.Date.AddHours(next.Hour).AddMinutes(next.Minute + 1);
            else if (!Has(_seconds, next.Second)) next = next.AddSeconds(1);
            else if (Instant(next) is var found && found > after) return found;
            else next = next.AddSeconds(1);
        }

        return null;
    }

    DateTimeOffset Instant(DateTime local)
    {
        while (_zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    bool IsDay(DateTime date)
    {
        var ofMonth = _lastDay ? date.Day == DateTime.DaysInMonth(date.Year, date.Month) : Has(_daysOfMonth, date.Day);
        var ofWeek = Has(_daysOfWeek, (int)date.DayOfWeek);
        return _eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    static ulong Field(string field, int least, int most, string[] names)
    {
        var set = 0UL;
        foreach (var part in field.Split(','))
        {
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            var range = slash < 0 ? part : part[..slash];
            var step = slash < 0 ? 1 : Number(part[(slash + 1)..], 1, most, []);
            int from, to;
            if (range is "*" or "?")
            {
                (from, to) = (least, most);
            }
            else
            {
                var dash = range.IndexOf('-', StringComparison.Ordinal);
                from = Number(dash < 0 ? range : range[..dash], least, most, names);
                to = dash >= 0 ? Number(range[(dash + 1)..], least, most, names) : slash >= 0 ? most : from;
            }

            if (to < from) throw new FormatException($"The range '{part}' runs backwards.");
            for (var i = from; i <= to; i += step) set |= 1UL << i;
        }

        return set;
    }

    static int Number(string text, int least, int most, string[] names)
    {
        var named = Array.IndexOf(names, text);
        if (named >= 0) return named + least;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        throw new FormatException($"'{text}' isn't a number from {least} to {most}.");
    }
}
