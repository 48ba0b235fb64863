using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Hosting;

/// <summary>What holds for every cookie, whoever sets it: no script reads it, no other site sends it along with a form.</summary>
/// <remarks>
/// Where people reach the service by https, cookies go over https only, and those that prove something bear the prefix
/// <c>__Host-</c>: a browser takes such a one from this very host only, so that no neighbour of the same domain can plant one.
/// </remarks>
static class CookieRules
{
    /// <summary>Names and flags by the service's address, which is settled before.</summary>
    public static void Add(IServiceCollection services, bool https)
    {
        services.Configure<CookiePolicyOptions>(o =>
        {
            o.HttpOnly = HttpOnlyPolicy.Always;
            o.MinimumSameSitePolicy = SameSiteMode.Lax;
            o.Secure = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
        if (!https) return;
        services.PostConfigureAll<CookieAuthenticationOptions>(o => Harden(o.Cookie));
        services.PostConfigure<AntiforgeryOptions>(o => Harden(o.Cookie));
        services.PostConfigure<CookieTempDataProviderOptions>(o => Harden(o.Cookie));
    }

    static void Harden(CookieBuilder cookie)
    {
        if (cookie.Name is { } name && !name.StartsWith("__Host-", StringComparison.Ordinal)) cookie.Name = $"__Host-{name}";
        (cookie.Path, cookie.Domain, cookie.SecurePolicy) = ("/", null, CookieSecurePolicy.Always);
    }
}
