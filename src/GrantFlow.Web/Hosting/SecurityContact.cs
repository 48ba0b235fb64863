using System.Globalization;
using GrantFlow.Accounts;

namespace GrantFlow.Web.Hosting;

/// <summary><c>/.well-known/security.txt</c>: whom to tell of a hole. Source: RFC 9116.</summary>
static class SecurityContact
{
    // RFC 9116 wants less than a year, so that nobody writes to an address long forgotten.
    static readonly TimeSpan Holds = TimeSpan.FromDays(180);

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/.well-known/security.txt", (HostSettings settings, TimeProvider clock) =>
    {
        var until = clock.GetUtcNow().UtcDateTime.Date + Holds;
        return Results.Text($"""
            Contact: {settings.SecurityContact}
            Expires: {until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}
            Preferred-Languages: {string.Join(", ", LocalText.Languages)}
            Canonical: {ServiceAddress.Complete("/.well-known/security.txt")}

            """.ReplaceLineEndings("\n"), "text/plain; charset=utf-8");
    }).AllowAnonymous().Does(Act.UseService);
}
