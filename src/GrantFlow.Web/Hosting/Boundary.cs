using System.Diagnostics;
using System.Text.Json;
using GrantFlow.Web.Designer;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Web.Language;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Hosting;

/// <summary>The one place where the web catches: a lost database is 503, a stale write 409, a bug 500 with its trace id.</summary>
sealed class Boundary(RequestDelegate next, ReaderLanguage languages, ILogger<Boundary> log)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader has gone; nobody waits for an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
        }
    }

    /// <summary>True for what programs ask for: they are answered in JSON, not by a page.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal) || IsElsa(path);

    static bool IsElsa(PathString path) => path.StartsWithSegments(ElsaApi.Root, StringComparison.Ordinal);

    Task AnswerAsync(HttpContext context, Exception e)
    {
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        var (status, code) = e switch
        {
            _ when KeysOf(e) is not null => (StatusCodes.Status503ServiceUnavailable, "sealed-fields"),
            _ when DatabaseLost.Is(e) => (StatusCodes.Status503ServiceUnavailable, "database-unreachable"),
            DbUpdateConcurrencyException => (StatusCodes.Status409Conflict, Refusal.ChangedMeanwhile.Code),
            BadHttpRequestException bad => (bad.StatusCode, "bad-request"),
            _ => (StatusCodes.Status500InternalServerError, "unexpected"),
        };
        if (status == StatusCodes.Status500InternalServerError) log.Unexpected(e, trace);
        else if (KeysOf(e) is { } keys) log.KeysMissing(keys.Message);
        else if (status == StatusCodes.Status503ServiceUnavailable) log.DatabaseLost(e.GetBaseException().Message);

        var language = languages.LanguageOf(context);
        context.Response.Clear();
        if (code == "database-unreachable") context.Response.Headers.RetryAfter = "5";
        // Studio shows its reader the messages of a 400, and says nothing of any other refusal.
        if (status < 500 && IsElsa(context.Request.Path))
        {
            var texts = new Texts(language);
            return ElsaAnswers.Errors([status == StatusCodes.Status413PayloadTooLarge ? texts["designer.too-large"] : texts.Why(new Refusal(code, trace))]).ExecuteAsync(context);
        }

        if (!IsApi(context.Request.Path))
            return PlainPage.WriteAsync(context, status, code, trace, new Texts(language));
        // What can't be read names its place: $.email, without what stands before it.
        var field = e is BadHttpRequestException { InnerException: JsonException { Path: ['$', '.', .. var path] } } ? path : null;
        return new Refusal(code, trace, field).ToProblem(status).ExecuteAsync(context);
    }

    // What reads a column may have wrapped it.
    static KeyringException? KeysOf(Exception? e) => e as KeyringException ?? (e is null ? null : KeysOf(e.InnerException));
}
