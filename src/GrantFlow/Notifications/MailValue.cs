using System.Globalization;
using System.Text.Json;

namespace GrantFlow.Notifications;

/// <summary>Writes a placeholder's value so that the template can put it into each receiver's own form.</summary>
public static class MailValue
{
    /// <summary>A day, for <c>{{date …}}</c>.</summary>
    public static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A day and hour of a place, for <c>{{date …}}</c>: the reader sees day, hour and whose time it is.</summary>
    /// <param name="day">The day there.</param>
    /// <param name="time">The hour there.</param>
    /// <param name="zone">An IANA name: <c>Asia/Yerevan</c>.</param>
    public static string Date(DateOnly day, TimeOnly time, string zone) =>
        $"{Date(day)}T{time.ToString("HH:mm", CultureInfo.InvariantCulture)}[{zone}]";

    /// <summary>An instant as the day and hour of a place, for <c>{{date …}}</c>.</summary>
    /// <param name="at">The instant.</param>
    /// <param name="zone">An IANA name: <c>Asia/Yerevan</c>.</param>
    public static string Date(DateTimeOffset at, string zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return Date(DateOnly.FromDateTime(local.DateTime), TimeOnly.FromDateTime(local.DateTime), zone);
    }

    /// <summary>An amount, for <c>{{money …}}</c>.</summary>
    /// <param name="amount">In whole units of the currency.</param>
    /// <param name="currency">ISO 4217: AMD, KGS, USD.</param>
    public static string Money(decimal amount, string currency) =>
        $"{amount.ToString("0.00", CultureInfo.InvariantCulture)} {currency}";

    /// <summary>A text that may be known in several languages: each receiver gets it in their own, or the nearest.</summary>
    public static string Text(LocalText text) => JsonSerializer.Serialize(text, JsonSerializerOptions.Default);
}
