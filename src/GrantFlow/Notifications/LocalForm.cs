using System.Globalization;

namespace GrantFlow.Notifications;

/// <summary>Dates and money as people of a language write them.</summary>
/// <remarks>Own tables, not the machine's locale data: the same mail must come out of every host, whichever ICU it has.</remarks>
static class LocalForm
{
    const char NoBreak = '\u00a0';

    static readonly Dictionary<string, string[]> Months = new()
    {
        ["hy"] = ["հունվարի", "փետրվարի", "մարտի", "ապրիլի", "մայիսի", "հունիսի", "հուլիսի", "օգոստոսի", "սեպտեմբերի", "հոկտեմբերի", "նոյեմբերի", "դեկտեմբերի"],
        ["ky"] = ["январы", "февралы", "марты", "апрели", "майы", "июну", "июлу", "августу", "сентябры", "октябры", "ноябры", "декабры"],
        ["ru"] = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
        ["en"] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    };

    static readonly Dictionary<(string Zone, string Language), string> Places = new()
    {
        [("Asia/Yerevan", "hy")] = "Երևանի ժամանակով",
        [("Asia/Yerevan", "ky")] = "Ереван убактысы боюнча",
        [("Asia/Yerevan", "ru")] = "по ереванскому времени",
        [("Asia/Yerevan", "en")] = "Yerevan time",
        [("Asia/Bishkek", "hy")] = "Բիշքեկի ժամանակով",
        [("Asia/Bishkek", "ky")] = "Бишкек убактысы боюнча",
        [("Asia/Bishkek", "ru")] = "по бишкекскому времени",
        [("Asia/Bishkek", "en")] = "Bishkek time",
    };

    /// <summary>Writes what <see cref="MailValue"/> made of a day, an hour and a zone.</summary>
    /// <exception cref="ArgumentException">It isn't such a value: a bug in the caller.</exception>
    public static string Date(string value, string language)
    {
        var zoneAt = value.IndexOf('[', StringComparison.Ordinal);
        var local = zoneAt < 0 ? value : value[..zoneAt];
        if (!DateTime.TryParseExact(local, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            throw new ArgumentException($"'{value}' is no date in the form 2027-04-15 or 2027-04-15T18:00[Asia/Yerevan]: use MailValue.Date.", nameof(value));
        var month = Months[language][at.Month - 1];
        var day = language switch
        {
            "hy" => $"{at.Year}{NoBreak}թ. {month} {at.Day}",
            "ky" => $"{at.Year}-жылдын {at.Day}-{month}",
            "ru" => $"{at.Day} {month} {at.Year} года",
            _ => $"{at.Day} {month} {at.Year}",
        };
        if (!local.Contains('T', StringComparison.Ordinal)) return day;
        var hour = at.ToString("HH:mm", CultureInfo.InvariantCulture);
        var text = language switch
        {
            "hy" => $"{day}, ժամը {hour}",
            "ky" => $"{day}, саат {hour}",
            _ => $"{day}, {hour}",
        };
        return zoneAt < 0 ? text : $"{text} ({Place(value[(zoneAt + 1)..^1], language)})";
    }

    /// <summary>Writes what <see cref="MailValue.Money"/> made of an amount.</summary>
    /// <exception cref="ArgumentException">It isn't such a value: a bug in the caller.</exception>
    public static string Money(string value, string language)
    {
        if (value.Split(' ') is not [var number, var currency]
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            throw new ArgumentException($"'{value}' is no amount in the form 1250000.00 AMD: use MailValue.Money.", nameof(value));
        var whole = amount.ToString(amount == decimal.Truncate(amount) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);
        if (language == "en") return $"{currency}{NoBreak}{whole}";
        whole = whole.Replace(',', NoBreak).Replace('.', ',');
        return (language, currency) switch
        {
            ("hy", "AMD") => $"{whole}{NoBreak}ՀՀ{NoBreak}դրամ",
            ("ky" or "ru", "KGS") => $"{whole}{NoBreak}сом",
            _ => $"{whole}{NoBreak}{currency}",
        };
    }

    static string Place(string zone, string language) =>
        Places.GetValueOrDefault((zone, language)) ?? zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
}
