using GrantFlow.Accounts;
using Microsoft.Net.Http.Headers;

namespace GrantFlow.Web.Language;

/// <summary>Which language a request is answered in: the switch's cookie, else what the browser accepts, else the default.</summary>
sealed class ReaderLanguage : IRefusalTexts
{
    /// <summary>The cookie that the language switch sets.</summary>
    public const string Cookie = "language";

    /// <summary>Told when neither the reader nor the browser says: the programme pages' own default.</summary>
    public const string Default = "en";

    /// <inheritdoc/>
    public string LanguageOf(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { } chosen && TextBook.Speaks(chosen)) return chosen;
        if (!StringWithQualityHeaderValue.TryParseList(context.Request.Headers.AcceptLanguage, out var accepted)) return Default;
        return accepted.OrderByDescending(a => a.Quality ?? 1)
            .Select(a => a.Value.Value?.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(TextBook.Speaks) ?? Default;
    }

    /// <inheritdoc/>
    public string Of(Refusal refusal, string language) => new Texts(language).Why(refusal);

    /// <summary>Answers this browser in the language from now on.</summary>
    public static void Remember(HttpResponse response, string language) => response.Cookies.Append(
        Cookie, language, new() { MaxAge = TimeSpan.FromDays(400), SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax, HttpOnly = true, IsEssential = true });

    /// <summary>Maps the switch: sets the cookie and goes back to the page.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/language/{language}", (string language, string? to, HttpContext context) =>
    {
        if (!TextBook.Speaks(language)) return Results.NotFound();
        Remember(context.Response, language);
        var local = to is ['/', ..] && !to.StartsWith("//", StringComparison.Ordinal) && !to.Contains('\\', StringComparison.Ordinal);
        return Results.LocalRedirect(local ? to! : "/");
    }).Does(Act.UseService);
}
