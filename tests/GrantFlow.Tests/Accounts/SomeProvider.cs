using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace GrantFlow.Tests.Accounts;

/// <summary>A small OpenID provider in the test's own process: authorisation code, PKCE, a userinfo endpoint. Whoever comes is who the test says.</summary>
sealed class SomeProvider : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, string> _challenges = new();

    SomeProvider(WebApplication app) => _app = app;

    /// <summary>Who signs in there.</summary>
    public string Sub { get; set; } = "somebody";

    public ProviderOptions Options(bool secondFactor) => new()
    {
        Name = "Ministry",
        ClientId = "grantflow",
        ClientSecret = "secret",
        AuthorizationEndpoint = $"{_app.Urls.First()}/authorize",
        TokenEndpoint = $"{_app.Urls.First()}/token",
        UserInformationEndpoint = $"{_app.Urls.First()}/userinfo",
        SecondFactor = secondFactor,
    };

    public static async Task<SomeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var provider = new SomeProvider(app);
        app.MapGet("/authorize", (string redirect_uri, string state, string code_challenge) =>
        {
            var code = Guid.CreateVersion7().ToString("N");
            provider._challenges[code] = code_challenge;
            return Results.Redirect(QueryHelpers.AddQueryString(redirect_uri, new Dictionary<string, string?> { ["code"] = code, ["state"] = state }));
        });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var hash = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            return provider._challenges.TryRemove(form["code"].ToString(), out var challenge) && challenge == hash && form["client_secret"] == "secret"
                ? Results.Json(new { access_token = $"token-{provider.Sub}", token_type = "Bearer" })
                : Results.BadRequest();
        });
        app.MapGet("/userinfo", (HttpRequest request) => request.Headers.Authorization == $"Bearer token-{provider.Sub}" ? Results.Json(new { sub = provider.Sub, email = "boss@provider.example" }) : Results.Unauthorized());
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
