using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>The whole host on a free port, on a database of its own.</summary>
public sealed class RunningHost : IAsyncLifetime
{
    public const string Password = "a password for tests";

    WebApplication? _app;

    /// <summary>The organisation's own sign-in; set before the host starts.</summary>
    public ProviderOptions Provider { get; init; } = new();

    /// <summary>The mail server; none keeps mails in the console.</summary>
    public GrantFlow.Notifications.MailOptions Mail { get; init; } = new();

    public TestDatabase Database { get; } = new();

    /// <summary>Changes the host's services, such as to leave its workers out.</summary>
    public Action<IServiceCollection>? With { get; init; }

    public string Address => _app!.Urls.First();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        await StartAsync("http://127.0.0.1:0");
    }

    /// <summary>Starts anew, as a service that people reach at another address than the one it listens on.</summary>
    public async Task StartAsync(string publicUrl)
    {
        if (_app is not null) await _app.DisposeAsync();
        _app = GrantFlowHost.Build(new HostSettings(Database.ConnectionString, "http://127.0.0.1:0", Path.GetTempPath()) { PublicUrl = publicUrl, Provider = Provider, Mail = Mail }, [], With);
        await _app.StartAsync();
    }

    /// <summary>Every way in.</summary>
    internal Task<IReadOnlyList<Door>> DoorsAsync() => Doors.OfAsync(_app!);

    /// <summary>Every route that isn't a page, with what handles it.</summary>
    internal IEnumerable<RouteEndpoint> Routes() =>
        ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is null);

    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A reader with cookies of their own, who follows no redirect.</summary>
    public HttpClient Client(string language = "en", CookieContainer? cookies = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new() }) { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        return client;
    }

    /// <summary>A service of the running host.</summary>
    public T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    /// <summary>Enters a person with a role in every programme; staff have an authenticator app, as they must.</summary>
    public async Task<Person> EnterAsync(string email, params Role[] roles)
    {
        await using var db = Database.Open();
        var person = Person.Of(email.Split('@')[0], email, "en");
        if (roles.Any(r => r != Role.Applicant)) await SomeSecondFactor.GiveAsync(db, Service<Secrets>(), person.Id);
        person.PasswordHash = new PasswordHasher<Person>().HashPassword(person, Password);
        db.Add(person);
        foreach (var role in roles) db.Add(new ProgrammeRole { PersonId = person.Id, ProgrammeId = Guid.Empty, Role = role });
        await db.SaveChangesAsync();
        return person;
    }

    /// <summary>Signs in on the page, as a browser does.</summary>
    public async Task<HttpClient> SignInAsync(string email, string language = "en", CookieContainer? cookies = null)
    {
        var client = Client(language, cookies);
        var form = await FormAsync(client, "/sign-in");
        form["Email"] = email;
        form["Password"] = Password;
        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(form));
        if (answer.Headers.Location?.ToString() == "/sign-in/code")
        {
            form = await FormAsync(client, "/sign-in/code");
            form["Code"] = await CodeAsync(email);
            answer = await client.PostAsync("/sign-in/code", new FormUrlEncodedContent(form));
        }

        if ((int)answer.StatusCode != 302) throw new InvalidOperationException($"The sign-in of {email} was answered {answer.StatusCode}.");
        return client;
    }

    /// <summary>A code that the person's app shows now, and that wasn't used yet.</summary>
    public async Task<string> CodeAsync(string email)
    {
        await using var db = Database.Open();
        return await SomeSecondFactor.CodeAsync(db, await db.Users.Where(p => p.Email == email).Select(p => p.Id).SingleAsync());
    }

    public static Task<HttpResponseMessage> PostForTokenAsync(HttpClient client, string email, string password, string? code = null) =>
        client.PostAsJsonAsync("/api/sign-in", new { email, password, code });

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    /// <summary>The antiforgery token of a page, ready to be posted.</summary>
    public static async Task<Dictionary<string, string>> FormAsync(HttpClient client, string path)
    {
        var html = await client.GetStringAsync(path);
        return new() { ["__RequestVerificationToken"] = Regex.Match(html, "__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)").Groups[1].Value };
    }
}
