using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow;

/// <summary>Turns verdicts into the answers of the JSON API.</summary>
public static class Answers
{
    /// <summary>200 with the fact, or the refusal as a problem.</summary>
    public static IResult Answer<T>(this Verdict<T> verdict)
        where T : notnull =>
        verdict.Allows(out var fact, out var refusal) ? TypedResults.Ok(fact) : refusal.ToProblem();

    /// <summary>The refusal as problem details in the reader's language; <c>type</c> is its code.</summary>
    /// <param name="refusal">Why not.</param>
    /// <param name="status">The HTTP status; null takes the one that fits the refusal.</param>
    public static IResult ToProblem(this Refusal refusal, int? status = null) => new RefusalProblem(refusal, status ?? StatusOf(refusal));

    /// <summary>404 and 403 for the two refusals of that meaning, 400 where a field is at fault, else 409.</summary>
    public static int StatusOf(Refusal refusal) => refusal switch
    {
        _ when refusal.Code == Refusal.NotFound.Code => StatusCodes.Status404NotFound,
        _ when refusal.Code == Refusal.Forbidden.Code => StatusCodes.Status403Forbidden,
        { Field: not null } => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    };
}

/// <summary>The texts of refusals in the reader's language.</summary>
public interface IRefusalTexts
{
    /// <summary>The language of the answer to a request: a switch's cookie, else what the reader's program accepts.</summary>
    string LanguageOf(HttpContext context);

    /// <summary>The sentence for a refusal, or its English detail where the code has no text.</summary>
    string Of(Refusal refusal, string language);
}

/// <summary>One refusal as RFC 9457 problem details.</summary>
sealed class RefusalProblem(Refusal refusal, int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var texts = httpContext.RequestServices.GetService<IRefusalTexts>();
        var sentence = texts?.Of(refusal, texts.LanguageOf(httpContext)) ?? refusal.Detail;
        var problem = refusal.Field is { } field
            ? new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [sentence] })
            : new ProblemDetails();
        (problem.Type, problem.Title, problem.Status, problem.Detail) = (refusal.Code, sentence, status, refusal.Detail);
        return TypedResults.Problem(problem).ExecuteAsync(httpContext);
    }
}
