using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GrantFlow.Web.Designer;

/// <summary>Answers in the forms that Studio understands: it shows the messages of a 400's <c>errors</c> and nothing else.</summary>
static class ElsaAnswers
{
    /// <summary>400 with messages, each shown to the reader as it stands: in their language, naming activity and property.</summary>
    /// <remarks>Never a 5xx for a rule: Studio would send the same three times over.</remarks>
    public static ProblemHttpResult Errors(IReadOnlyList<string> messages) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { ["generalErrors"] = [.. messages] })
        {
            Status = StatusCodes.Status400BadRequest,
            // Our own words, which nobody has to put into the reader's language any more.
            Type = "about:blank",
        });

    /// <summary>404 and 403 for the refusals of that meaning, else 400 with the sentence in the reader's language.</summary>
    /// <param name="refusal">Why not.</param>
    /// <param name="texts">The reader's language.</param>
    /// <param name="more">Further messages, such as the faults that a check found.</param>
    public static IResult ToStudio(this Refusal refusal, Texts texts, IEnumerable<string>? more = null) =>
        Answers.StatusOf(refusal) is var status and (StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden)
            ? refusal.ToProblem(status)
            : Errors([texts.Why(refusal), .. more ?? []]);
}
