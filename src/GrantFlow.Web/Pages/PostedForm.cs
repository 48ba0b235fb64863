using GrantFlow.Forms;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GrantFlow.Web.Pages;

/// <summary>A form as a page shows it.</summary>
/// <param name="Questions">In the order shown.</param>
/// <param name="Answers">By question code, as kept or as just typed.</param>
/// <param name="Currency">Shown beside amounts.</param>
sealed record FormView(IReadOnlyList<Question> Questions, IReadOnlyDictionary<string, string> Answers, string Currency)
{
    /// <summary>The answer, or nothing.</summary>
    public string Of(Question question) => Answers.GetValueOrDefault(question.Code) ?? "";

    /// <summary>The answer in the reader's words: what was chosen is called as the form calls it.</summary>
    public string Words(Question question, Texts texts) => Of(question) is not { Length: > 0 } answer ? "—" : question.Kind switch
    {
        QuestionKind.YesNo => texts[$"form.{answer}"],
        QuestionKind.Choice or QuestionKind.Choices => string.Join(", ", answer.Split(';').Select(a => question.Choices.FirstOrDefault(c => c.Code == a)?.Label.In(texts.Language) ?? a)),
        QuestionKind.Amount when decimal.TryParse(answer, System.Globalization.CultureInfo.InvariantCulture, out var amount) => texts.Money(amount, Currency),
        QuestionKind.Date when DateOnly.TryParseExact(answer, "yyyy-MM-dd", out var day) => texts.Date(day),
        _ => answer,
    };
}

/// <summary>Reads answers from a posted form, and puts what is wrong beside its field.</summary>
static class PostedForm
{
    /// <summary>The name and id of a question's field.</summary>
    public static string Field(string question) => $"a-{question}";

    /// <summary>The answers by question code; unasked fields are passed over.</summary>
    public static Dictionary<string, string> Read(IFormCollection posted, IReadOnlyList<Question> questions)
    {
        Dictionary<string, string> answers = [];
        foreach (var question in questions)
        {
            var values = posted[Field(question.Code)].Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v!.Trim()).ToList();
            if (values.Count == 0) continue;
            answers[question.Code] = question.Kind switch
            {
                QuestionKind.Choices => string.Join(';', values),
                QuestionKind.Number => Spaceless(values[0]),
                QuestionKind.Amount => Amount(values[0]),
                _ => values[0].ReplaceLineEndings("\n"),
            };
        }

        return answers;
    }

    /// <summary>Puts each fault beside its field.</summary>
    public static void Tell(ModelStateDictionary state, IReadOnlyList<Question> questions, IReadOnlyList<AnswerFault> faults, Texts texts)
    {
        foreach (var fault in faults)
            if (questions.FirstOrDefault(q => q.Code == fault.Question) is { } question)
                state.AddModelError(Field(fault.Question), $"{question.Label.In(texts.Language)}: {texts[$"form.fault.{fault.Code}"]}");
    }

    /// <summary>"1 250 000,50" as people write it here becomes "1250000.50"; what can't be read stays as typed.</summary>
    public static string Amount(string typed)
    {
        var text = Spaceless(typed);
        var comma = text.LastIndexOf(',');
        return comma >= 0 && !text.Contains('.', StringComparison.Ordinal) && text.Length - comma is 2 or 3
            ? $"{text[..comma].Replace(",", "", StringComparison.Ordinal)}.{text[(comma + 1)..]}"
            : text.Replace(",", "", StringComparison.Ordinal);
    }

    static string Spaceless(string typed) => string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c is not '\u00a0' and not '\u202f'));
}
