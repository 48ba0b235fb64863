using System.Globalization;
using GrantFlow.Notifications;

namespace GrantFlow.Tests.Notifications;

/// <summary>Values and receivers for mails, sane and in four scripts.</summary>
static class SomeMail
{
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2027-03-01T08:00:00Z", CultureInfo.InvariantCulture);

    public static Receiver Receiver(string language = "en", string? email = null) => new(
        email ?? $"{language}@example.org",
        language switch { "hy" => "Անահիտ Սարգսյան", "ky" => "Айгүл Токтоматова", "ru" => "Ольга Кузнецова", _ => "Mary O'Brien" },
        language);

    /// <summary>A value for every placeholder there is, as the callers write them.</summary>
    public static Dictionary<string, string> Values(string language) => new()
    {
        ["organisation"] = Words(language, "«Արագած» ՀԿ", "«Ак-Булак» коомдук фонду", "ОФ «Рассвет»", "Bright & Free"),
        ["programme"] = Words(language, "ՔՀԿ-ները հանուն առաջընթացի", "Биргелешип башкаруу", "Совместное управление", "CSOs for Progress"),
        ["competition"] = Words(language, "Տեղական նախաձեռնություններ", "Жергиликтүү демилгелер", "Местные инициативы", "Local initiatives"),
        ["application"] = Words(language, "Բաց համայնք", "Ачык айыл", "Открытое село", "An open community"),
        ["report"] = Words(language, "2027 թ. առաջին եռամսյակ", "2027-жылдын биринчи чейреги", "первый квартал 2027 года", "First quarter of 2027"),
        ["reason"] = Words(language, "բացակայում է բյուջեի հիմնավորումը", "бюджеттин негиздемеси жок", "нет обоснования бюджета", "the budget isn't explained"),
        ["finding"] = Words(language, "գնումների մատյանը լրացված չէ", "сатып алуу журналы толтурулган эмес", "журнал закупок не заполнен", "the procurement log has gaps"),
        ["action"] = Words(language, "ընդունել ֆինանսական կարգ", "каржы тартибин кабыл алуу", "принять финансовый порядок", "adopt a finance procedure"),
        ["condition"] = Words(language, "բացել առանձին հաշիվ", "өзүнчө эсеп ачуу", "открыть отдельный счёт", "open a separate account"),
        ["event"] = Words(language, "Ֆինանսական կայունություն", "Каржылык туруктуулук", "Финансовая устойчивость", "Financial stability"),
        ["place"] = Words(language, "Գյումրի, Շիրակի մարզ", "Ош шаары", "Бишкек", "Gyumri"),
        ["task"] = Words(language, "հաստատել ցուցակը", "тизмени бекитүү", "утвердить список", "approve the list"),
        ["matter"] = Words(language, "«Արագած» ՀԿ — հաշվետվություն", "«Ак-Булак» — отчёт", "«Рассвет» — отчёт", "Bright & Free — the report"),
        ["cohort"] = Words(language, "Առաջին տարի", "Биринчи жыл", "Первый год", "Year one"),
        ["person"] = Words(language, "Նարե Մելքոնյան", "Айгүл Токтосунова", "Ольга Кузнецова", "Mary O'Brien"),
        ["change"] = Words(language, "Ձեր գաղտնաբառը փոխվել է", "сырсөзүңүз өзгөртүлдү", "изменён пароль", "your password was changed"),
        ["number"] = "CP-2027-0042",
        ["amount"] = MailValue.Money(4_850_000m, language is "ky" ? "KGS" : language is "en" ? "USD" : "AMD"),
        ["dueDate"] = MailValue.Date(new DateOnly(2027, 4, 15), new TimeOnly(18, 0), language is "ky" ? "Asia/Bishkek" : "Asia/Yerevan"),
        ["date"] = MailValue.Date(new DateOnly(2027, 4, 20)),
        ["receivedAt"] = MailValue.Date(Now, "Asia/Yerevan"),
        ["validUntil"] = MailValue.Date(new DateOnly(2029, 3, 1)),
        ["link"] = "/my/reports/42",
    };

    public static MailRequest Request(string key = "k", string language = "en", string template = "report-requested", string? email = null) =>
        new(key, template, null, "award:0198", Receiver(language, email), Values(language));

    static string Words(string language, string hy, string ky, string ru, string en) =>
        language switch { "hy" => hy, "ky" => ky, "ru" => ru, _ => en };
}
