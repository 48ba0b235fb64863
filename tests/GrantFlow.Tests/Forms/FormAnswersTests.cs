using FluentAssertions;
using GrantFlow.Forms;
using Xunit;

namespace GrantFlow.Tests.Forms;

public sealed class FormAnswersTests
{
    [Theory]
    [InlineData(QuestionKind.Text, "Իջևան", null)]
    [InlineData(QuestionKind.Number, "12", null)]
    [InlineData(QuestionKind.Number, "-1", "not-a-number")]
    [InlineData(QuestionKind.Number, "1.5", "not-a-number")]
    [InlineData(QuestionKind.Amount, "12000.50", null)]
    [InlineData(QuestionKind.Amount, "12,5", "not-an-amount")]
    [InlineData(QuestionKind.Amount, "1.005", "not-an-amount")]
    [InlineData(QuestionKind.Date, "2021-02-28", null)]
    [InlineData(QuestionKind.Date, "2021-02-29", "not-a-day")]
    [InlineData(QuestionKind.Date, "28.02.2021", "not-a-day")]
    [InlineData(QuestionKind.Choice, "a", null)]
    [InlineData(QuestionKind.Choice, "c", "not-a-choice")]
    [InlineData(QuestionKind.Choices, "a;b", null)]
    [InlineData(QuestionKind.Choices, "a;c", "not-a-choice")]
    [InlineData(QuestionKind.YesNo, "yes", null)]
    [InlineData(QuestionKind.YesNo, "true", "not-a-choice")]
    public void An_answer_is_judged_by_its_question(QuestionKind kind, string answer, string? fault) =>
        Faults(Question(kind), answer, complete: true).Should().Equal(fault is null ? [] : [fault]);

    [Theory]
    [InlineData("", true, "missing")]
    [InlineData("  ", true, "missing")]
    [InlineData("", false, null)]
    public void An_answer_may_be_missing_only_before_it_is_sent_in(string answer, bool complete, string? fault) =>
        Faults(Question(QuestionKind.Text), answer, complete).Should().Equal(fault is null ? [] : [fault]);

    [Theory]
    [InlineData("abcd", null)]
    [InlineData("abcde", "too-long")]
    [InlineData("👩‍👩‍👧‍👦е́յի", null)]
    public void Length_is_counted_as_people_see_it(string answer, string? fault) =>
        Faults(Question(QuestionKind.Text, maxLength: 4), answer, complete: true).Should().Equal(fault is null ? [] : [fault]);

    [Fact]
    public void An_answer_nobody_asked_for_is_a_fault() =>
        FormAnswers.Check([Question(QuestionKind.Text)], new Dictionary<string, string> { ["q"] = "a", ["x"] = "b" }, true)
            .Should().Equal(new AnswerFault("x", "not-asked"));

    [Fact]
    public void A_form_has_questions_with_codes_of_their_own_and_choices_to_choose_from()
    {
        PublishForm.Decide(new Form()).Code().Should().Be("form-empty");
        PublishForm.Decide(new Form { Questions = [Question(QuestionKind.Text), Question(QuestionKind.Number)] }).Code().Should().Be("question-code-twice");
        PublishForm.Decide(new Form { Questions = [Question(QuestionKind.Choice) with { Choices = [] }] }).Code().Should().Be("choices-missing");
        PublishForm.Decide(new Form { Questions = [Question(QuestionKind.Choice)] }).Code().Should().BeNull();
    }

    static IEnumerable<string> Faults(Question question, string answer, bool complete) =>
        FormAnswers.Check([question], new Dictionary<string, string> { ["q"] = answer }, complete).Select(f => f.Code);

    static Question Question(QuestionKind kind, int maxLength = 0) => new(
        "q", LocalText.Of("en", "?"), kind, true, maxLength, [new("a", LocalText.Of("en", "A")), new("b", LocalText.Of("en", "B"))]);
}
