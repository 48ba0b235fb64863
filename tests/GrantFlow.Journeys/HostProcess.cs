using System.Diagnostics;
using System.Text;
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

    /// <summary>How long anything may take, in milliseconds: the machine may be busy with something else.</summary>
    public const float Patience = 120_000;

    static readonly string[] Quiet =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    static int Given = 10_000;

    // The hosts and this process seal with the same keys.
    static readonly string KeysFile = MakeKeys();

    readonly TestDatabase _database = new();
    Process? _host;
    IPlaywright? _playwright;
    IBrowser? _browser;
    readonly List<IBrowserContext> _opened = [];
    readonly StringBuilder _words = new();

    public Some Some { get; private set; } = null!;

    /// <summary>The host's own.</summary>
    public TestDatabase Database => _database;

    public string Address { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Some = new Some(_database);
        Address = Free();
        // The workflows are published by the verb that migrates; without them nothing would go on by itself.
        using (var migrate = Start("migrate"))
        {
            await Task.WhenAll(migrate.StandardOutput.ReadToEndAsync(), migrate.StandardError.ReadToEndAsync(), migrate.WaitForExitAsync());
            if (migrate.ExitCode != 0) throw new InvalidOperationException($"migrate ended with {migrate.ExitCode}.");
        }

        // Somebody else may take the port before the host does.
        for (var tries = 1; !await ServesAsync(); tries++)
        {
            if (tries == 5) throw new InvalidOperationException($"The host ended with {_host!.ExitCode}: {_words}");
            _host!.Dispose();
            Address = Free();
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Quiet, Timeout = Patience });
        Assertions.SetDefaultExpectTimeout(Patience);
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

    /// <summary>A number that no other programme of these journeys has.</summary>
    public static int Number() => Interlocked.Increment(ref Given);

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
        context.SetDefaultTimeout(Patience);
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
            // Only now: a code is good for half a minute, and a little longer.
            await page.Locator("#Code").WaitForAsync();
            await page.FillAsync("#Code", await SomeSecondFactor.CodeAsync(db, person));
            await page.ClickAsync("main button[type=submit]");
        }

        await page.ArriveAsync(upTo);
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
        string? secret = null;
        await Eventually.TrueAsync(async () => (secret = await Some.Read(db => db.Set<GrantFlow.Notifications.Mail>()
            .Where(m => m.ReceiverEmail == email && m.Secret != null).OrderByDescending(m => m.Id).Select(m => m.Secret).FirstOrDefaultAsync())) is not null);
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

    static string Free() => $"http://127.0.0.1:{FreePort.Take()}";

    async Task<bool> ServesAsync()
    {
        _words.Clear();
        _host = Start("serve");
        _host.OutputDataReceived += Hear;
        _host.ErrorDataReceived += Hear;
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        for (var tries = 0; !_host.HasExited; tries++)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode && !_host.HasExited) return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (tries == 600) throw new TimeoutException($"The host isn't ready: {_words}");
            await Task.Delay(200);
        }

        return false;
    }

    // What it says while it starts; nobody asks for more.
    void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_words)
        {
            if (_words.Length < 4000) _words.AppendLine(line.Data);
        }
    }
}
