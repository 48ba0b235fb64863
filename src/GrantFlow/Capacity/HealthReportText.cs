using System.Globalization;
using System.Net;
using System.Text;

namespace GrantFlow.Capacity;

/// <summary>Writes the health report in one language: pure, from the scores alone.</summary>
static class HealthReportText
{
    static readonly Dictionary<string, Words> All = new()
    {
        ["hy"] = new(
            "Կազմակերպության վիճակի մասին հաշվետվություն", "Կազմակերպություն", "Գնահատման օրը", "Միջին միավորը 4-ից",
            "Ուժեղ կողմեր", "Ինչն ուժեղացնել", "Բոլոր տասը ցուցանիշները", "Ցուցանիշ", "Միավոր", "Ինչ է արձանագրվել",
            "Այս հաշվետվությունը կազմակերպությանն է պատկանում. այն ուրիշներին ցույց է տրվում միայն նրա համաձայնությամբ։ Հաջորդ քայլը կարողությունների ուժեղացման պլանի համաձայնեցումն է։",
            ["դեռ չկա", "ձևավորվում է", "գործում է", "ուժեղ է"]),
        ["ky"] = new(
            "Уюмдун абалы жөнүндө отчет", "Уюм", "Баалоо күнү", "4 баллдан орточо баа",
            "Күчтүү жактары", "Эмнени чыңдоо керек", "Бардык он көрсөткүч", "Көрсөткүч", "Балл", "Эмне байкалды",
            "Бул отчет уюмдун өзүнө таандык: башкаларга анын макулдугу менен гана көрсөтүлөт. Кийинки кадам — дараметти жогорулатуу планын макулдашуу.",
            ["азырынча жок", "калыптанууда", "иштейт", "күчтүү"]),
        ["ru"] = new(
            "Отчёт о состоянии организации", "Организация", "День оценки", "Средний балл из 4",
            "Сильные стороны", "Что укреплять", "Все десять показателей", "Показатель", "Балл", "Что увидели",
            "Этот отчёт принадлежит организации: другим его показывают только с её согласия. Следующий шаг — согласовать план укрепления потенциала.",
            ["пока нет", "складывается", "работает", "сильная сторона"]),
        ["en"] = new(
            "Report on the organisation's condition", "Organisation", "Day of the assessment", "Mean score out of 4",
            "Strengths", "What to strengthen", "All ten parameters", "Parameter", "Score", "What was seen",
            "This report is the organisation's own: others see it only with its consent. The next step is to agree a plan to strengthen its capacity.",
            ["not there yet", "taking shape", "working", "strong"]),
    };

    internal static string Write(string language, LocalText organisation, Assessment assessment, DateOnly day)
    {
        var words = All.GetValueOrDefault(language) ?? All["en"];
        var culture = CultureInfo.GetCultureInfo(language);
        var scores = CapacityParameters.All
            .Select(p => (Name: p.Name.In(language), Score: assessment.Scores.First(s => s.Parameter == p.Code)))
            .ToList();
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<article lang=\"{language}\"><h1>{E(words.Title)}</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{E(words.Organisation)}: <strong>{E(organisation.In(language))}</strong></p>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{E(words.Day)}: {E(day.ToString("d", culture))}</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{E(words.Mean)}: {MeanOf(assessment).ToString("0.0#", culture)}</p>");
        List(html, words.Strengths, scores.Where(s => s.Score.Score >= 3).OrderByDescending(s => s.Score.Score), words);
        List(html, words.Weaknesses, scores.Where(s => s.Score.Score <= 2).OrderBy(s => s.Score.Score), words);
        html.Append(CultureInfo.InvariantCulture, $"<h2>{E(words.All)}</h2><table><thead><tr>");
        html.Append(CultureInfo.InvariantCulture, $"<th>{E(words.Parameter)}</th><th>{E(words.Score)}</th><th>{E(words.Seen)}</th></tr></thead><tbody>");
        foreach (var (name, score) in scores)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{E(name)}</td><td>{score.Score}</td><td>{E(score.Justification)}</td></tr>");
        return html.Append(CultureInfo.InvariantCulture, $"</tbody></table><p>{E(words.Next)}</p></article>").ToString();
    }

    internal static decimal MeanOf(Assessment assessment) => decimal.Round(assessment.Scores.Average(s => (decimal)s.Score), 2);

    static void List(StringBuilder html, string title, IEnumerable<(string Name, ParameterScore Score)> scores, Words words)
    {
        var rows = scores.ToList();
        if (rows.Count == 0) return;
        html.Append(CultureInfo.InvariantCulture, $"<h2>{E(title)}</h2><ul>");
        foreach (var (name, score) in rows)
            html.Append(CultureInfo.InvariantCulture, $"<li>{E(name)}: {E(words.Levels[score.Score - 1])}</li>");
        html.Append("</ul>");
    }

    static string E(string text) => WebUtility.HtmlEncode(text);

    sealed record Words(
        string Title,
        string Organisation,
        string Day,
        string Mean,
        string Strengths,
        string Weaknesses,
        string All,
        string Parameter,
        string Score,
        string Seen,
        string Next,
        string[] Levels);
}
