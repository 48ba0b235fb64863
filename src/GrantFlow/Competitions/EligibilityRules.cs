using System.Globalization;
using GrantFlow.Organisations;

namespace GrantFlow.Competitions;

/// <summary>What is known of an application when it is screened.</summary>
/// <param name="Application">As sent in.</param>
/// <param name="Organisation">The applicant.</param>
/// <param name="Entitled">Whether it was entitled when it was sent in.</param>
/// <param name="HoldsPlace">Whether it holds a place in a cohort of the programme.</param>
/// <param name="RegionKnown">Whether its region is one of the programme's country.</param>
sealed record Screened(Application Application, Organisation Organisation, bool Entitled, bool HoldsPlace, bool RegionKnown);

/// <summary>The rules of eligibility: each says yes or no, and by which fact.</summary>
static class EligibilityRules
{
    static readonly Dictionary<string, LocalText> Reasons = new()
    {
        ["in-time"] = Text(
            "Հայտը ներկայացվել է վերջնաժամկետից հետո", "Өтүнмө мөөнөттөн кийин берилген",
            "Заявка подана после срока", "The application came after the closing"),
        ["entitled"] = Text(
            "Կազմակերպությունը դեռ դիմելու իրավունք չունի", "Уюмдун өтүнмө берүүгө укугу азырынча жок",
            "У организации пока нет права подавать заявку", "The organisation isn't entitled to apply yet"),
        ["amount"] = Text(
            "Հայցվող գումարը սահմանից դուրս է", "Суралган сумма чектен тышкары",
            "Запрошенная сумма вне допустимых пределов", "The amount asked for is outside the limits"),
        ["active"] = Text(
            "Կազմակերպության հետ այլևս չի աշխատվում", "Уюм менен иштөө токтотулган",
            "Работа с организацией прекращена", "The organisation is no longer worked with"),
        ["region"] = Text(
            "Կազմակերպությունը ծրագրի տարածաշրջանից չէ", "Уюм программанын аймагынан эмес",
            "Организация не из регионов программы", "The organisation isn't from the programme's regions"),
        ["no-place"] = Text(
            "Կազմակերպությունն արդեն ընտրված է ծրագրի խմբում", "Уюм программанын тобунда мурунтан бар",
            "Организация уже входит в группу программы", "The organisation already holds a place in the programme"),
    };

    internal static List<EligibilityFinding> Judge(Competition competition, Screened known)
    {
        var application = known.Application;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(competition.TimeZone);
        return
        [
            new("in-time", application.SubmittedAt <= competition.ClosesAt,
                $"sent in {Local(application.SubmittedAt!.Value, zone)}, closing {Local(competition.ClosesAt, zone)}"),
            new("entitled", !competition.EntitlementRequired || known.Entitled,
                !competition.EntitlementRequired ? "open to all" : known.Entitled ? "entitled when sent in" : "not entitled when sent in"),
            new("amount", application.RequestedAmount > 0 && application.RequestedAmount <= competition.MaxAward,
                string.Create(CultureInfo.InvariantCulture, $"asks for {application.RequestedAmount:0.00}, limit {competition.MaxAward:0.00} {competition.Currency}")),
            new("active", known.Organisation.State == OrganisationState.Active, $"organisation is {known.Organisation.State}"),
            new("region", known.RegionKnown, $"region {known.Organisation.Region}"),
            new("no-place", !known.HoldsPlace, known.HoldsPlace ? "holds a place in a cohort" : "holds no place"),
        ];
    }

    /// <summary>The first failed rule's reason, in the four languages.</summary>
    internal static LocalText ReasonOf(IReadOnlyList<EligibilityFinding> findings) => Reasons[findings.First(f => !f.Passed).Rule];

    static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    static LocalText Text(string hy, string ky, string ru, string en) =>
        new([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]);
}
