using System.Globalization;
using GrantFlow.Forms;

namespace GrantFlow.Simulation;

/// <summary>Fills in forms the way an organisation would.</summary>
static class Paperwork
{
    // The questionnaire's own list of fields is shorter than the scenario's.
    static readonly Dictionary<string, string> Fields = new()
    {
        ["community"] = "local",
        ["governance"] = "local",
        ["media"] = "rights",
        ["education"] = "social",
        ["culture"] = "social",
        ["elderly"] = "social",
        ["health"] = "social",
    };

    /// <summary>An answer to every required question, and to most others.</summary>
    /// <param name="questions">The form.</param>
    /// <param name="company">Who answers.</param>
    /// <param name="dice">The occasion's.</param>
    /// <param name="texts">What to write under a question's code; others get a phrase that fits most.</param>
    public static Dictionary<string, string> Answer(
        IReadOnlyList<Question> questions, Company company, Dice dice, IReadOnlyDictionary<string, string>? texts = null) =>
        questions.Where(q => q.Required || dice.For(q.Code).Chance(0.8))
            .ToDictionary(q => q.Code, q => texts is not null && texts.TryGetValue(q.Code, out var text) ? text : Answer(q, company, dice.For(q.Code)));

    static string Answer(Question question, Company company, Dice dice) => question.Kind switch
    {
        QuestionKind.Text or QuestionKind.LongText => Phrases.Pick(dice, question.Code == "mission" ? "mission" : "answer", company.Language),
        QuestionKind.Number => Plain(question.Code switch
        {
            "staff" => (int)(company.Strength * 9),
            "volunteers" => dice.Between(3, 40),
            "people" => dice.Between(4, 60) * 10,
            _ => dice.Between(1, 30),
        }),
        QuestionKind.Amount => Plain((1 + (int)(company.Strength * 40)) * 500_000),
        QuestionKind.Date => string.Create(CultureInfo.InvariantCulture, $"{dice.Between(2005, 2013)}-{dice.Between(1, 12):00}-{dice.Between(1, 28):00}"),
        QuestionKind.Choice => Choose(question, company, dice),
        QuestionKind.Choices => string.Join(';', dice.Shuffle(question.Choices).Take(dice.Between(1, Math.Min(3, question.Choices.Count))).Select(c => c.Code)),
        QuestionKind.YesNo => dice.Chance(0.6) ? "yes" : "no",
    };

    static string Choose(Question question, Company company, Dice dice)
    {
        var wanted = Fields.GetValueOrDefault(company.Facts.Field, company.Facts.Field);
        return question.Choices.Any(c => c.Code == wanted) ? wanted : dice.Pick(question.Choices).Code;
    }

    static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
