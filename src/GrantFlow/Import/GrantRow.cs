using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GrantFlow.Import;

/// <summary>One published grant, as far as an award needs it.</summary>
/// <param name="Row">Counts from 1 in the file.</param>
/// <param name="Id">The published identifier.</param>
/// <param name="Title">What it is for.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="AwardedOn">The day of the decision.</param>
/// <param name="StartsOn">The planned first day, or the day of the decision.</param>
/// <param name="EndsOn">The planned last day, or twelve months after the first.</param>
/// <param name="Recipient">Who received it.</param>
/// <param name="Country">ISO 3166-1 of the place, or null.</param>
/// <param name="Note">What was mended on reading, or null.</param>
sealed partial record GrantRow(
    int Row, string Id, string Title, string Currency, decimal Amount, DateOnly AwardedOn, DateOnly StartsOn, DateOnly EndsOn,
    Recipient Recipient, string? Country, string? Note)
{
    const decimal Largest = 1_000_000_000_000m;

    /// <summary>Reads one grant.</summary>
    /// <returns>The grant, or why it can't be taken.</returns>
    public static (GrantRow? Grant, RejectedRow? Rejected) Read(int row, JsonElement grant)
    {
        try
        {
            if (grant.ValueKind != JsonValueKind.Object) return (null, new(row, null, "The grant isn't an object."));
            var id = Text(grant, "id");
            return Problem(grant, id) is { } problem
                ? (null, new RejectedRow(row, id, problem))
                : (Take(row, grant, id!), null);
        }
        catch (InvalidOperationException)
        {
            // A text that is no Unicode (half of a surrogate pair) can be parsed as JSON but never read or kept.
            return (null, new(row, null, "A text of the grant is broken: it holds half a character."));
        }
    }

    static string? Problem(JsonElement grant, string? id)
    {
        if (id is null) return "The id is missing or isn't a text.";
        if (id.Length > 200) return "The id is longer than 200 characters.";
        if (Text(grant, "title") is null) return "The title is missing or isn't a text.";
        if (Text(grant, "currency") is not { } currency || !CurrencyCode().IsMatch(currency)) return "The currency isn't three capital letters.";
        if (!grant.TryGetProperty("amountAwarded", out var amount)) return "The amount awarded is missing.";
        if (amount.ValueKind != JsonValueKind.Number || !amount.TryGetDecimal(out var value)) return $"The amount awarded isn't a number: {Shown(amount)}.";
        if (value <= 0) return $"The amount awarded isn't above zero: {Shown(amount)}.";
        if (value > Largest) return $"The amount awarded is beyond belief: {Shown(amount)}.";
        if (decimal.Round(value, 2) != value) return $"The amount awarded has parts of a hundredth: {Shown(amount)}.";
        if (!grant.TryGetProperty("awardDate", out var date)) return "The award date is missing.";
        if (Day(date) is null) return $"The award date isn't written as 2021-06-30: {Shown(date)}.";
        return Recipient.Problem(grant);
    }

    static GrantRow Take(int row, JsonElement grant, string id)
    {
        var awarded = Day(grant.GetProperty("awardDate"))!.Value;
        var (starts, ends, note) = Days(grant, awarded);
        return new GrantRow(
            row, id, Text(grant, "title")!, Text(grant, "currency")!, grant.GetProperty("amountAwarded").GetDecimal(),
            awarded, starts, ends, Recipient.Read(grant), CountryOf(grant), note);
    }

    static (DateOnly Starts, DateOnly Ends, string? Note) Days(JsonElement grant, DateOnly awarded)
    {
        var planned = First(grant, "plannedDates");
        var starts = Planned(planned, "startDate") ?? awarded;
        var ends = Planned(planned, "endDate");
        var months = planned.ValueKind == JsonValueKind.Object && planned.TryGetProperty("duration", out var d)
            && d.ValueKind == JsonValueKind.Number && d.TryGetInt32(out var n) && n is > 0 and <= 240 ? n : 12;
        var byLength = starts.AddMonths(months).AddDays(-1);
        return ends is null ? (starts, byLength, null)
            : ends < starts ? (starts, byLength, $"The planned last day {ends:yyyy-MM-dd} is before the first, {starts:yyyy-MM-dd}; taken as {byLength:yyyy-MM-dd}.")
            : (starts, ends.Value, null);
    }

    static DateOnly? Planned(JsonElement planned, string name) =>
        planned.ValueKind == JsonValueKind.Object && planned.TryGetProperty(name, out var day) ? Day(day) : null;

    static string? CountryOf(JsonElement grant) =>
        First(grant, "beneficiaryLocation") is { ValueKind: JsonValueKind.Object } place && Text(place, "countryCode") is { Length: 2 } code
            ? code.ToUpperInvariant()
            : null;

    /// <summary>The first of a list, or an undefined element.</summary>
    internal static JsonElement First(JsonElement grant, string name) =>
        grant.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : default;

    /// <summary>A text that isn't empty, trimmed; null otherwise. The NUL character, which PostgreSQL can't keep, is left out.</summary>
    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString()!.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } text
            ? text
            : null;

    // 360Giving allows a plain date or a date with time and zone; the day written is the day meant, whatever the zone.
    static DateOnly? Day(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: >= 10 } text) return null;
        var whole = text.Length == 10
            || text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);
        return whole && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1900 and <= 2200
            ? day
            : null;
    }

    static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 40 ? raw : $"{raw[..40]}…";
    }

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex CurrencyCode();
}

/// <summary>Who received a grant, as published.</summary>
/// <param name="Id">The organisation's identifier, or null.</param>
/// <param name="Name">As written.</param>
/// <param name="CompanyNumber">Or null.</param>
/// <param name="CharityNumber">Or null.</param>
/// <param name="Region">Or empty.</param>
/// <param name="Settlement">Or empty.</param>
sealed record Recipient(string? Id, string Name, string? CompanyNumber, string? CharityNumber, string Region, string Settlement)
{
    public static string? Problem(JsonElement grant)
    {
        if (grant.TryGetProperty("recipientIndividual", out _)) return "The recipient is a person, not an organisation.";
        var recipient = GrantRow.First(grant, "recipientOrganization");
        if (recipient.ValueKind != JsonValueKind.Object) return "The recipient organisation is missing.";
        return GrantRow.Text(recipient, "name") is null ? "The recipient organisation has no name." : null;
    }

    public static Recipient Read(JsonElement grant)
    {
        var recipient = GrantRow.First(grant, "recipientOrganization");
        return new Recipient(
            GrantRow.Text(recipient, "id"),
            GrantRow.Text(recipient, "name")!,
            GrantRow.Text(recipient, "companyNumber"),
            GrantRow.Text(recipient, "charityNumber"),
            GrantRow.Text(recipient, "addressRegion") ?? "",
            GrantRow.Text(recipient, "addressLocality") ?? "");
    }
}
