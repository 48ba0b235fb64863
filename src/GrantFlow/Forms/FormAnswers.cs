using System.Globalization;

namespace GrantFlow.Forms;

/// <summary>What is wrong with one answer.</summary>
/// <param name="Question">The question's code.</param>
/// <param name="Code"><c>missing</c>, <c>too-long</c>, <c>not-a-number</c>, <c>not-an-amount</c>, <c>not-a-day</c>, <c>not-a-choice</c>, <c>not-asked</c>.</param>
public sealed record AnswerFault(string Question, string Code);

/// <summary>Judges answers against a form.</summary>
public static class FormAnswers
{
    /// <summary>Everything wrong with the answers, in the order of the questions.</summary>
    /// <param name="questions">The form's questions.</param>
    /// <param name="answers">By question code.</param>
    /// <param name="complete">True judges what is sent in; false judges a draft, where answers may be missing.</param>
    public static IReadOnlyList<AnswerFault> Check(
        IReadOnlyList<Question> questions, IReadOnlyDictionary<string, string> answers, bool complete)
    {
        List<AnswerFault> faults = [];
        foreach (var question in questions)
        {
            var answer = answers.GetValueOrDefault(question.Code)?.Trim() ?? "";
            if (answer.Length == 0 && complete && question.Required) faults.Add(new(question.Code, "missing"));
            if (answer.Length > 0 && FaultOf(question, answer) is { } fault) faults.Add(new(question.Code, fault));
        }

        faults.AddRange(answers.Keys.Except(questions.Select(q => q.Code)).Order(StringComparer.Ordinal).Select(k => new AnswerFault(k, "not-asked")));
        return faults;
    }

    /// <summary>The faults as one refusal's detail.</summary>
    public static string Tell(IReadOnlyList<AnswerFault> faults) => string.Join(", ", faults.Select(f => $"{f.Question}: {f.Code}"));

    // Length is counted as people see characters (graphemes), the same as on the page: an emoji or a letter with an accent is one.
    static string? FaultOf(Question question, string answer) => question.Kind switch
    {
        QuestionKind.Text or QuestionKind.LongText =>
            question.MaxLength > 0 && new StringInfo(answer).LengthInTextElements > question.MaxLength ? "too-long" : null,
        QuestionKind.Number => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "not-a-number",
        QuestionKind.Amount => IsAmount(answer) ? null : "not-an-amount",
        QuestionKind.Date => DateOnly.TryParseExact(answer, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "not-a-day",
        QuestionKind.Choice => question.Choices.Any(c => c.Code == answer) ? null : "not-a-choice",
        QuestionKind.Choices => answer.Split(';').All(a => question.Choices.Any(c => c.Code == a)) ? null : "not-a-choice",
        QuestionKind.YesNo => answer is "yes" or "no" ? null : "not-a-choice",
    };

    static bool IsAmount(string answer) =>
        decimal.TryParse(answer, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && decimal.Round(amount, 2) == amount;
}
