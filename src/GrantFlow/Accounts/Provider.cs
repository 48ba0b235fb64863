using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Accounts;

/// <summary>An organisation's own sign-in (OpenID Connect) for staff; nothing configured, nothing offered.</summary>
public sealed class ProviderOptions
{
    /// <summary>What people call it: shown on the button.</summary>
    public string Name { get; set; } = "OpenID Connect";

    /// <summary>This service's name at the provider.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Its password there.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Where people are sent to sign in.</summary>
    public string AuthorizationEndpoint { get; set; } = "";

    /// <summary>Where the code is changed for a token.</summary>
    public string TokenEndpoint { get; set; } = "";

    /// <summary>Where the token says who it is: <c>sub</c>.</summary>
    public string UserInformationEndpoint { get; set; } = "";

    /// <summary>True when the provider asks everybody for a second factor itself; else ours is asked for afterwards.</summary>
    public bool SecondFactor { get; set; }

    /// <summary>True when there is one.</summary>
    public bool IsConfigured => ClientId.Length > 0 && AuthorizationEndpoint.Length > 0 && TokenEndpoint.Length > 0 && UserInformationEndpoint.Length > 0;
}

/// <summary>The organisation's own sign-in: authorisation code with PKCE; who somebody is comes from the provider's own endpoint, over TLS, with the token just got.</summary>
public static class Provider
{
    /// <summary>The scheme's name, and under which logins are kept.</summary>
    public const string Scheme = "Provider";

    /// <summary>Registers it where it is configured.</summary>
    public static IServiceCollection AddProvider(this IServiceCollection services, ProviderOptions provider)
    {
        services.AddSingleton(provider);
        if (!provider.IsConfigured) return services;
        services.AddAuthentication()
            .AddCookie(IdentityConstants.ExternalScheme, o =>
            {
                o.Cookie.Name = "provider";
                o.ExpireTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddOAuth(Scheme, o =>
            {
                (o.ClientId, o.ClientSecret) = (provider.ClientId, provider.ClientSecret);
                (o.AuthorizationEndpoint, o.TokenEndpoint, o.UserInformationEndpoint) = (provider.AuthorizationEndpoint, provider.TokenEndpoint, provider.UserInformationEndpoint);
                (o.CallbackPath, o.SignInScheme, o.UsePkce) = ("/sign-in/provider/callback", IdentityConstants.ExternalScheme, true);
                // The way back is a link followed, so Lax is enough, and works where a service is tried without TLS.
                (o.CorrelationCookie.SameSite, o.CorrelationCookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
                o.Scope.Add("openid");
                o.ClaimActions.MapJsonKey(ClaimTypes.NameIdentifier, "sub");
                o.Events.OnCreatingTicket = AskWhoAsync;
                o.Events.OnRemoteFailure = context =>
                {
                    context.Response.Redirect("/sign-in?failed=provider");
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            });
        return services;
    }

    /// <summary>The person whose account is connected with what the provider says, or null.</summary>
    public static async Task<Person?> PersonOfAsync(GrantFlowDb db, string sub, CancellationToken ct) =>
        await db.UserLogins.Where(l => l.LoginProvider == Scheme && l.ProviderKey == sub).Join(db.Users, l => l.UserId, p => p.Id, (_, p) => p).FirstOrDefaultAsync(ct);

    static async Task AskWhoAsync(OAuthCreatingTicketContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        using var answer = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        answer.EnsureSuccessStatusCode();
        using var who = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
        context.RunClaimActions(who.RootElement);
    }
}
