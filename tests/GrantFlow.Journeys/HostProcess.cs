using System.Diagnostics;
using GrantFlow.Accounts;
using GrantFlow.Benchmarks;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Tests;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>The real program in a process of its own on a free port, a database of its own, and a browser.</summary>
public sealed class HostProcess : IAsyncLifetime
{
    public const string Password = "a password for journeys";

    static readonly string[] Quiet =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // The hosts and this process seal with the same keys.
    static readonly string KeysFile = MakeKeys();

    readonly TestDatabase _database = new();
    Process? _host;
    IPlaywright? _playwright;
    IBrowser? _browser;
    readonly List<IBrowserContext> _opened = [];

    public Some Some { get; private set; } = null!;

    /// <summary>The host's own.</summary>
    public TestDatabase Database => _database;

    public string Address { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Some = new Some(_database);
        Address = $"http://127.0.0.1:{FreePort.Take()}";
        // The workflows are published by the verb that migrates; without them nothing would go on by itself.
        using (var migrate = Start("migrate"))
        {
            await Task.WhenAll(migrate.StandardOutput.ReadToEndAsync(), migrate.StandardError.ReadToEndAsync(), migrate.WaitForExitAsync());
            if (migrate.ExitCode != 0) throw new InvalidOperationException($"migrate ended with {migrate.ExitCode}.");
        }

        _host = Start("serve");
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        await ReadyAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Quiet });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_host is { HasExited: false })
        {
            _host.Kill(entireProcessTree: true);
            await _host.WaitForExitAsync();
        }

        _host?.Dispose();
        await _database.DisposeAsync();
    }

    /// <summary>A phone or a desk, in a language, with or without scripts.</summary>
    public async Task<IPage> OpenAsync(string language, int width = 1280, bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Address,
            Locale = language,
            JavaScriptEnabled = scripts,
            // Nothing glides: what is looked at is where it will stay.
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 844 },
        });
        context.SetDefaultTimeout(20_000);
        _opened.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Closes every browser that was opened.</summary>
    public async Task CloseAsync()
    {
        foreach (var context in _opened) await context.CloseAsync();
        _opened.Clear();
    }

    /// <summary>Gives a person of the scenario a password and, to staff, an authenticator app, and signs them in on the page.</summary>
    /// <param name="page">The browser.</param>
    /// <param name="person">Who.</param>
    /// <param name="address">Under which of its names the host is spoken to; null is the usual one.</param>
    /// <param name="upTo">Where to stop: at the code, or at the second factor that isn't set up yet.</param>
    public async Task SignInAsync(IPage page, Guid person, string? address = null, string upTo = "/me")
    {
        var email = await GivePasswordAsync(person);
        await using var db = Some.Open();
        var staff = await db.ProgrammeRoles.AnyAsync(r => r.PersonId == person && r.Role != Role.Applicant);
        if (staff && upTo != "/me/second-factor") await SomeSecondFactor.GiveAsync(db, Secrets(), person);
        await db.SaveChangesAsync();
        await page.GotoAsync($"{address}/sign-in");
        await page.FillAsync("#Email", email);
        await page.FillAsync("#Password", Password);
        await page.ClickAsync("main button[type=submit]");
        if (staff && upTo == "/me")
        {
            await page.FillAsync("#Code", await SomeSecondFactor.CodeAsync(db, person));
            await page.ClickAsync("main button[type=submit]");
        }

        await page.WaitForURLAsync($"**{upTo}");
    }

    /// <summary>Gives a person of the scenario a password.</summary>
    /// <returns>The address they sign in with.</returns>
    public async Task<string> GivePasswordAsync(Guid person)
    {
        await using var db = Some.Open();
        var account = await db.Users.FirstAsync(p => p.Id == person);
        account.PasswordHash = new PasswordHasher<Person>().HashPassword(account, Password);
        account.SecurityStamp = Guid.CreateVersion7().ToString();
        await db.SaveChangesAsync();
        return account.Email!;
    }

    /// <summary>The end of the newest link that was mailed to an address.</summary>
    public async Task<string> LinkAsync(string email)
    {
        await using var db = Some.Open();
        var secret = await db.Set<GrantFlow.Notifications.Mail>().Where(m => m.ReceiverEmail == email && m.Secret != null).OrderByDescending(m => m.Id).Select(m => m.Secret).FirstAsync();
        return Secrets().Open(secret!);
    }

    Secrets Secrets()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(NpgsqlDataSource.Create(_database.ConnectionString));
        return services.AddAccounts().BuildServiceProvider().GetRequiredService<Secrets>();
    }

    Process Start(string verb)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostSettings).Assembly.Location, verb]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GRANTFLOW_DB"] = _database.ConnectionString;
        start.Environment["GRANTFLOW_URL"] = Address;
        start.Environment["GRANTFLOW_KEYS"] = KeysFile;
        return Process.Start(start)!;
    }

    static string MakeKeys()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("grantflow-journeys-").FullName, "keys.json");
        Keyring.Make(path);
        Keyring.Use(path);
        return path;
    }

    async Task ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        for (var tries = 0; ; tries++)
        {
            if (_host!.HasExited) throw new InvalidOperationException($"The host ended with {_host.ExitCode}.");
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (tries < 300)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }
    }
}
