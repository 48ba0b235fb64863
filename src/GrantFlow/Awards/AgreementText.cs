using System.Globalization;

namespace GrantFlow.Awards;

/// <summary>Writes a grant agreement from the award's own facts, in the four languages.</summary>
/// <remarks>
/// Short on purpose: amount, days, reports, what ends it. A programme with a longer agreement of its own gives its text to
/// <see cref="PrepareAgreement"/>.
/// </remarks>
static class AgreementText
{
    public static string Write(AwardParties parties, string language)
    {
        var award = parties.Award;
        var culture = CultureInfo.GetCultureInfo(language);
        var programme = parties.Programme.Name.In(language);
        var organisation = parties.Organisation.Name.In(language);
        var title = award.Title.In(language);
        var amount = $"{award.Amount.ToString("N2", culture)} {award.Currency}";
        var (from, to) = (award.StartsOn.ToString("d", culture), award.EndsOn.ToString("d", culture));
        return language switch
        {
            "hy" => $"""
                ԴՐԱՄԱՇՆՈՐՀԻ ՊԱՅՄԱՆԱԳԻՐ № {award.Number}

                «{programme}» ծրագիրը (Դրամաշնորհատու) և {organisation} կազմակերպությունը (Դրամաշնորհառու) կնքեցին սույն պայմանագիրը։
                1. Դրամաշնորհատուն տրամադրում է {amount} «{title}» ծրագրի համար՝ {from}-ից մինչև {to}։
                2. Գումարը վճարվում է մասնաբաժիններով՝ ըստ ժամանակացույցի, երբ կատարված են դրանց պայմանները և ընդունված են պահանջվող հաշվետվությունները։
                3. Դրամաշնորհառուն ժամանակին ներկայացնում է պատմողական և ֆինանսական հաշվետվություններ, պահում է սկզբնական փաստաթղթերը և ընդունում է մշտադիտարկման այցերը։
                4. Փոփոխությունները կատարվում են գրավոր։ Պայմանները խախտելու դեպքում Դրամաշնորհատուն կարող է կասեցնել կամ դադարեցնել դրամաշնորհը։
                """,
            "ky" => $"""
                ГРАНТ КЕЛИШИМИ № {award.Number}

                «{programme}» программасы (Грант берүүчү) жана {organisation} (Грант алуучу) ушул келишимди түзүштү.
                1. Грант берүүчү «{title}» долбооруна {amount} суммасын {from} баштап {to} чейин бөлөт.
                2. Акча график боюнча бөлүктөргө бөлүнүп, шарттары аткарылып, талап кылынган отчёттор кабыл алынгандан кийин төлөнөт.
                3. Грант алуучу баяндама жана каржы отчётторун өз убагында тапшырат, баштапкы документтерди сактайт жана мониторинг сапарларын кабыл алат.
                4. Өзгөртүүлөр жазуу жүзүндө киргизилет. Шарттар бузулса, Грант берүүчү грантты токтото туруп же биротоло токтото алат.
                """,
            "ru" => $"""
                ГРАНТОВОЕ СОГЛАШЕНИЕ № {award.Number}

                Программа «{programme}» (Грантодатель) и {organisation} (Грантополучатель) заключили настоящее соглашение.
                1. Грантодатель предоставляет {amount} на проект «{title}» на срок с {from} по {to}.
                2. Средства выплачиваются траншами по графику, после выполнения их условий и принятия требуемых отчётов.
                3. Грантополучатель в срок представляет содержательные и финансовые отчёты, хранит первичные документы и принимает мониторинговые визиты.
                4. Изменения вносятся письменно. При нарушении условий Грантодатель вправе приостановить или прекратить грант.
                """,
            _ => $"""
                GRANT AGREEMENT No. {award.Number}

                The programme "{programme}" (the Grantor) and {organisation} (the Grantee) have made this agreement.
                1. The Grantor grants {amount} for the project "{title}" from {from} to {to}.
                2. The money is paid in tranches by the schedule, once their conditions are met and the reports required are accepted.
                3. The Grantee sends in narrative and financial reports in time, keeps the original documents and receives monitoring visits.
                4. Changes are made in writing. If the terms are broken, the Grantor may suspend or terminate the grant.
                """,
        };
    }
}
