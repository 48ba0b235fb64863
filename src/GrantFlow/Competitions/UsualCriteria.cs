namespace GrantFlow.Competitions;

/// <summary>What reviewers score when a competition names no criteria of its own.</summary>
static class UsualCriteria
{
    internal static IReadOnlyList<Criterion> All { get; } =
    [
        New("need", 30, "Խնդիրը և դրա հրատապությունը", "Маселе жана анын актуалдуулугу", "Проблема и её острота", "The need and how pressing it is"),
        New("approach", 30, "Մոտեցումը և պլանը", "Ыкма жана план", "Подход и план", "The approach and the plan"),
        New("capacity", 20, "Իրականացնելու կարողությունը", "Аткарууга дарамет", "Способность выполнить", "The capacity to carry it out"),
        New("value", 20, "Արդյունքը ծախսի համեմատ", "Чыгымга карата натыйжа", "Результат на потраченные средства", "The result for the money"),
    ];

    static Criterion New(string code, decimal weight, string hy, string ky, string ru, string en) =>
        new(code, new LocalText([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]), 10, weight);
}
