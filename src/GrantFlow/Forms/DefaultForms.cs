namespace GrantFlow.Forms;

/// <summary>The first versions of a programme's forms; managers publish their own over them.</summary>
static class DefaultForms
{
    internal static IReadOnlyList<Form> For(Guid programmeId, DateTimeOffset now) =>
    [
        new() { ProgrammeId = programmeId, Purpose = FormPurpose.Profile, Version = 1, Questions = Profile, CreatedAt = now },
        new() { ProgrammeId = programmeId, Purpose = FormPurpose.Application, Version = 1, Questions = Application, CreatedAt = now },
    ];

    static IReadOnlyList<Question> Profile { get; } =
    [
        new("mission", Text(
            "Ո՞րն է Ձեր կազմակերպության առաքելությունը", "Уюмуңуздун миссиясы кандай?",
            "В чём миссия вашей организации?", "What is your organisation's mission?"), QuestionKind.LongText, true, 1500, []),
        new("field", Text(
            "Գործունեության հիմնական ոլորտը", "Иштин негизги багыты",
            "Основное направление работы", "Main field of work"), QuestionKind.Choice, true, 0,
        [
            new("rights", Text("Իրավունքների պաշտպանություն", "Укуктарды коргоо", "Защита прав", "Rights")),
            new("youth", Text("Երիտասարդություն", "Жаштар", "Молодёжь", "Youth")),
            new("women", Text("Կանանց մասնակցություն", "Аялдардын катышуусу", "Участие женщин", "Women's participation")),
            new("disability", Text("Հաշմանդամություն ունեցող անձինք", "Майыптыгы бар адамдар", "Люди с инвалидностью", "People with disabilities")),
            new("environment", Text("Շրջակա միջավայր", "Айлана-чөйрө", "Окружающая среда", "Environment")),
            new("local", Text("Տեղական ինքնակառավարում", "Жергиликтүү өз алдынча башкаруу", "Местное самоуправление", "Local government")),
            new("social", Text("Սոցիալական ծառայություններ", "Социалдык кызматтар", "Социальные услуги", "Social services")),
        ]),
        new("staff", Text(
            "Վճարվող աշխատակիցների թիվը", "Айлык алган кызматкерлердин саны",
            "Число оплачиваемых сотрудников", "Number of paid staff"), QuestionKind.Number, true, 0, []),
        new("volunteers", Text(
            "Կամավորների թիվը վերջին տարում", "Акыркы жылдагы ыктыярчылардын саны",
            "Число добровольцев за последний год", "Number of volunteers in the last year"), QuestionKind.Number, false, 0, []),
        new("budget", Text(
            "Վերջին տարվա բյուջեն", "Акыркы жылдагы бюджет",
            "Бюджет за последний год", "Budget of the last year"), QuestionKind.Amount, true, 0, []),
        new("advocacy", Text(
            "Ձեր կազմակերպությունը զբաղվո՞ւմ է շահերի պաշտպանությամբ", "Уюмуңуз кызыкчылыктарды коргоо менен алектенеби?",
            "Занимается ли ваша организация защитой интересов?", "Does your organisation do advocacy?"), QuestionKind.YesNo, true, 0, []),
    ];

    static IReadOnlyList<Question> Application { get; } =
    [
        new("need", Text(
            "Ի՞նչ խնդիր եք ուզում լուծել, և ո՞վ է այն զգում", "Кайсы маселени чечкиңиз келет жана ал кимге тиешелүү?",
            "Какую проблему вы хотите решить и кого она касается?", "What problem do you want to solve, and whose is it?"), QuestionKind.LongText, true, 3000, []),
        new("plan", Text(
            "Ի՞նչ եք անելու, քայլ առ քայլ", "Кадам-кадам менен эмне кыласыз?",
            "Что вы сделаете, шаг за шагом?", "What will you do, step by step?"), QuestionKind.LongText, true, 4000, []),
        new("results", Text(
            "Ի՞նչ կփոխվի, և ինչպե՞ս դա կչափեք", "Эмне өзгөрөт жана аны кантип өлчөйсүз?",
            "Что изменится и как вы это измерите?", "What will change, and how will you measure it?"), QuestionKind.LongText, true, 2000, []),
        new("months", Text(
            "Քանի՞ ամիս կտևի նախագիծը", "Долбоор канча айга созулат?",
            "Сколько месяцев продлится проект?", "How many months will the project take?"), QuestionKind.Number, true, 0, []),
        new("people", Text(
            "Քանի՞ մարդ կօգտվի դրանից", "Андан канча адам пайда көрөт?",
            "Сколько людей получат пользу?", "How many people will benefit?"), QuestionKind.Number, true, 0, []),
    ];

    static LocalText Text(string hy, string ky, string ru, string en) =>
        new([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]);
}
