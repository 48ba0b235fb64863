using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GrantFlow.Web.Designer;

/// <summary>Answers in the forms that Studio understands: it shows the messages of a 400's <c>errors</c> and nothing else.</summary>
static class ElsaAnswers
{
    /// <summary>400 with messages, each shown to the reader as it stands: in their language, naming activity and property.</summary>
    /// <remarks>Never a 5xx for a rule: Studio would send the same three times over.</remarks>
    /// <param name="messages">The sentences.</param>
    /// <param name="code">What our own script tells the case by; null for none.</param>
    public static ProblemHttpResult Errors(IReadOnlyList<string> messages, string? code = null) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { ["generalErrors"] = [.. messages] })
        {
            // With a type of its own the sentences are taken as they are: they are the reader's language already.
            Type = code ?? "about:blank",
            Status = StatusCodes.Status400BadRequest,
            Extensions = code is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["code"] = code },
        });

    /// <summary>404 and 403 for the refusals of that meaning, else 400 with the sentence in the reader's language.</summary>
    /// <param name="refusal">Why not.</param>
    /// <param name="texts">The reader's language.</param>
    /// <param name="zone">Instants are told in this zone's time.</param>
    public static IResult ToStudio(this Refusal refusal, Texts texts, string zone = "Etc/UTC") =>
        Answers.StatusOf(refusal) is var status and (StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden)
            ? refusal.ToProblem(status)
            : Errors([texts.Why(refusal, zone), .. refusal.Problems.Select(texts.Why).Distinct()], refusal.Code);
}
