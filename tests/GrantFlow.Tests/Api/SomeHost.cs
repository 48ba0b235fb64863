using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GrantFlow.Tests.Api;

/// <summary>The real host on a port of its own, on the test's database and clock; its workers sleep.</summary>
public sealed class SomeHost : IAsyncDisposable
{
    const string Password = "correct horse battery staple";

    readonly WebApplication _app;

    SomeHost(WebApplication app) => _app = app;

    public static async Task<SomeHost> StartAsync(TestDatabase database, TimeProvider clock)
    {
        var settings = new HostSettings(database.ConnectionString, "http://127.0.0.1:0", Path.GetTempPath());
        var app = GrantFlowHost.Build(settings, [], services =>
        {
            services.RemoveAll<IHostedService>();
            services.AddSingleton(clock);
        });
        await app.StartAsync();
        return new SomeHost(app);
    }

    /// <summary>A client that is signed in as a person, with the bearer token that the API gives.</summary>
    public async Task<HttpClient> SignedInAsync(Some some, Actor actor)
    {
        await using (var db = some.Open())
        {
            var person = (await db.Users.FindAsync(actor.PersonId))!;
            person.PasswordHash = new PasswordHasher<Person>().HashPassword(person, Password);
            person.SecurityStamp = "stamp";
            await SomeSecondFactor.GiveAsync(db, _app.Services.GetRequiredService<Secrets>(), person.Id);
            await db.SaveChangesAsync();
            var code = await SomeSecondFactor.CodeAsync(db, person.Id, _app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
            using var answer = await Anonymous().PostAsJsonAsync("/api/sign-in", new { email = person.Email, password = Password, code });
            var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
            var client = Anonymous();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return client;
        }
    }

    public HttpClient Anonymous() => new() { BaseAddress = new Uri(_app.Urls.First()) };

    /// <summary>Every way in that isn't a page, with its route.</summary>
    internal IEnumerable<(Door Door, RouteEndpoint Endpoint)> Routes() =>
        from endpoint in ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (new Door(method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), "", endpoint.Metadata.GetMetadata<DoesAttribute>()?.Acts ?? []), endpoint);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
