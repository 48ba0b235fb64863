using System.Text.Json;
using GrantFlow.Notifications;

namespace GrantFlow.Awards;

/// <summary>What people are asked to do, in the four languages; each receiver gets their own.</summary>
static class Wording
{
    /// <summary>Words that a definition gives: plain, or a JSON object of words by language.</summary>
    public static LocalText Read(string text)
    {
        if (!text.StartsWith('{')) return LocalText.Of("en", text);
        try
        {
            return JsonSerializer.Deserialize<LocalText>(text) ?? LocalText.Empty;
        }
        catch (JsonException)
        {
            // Somebody's own words may begin with a brace.
            return LocalText.Of("en", text);
        }
    }

    /// <summary>The same text with each language's words changed.</summary>
    public static LocalText With(this LocalText text, Func<string, string> change) =>
        new(text.Texts.Select(t => new KeyValuePair<string, string>(t.Key, change(t.Value))));

    /// <summary>A matter with its number and day in front, each language's in its own form.</summary>
    public static string OnDay(string number, DateOnly day, LocalText matter) =>
        MailValue.Text(new(matter.Texts.Select(t => new KeyValuePair<string, string>(
            t.Key, $"{number}, {LocalForm.Date(MailValue.Date(day), MailTemplates.LanguageFor(t.Key))} — {t.Value}"))));

    public static string Task(string hy, string ky, string ru, string en, string number) =>
        MailValue.Text(new LocalText(
        [
            new("hy", $"{hy} ({number})"),
            new("ky", $"{ky} ({number})"),
            new("ru", $"{ru} ({number})"),
            new("en", $"{en} ({number})"),
        ]));

    public static string CheckOrganisation(string number) => Task(
        "Ստուգել կազմակերպությունը նախքան պայմանագիրը", "Келишимге чейин уюмду текшерүү",
        "Проверить организацию до подписания соглашения", "Check the organisation before its agreement", number);

    public static string SignAgreement(string number) => Task(
        "Ստորագրել դրամաշնորհի պայմանագիրը", "Грант келишимине кол коюу",
        "Подписать грантовое соглашение", "Sign the grant agreement", number);

    public static string ReleaseDisbursement(string number) => Task(
        "Թույլատրել դրամաշնորհի մասնաբաժնի վճարումը", "Гранттын бөлүгүн төлөөгө уруксат берүү",
        "Разрешить выплату транша", "Release the disbursement", number);

    public static string ConfirmPayment(string number) => Task(
        "Հաստատել բանկի վճարումը", "Банктын төлөмүн тастыктоо",
        "Подтвердить оплату банком", "Confirm the bank's payment", number);

    /// <summary>To hold the visit of that number and day.</summary>
    public static string HoldVisit(string number, DateOnly day) => OnDay(number, day, new(
    [
        new("hy", "Անցկացնել մշտադիտարկման այցը"), new("ky", "Мониторинг сапарын өткөрүү"),
        new("ru", "Провести мониторинговый визит"), new("en", "Hold the monitoring visit"),
    ]));

    public static string ReviewReport(string number) => Task(
        "Ստուգել հաշվետվությունը", "Отчётту карап чыгуу",
        "Рассмотреть отчёт", "Review the report", number);

    public static string SettleGrant(string number) => Task(
        "Ավարտել դրամաշնորհի հաշվարկները", "Грант боюнча эсептешүүнү бүтүрүү",
        "Завершить расчёты по гранту", "Settle the grant", number);

    public static string ReportDue(string number) => Task(
        "Ներկայացնել հաշվետվությունը", "Отчётту тапшыруу",
        "Представить отчёт", "Send in the report", number);

    public static string EndSuspension(string number) => Task(
        "Որոշել կասեցված դրամաշնորհի հետագան", "Токтотулган гранттын тагдырын чечүү",
        "Решить судьбу приостановленного гранта", "Decide on the suspended grant", number);
}
