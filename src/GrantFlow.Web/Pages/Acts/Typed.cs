using System.Globalization;
using System.Text.RegularExpressions;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GrantFlow.Web.Pages.Acts;

/// <summary>What was typed into an act's fields; read only after every field was found sound.</summary>
/// <param name="fields">By name.</param>
/// <param name="zone">The zone that hours are meant in.</param>
sealed class Typed(IReadOnlyDictionary<string, string> fields, TimeZoneInfo zone)
{
    const string Hour = "yyyy-MM-ddTHH:mm";

    /// <summary>The text, trimmed; empty when nothing was typed.</summary>
    public string Text(string name) => fields.GetValueOrDefault(name, "");

    /// <summary>The text, or null when nothing was typed.</summary>
    public string? TextOrNull(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>The day.</summary>
    public DateOnly Day(string name) => DayOrNull(name) ?? default;

    /// <summary>The day, or null when nothing was typed.</summary>
    public DateOnly? DayOrNull(string name) => ReadDay(Text(name));

    /// <summary>The instant of a day and hour in the programme's zone.</summary>
    public DateTimeOffset Moment(string name)
    {
        var local = ReadMoment(Text(name)) ?? default;
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    /// <summary>The number.</summary>
    public int Whole(string name) => WholeOrNull(name) ?? 0;

    /// <summary>The number, or null when nothing was typed.</summary>
    public int? WholeOrNull(string name) => ReadWhole(Text(name));

    /// <summary>The amount.</summary>
    public decimal Amount(string name) => AmountOrNull(name) ?? 0;

    /// <summary>The amount, or null when nothing was typed.</summary>
    public decimal? AmountOrNull(string name) => ReadAmount(Text(name));

    /// <summary>The choice.</summary>
    public T Choice<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(Text(name));

    /// <summary>The id chosen, or null when nothing was.</summary>
    public Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;

    /// <summary>Ticked.</summary>
    public bool Tick(string name) => Text(name).Length > 0;

    /// <summary>A text in the languages that were filled in.</summary>
    public LocalText Local(string name) =>
        new(LocalText.Languages.Select(l => KeyValuePair.Create(l, Text($"{name}-{l}"))));

    /// <summary>Reads what was posted for an act.</summary>
    public static Dictionary<string, string> Read(ActForm act, IFormCollection posted) =>
        act.Asks.ToDictionary(a => a.Name, a => posted[a.Name].ToString().Trim().ReplaceLineEndings("\n"));

    /// <summary>Puts what is wrong beside its field, each fault with the field's name in the reader's language.</summary>
    public static void Check(ActForm act, IReadOnlyDictionary<string, string> fields, ModelStateDictionary state, Texts texts)
    {
        foreach (var ask in act.Asks)
            if (Fault(ask, fields, texts) is { } fault)
                state.AddModelError(act.FieldId(ask), $"{ask.Named(texts)}: {fault}");
    }

    static string? Fault(Ask ask, IReadOnlyDictionary<string, string> fields, Texts texts)
    {
        var typed = fields[ask.Name];
        var needed = ask.NeededWith.Any(n => fields.GetValueOrDefault(n, "").Length > 0) || (!ask.Optional && ask.Kind != AskKind.Tick);
        if (typed.Length == 0) return needed ? texts["form.fault.missing"] : null;
        return ask.Kind switch
        {
            AskKind.Line or AskKind.Prose => typed.Length > ask.Longest ? texts["form.fault.too-long"]
                : ask.Pattern is { } pattern && !Regex.IsMatch(typed, pattern) ? texts["form.fault.not-so", ask.Example] : null,
            AskKind.Day => ReadDay(typed) is null ? texts["form.fault.not-a-day"] : null,
            AskKind.Moment => ReadMoment(typed) is null ? texts["form.fault.not-a-day"] : null,
            AskKind.Whole => ReadWhole(typed) is not { } number ? texts["form.fault.not-a-number"]
                : number < ask.Within.From || number > ask.Within.To ? texts["form.fault.out-of-range", ask.Within.From, ask.Within.To] : null,
            AskKind.Amount => ReadAmount(typed) is null ? texts["form.fault.not-an-amount"] : null,
            AskKind.Choice => ask.Choices.All(c => c.Code != typed) ? texts["form.fault.not-a-choice"] : null,
            AskKind.Tick => null,
        };
    }

    static DateOnly? ReadDay(string typed) =>
        DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    static DateTime? ReadMoment(string typed) =>
        DateTime.TryParseExact(typed, Hour, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    static int? ReadWhole(string typed) =>
        int.TryParse(PostedForm.Amount(typed), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // More figures than any column holds would be a fault of the database, not of the reader.
    static decimal? ReadAmount(string typed) =>
        decimal.TryParse(PostedForm.Amount(typed), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 1_000_000_000_000m
            ? amount : null;
}
