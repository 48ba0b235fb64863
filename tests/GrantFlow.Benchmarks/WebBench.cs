using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Tests.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>
/// 500 people of the demonstration, each signed in, read and follow links and save their drafts, with time to think, on the real host:
/// <c>ops/bench web [MINUTES] [PEOPLE]</c>. The exit code is 1 when any request failed.
/// </summary>
static class WebBench
{
    const string Password = "a password for the bench";
    const string AppSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    // People read for five to fifteen seconds before the next click.
    static readonly TimeSpan LeastThought = TimeSpan.FromSeconds(5);
    static readonly TimeSpan MoreThought = TimeSpan.FromSeconds(10);

    static readonly ConcurrentQueue<(string Kind, double Milliseconds)> Answers = new();
    static readonly ConcurrentQueue<string> Errors = new();

    public static async Task<int> RunAsync(string[] args)
    {
        var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        var people = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 500;
        await using var server = await PrivatePostgres.StartAsync();
        var name = $"web_bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {name}");
        var data = Directory.CreateTempSubdirectory("grantflow-bench-web-").FullName;
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        try
        {
            Say("the demonstration is played into a database of its own");
            foreach (var verb in new[] { "migrate", "demo" })
            {
                using var run = Start(verb, server.On(name), address, data);
                var (_, said) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
                await run.WaitForExitAsync();
                if (run.ExitCode != 0) throw new InvalidOperationException($"{verb} ended with {run.ExitCode}: {await said}");
            }

            // The host's own: what is sealed here opens there.
            Keyring.Use(Path.Combine(data, "keys.json"));
            await server.RunSqlAsync("vacuum analyze", name);
            using var host = Start("serve", server.On(name), address, data);
            host.OutputDataReceived += static (_, _) => { };
            host.ErrorDataReceived += static (_, line) => { if (line.Data?.Contains("trace", StringComparison.Ordinal) == true) Console.Error.WriteLine(line.Data); };
            host.BeginOutputReadLine();
            host.BeginErrorReadLine();
            try
            {
                await ReadyAsync(host, address);
                return await MeasureAsync(host, server.On(name), address, minutes, people);
            }
            finally
            {
                if (!host.HasExited) host.Kill(entireProcessTree: true);
                await host.WaitForExitAsync();
            }
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.RunSqlAsync($"drop database {name} with (force)");
            await server.RunSqlAsync($"drop database if exists {name}_try with (force)");
            Directory.Delete(data, recursive: true);
        }
    }

    static async Task<int> MeasureAsync(Process host, string database, string address, double minutes, int people)
    {
        var emails = await PeopleAsync(AppRole.On(database), people);
        Say($"{emails.Count} people sign in");
        var browsers = new ConcurrentBag<(Browsing Browsing, int Number)>();
        await Parallel.ForEachAsync(emails.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (person, _) =>
            browsers.Add((await SignInAsync(address, person.Item.Email, person.Item.Staff), person.Index)));

        Say(string.Create(CultureInfo.InvariantCulture, $"they click for {minutes} minutes"));
        var until = Stopwatch.GetTimestamp() + (long)(minutes * 60 * Stopwatch.Frequency);
        var (cpu, watch) = (host.TotalProcessorTime, Stopwatch.StartNew());
        await Task.WhenAll(browsers.Select(b => ClickAsync(b.Browsing, new Random(b.Number), until)));
        host.Refresh();
        Report(watch.Elapsed, host.TotalProcessorTime - cpu);
        foreach (var (browsing, _) in browsers) browsing.Client.Dispose();
        return Errors.IsEmpty ? 0 : 1;
    }

    static void Report(TimeSpan took, TimeSpan cpu)
    {
        var all = Answers.Select(a => a.Milliseconds).Order().ToArray();
        double At(double share) => all.Length == 0 ? 0 : all[Math.Min(all.Length - 1, (int)(all.Length * share))];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"requests  {all.Length:N0} in {took.TotalSeconds:N0} s, {all.Length / took.TotalSeconds:N1} a second"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"errors    {Errors.Count}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p50 {At(0.5):N0} ms, p95 {At(0.95):N0} ms, p99 {At(0.99):N0} ms, longest {(all.Length == 0 ? 0 : all[^1]):N0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"host      {100 * cpu / took:N0} % of one core, {cpu.TotalMilliseconds / Math.Max(1, all.Length):N1} ms a request"));
        Console.WriteLine("slowest kinds of page, by their median:");
        foreach (var kind in Answers.GroupBy(a => a.Kind).Select(g => (g.Key, Count: g.Count(), Middle: g.Select(a => a.Milliseconds).Order().ElementAt(g.Count() / 2))).OrderByDescending(k => k.Middle).Take(8))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind.Middle,6:N0} ms  {kind.Count,6} x  {kind.Key}"));
        foreach (var error in Errors.GroupBy(e => e).OrderByDescending(g => g.Count()).Take(10)) Console.WriteLine($"  {error.Count()} x {error.Key}");
    }

    // Everybody has the same password and, where it is asked of them, the same app.
    static async Task<IReadOnlyList<(string Email, bool Staff)>> PeopleAsync(string database, int people)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(NpgsqlDataSource.Create(database)).AddAccounts().BuildServiceProvider();
        var secret = services.GetRequiredService<Secrets>().Seal(AppSecret);
        await using var db = new GrantFlowDb(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(database).Options);
        var staff = await db.ProgrammeRoles.Where(r => r.Role != Role.Applicant).Select(r => r.PersonId).Distinct().ToListAsync();
        await ColleaguesAsync(db, people - await db.Users.CountAsync(p => p.Email != null));
        var persons = (await db.Users.Where(p => p.Email != null).OrderBy(p => p.Id).ToListAsync()).OrderByDescending(p => staff.Contains(p.Id)).Take(people).ToList();
        var hash = new PasswordHasher<Person>().HashPassword(persons[0], Password);
        foreach (var person in persons)
        {
            person.PasswordHash = hash;
            if (!staff.Contains(person.Id)) continue;
            if (await db.Set<Authenticator>().FindAsync(person.Id) is not { } app) db.Add(app = new Authenticator { PersonId = person.Id });
            (app.Secret, app.ConfirmedAt) = (secret, TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync();
        return [.. persons.Select(p => (p.Email!, staff.Contains(p.Id)))];
    }

    // The demonstration has fewer people than are to click: its organisations get colleagues who edit.
    static async Task ColleaguesAsync(GrantFlowDb db, int missing)
    {
        var organisations = await db.Organisations.OrderBy(o => o.Id).Select(o => new { o.Id, o.ProgrammeId }).ToListAsync();
        for (var n = 0; n < missing; n++)
        {
            var (at, person) = (organisations[n % organisations.Count], Person.Of($"Colleague {n}", $"colleague{n}@bench.example", "en"));
            db.Add(person);
            db.Add(new OrganisationPerson
            {
                ProgrammeId = at.ProgrammeId,
                OrganisationId = at.Id,
                PersonId = person.Id,
                Name = person.FullName,
                Email = person.Email!,
                Role = OrganisationRole.Editor,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            });
        }

        await db.SaveChangesAsync();
    }

    static async Task<Browsing> SignInAsync(string address, string email, bool staff)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new Uri(address) };
        var browsing = new Browsing(client);
        var answer = await SendAsync(browsing, (await browsing.ReadAsync("/sign-in")).Forms.First(f => f.Action.StartsWith("/sign-in", StringComparison.Ordinal)), ("Email", email), ("Password", Password));
        if (staff)
        {
            var code = Totp.CodeOf(AppSecret, Totp.StepOf(TimeProvider.System.GetUtcNow()));
            answer = await SendAsync(browsing, (await browsing.ReadAsync("/sign-in/code")).Forms.First(f => f.Fields.Any(x => x.Name == "Code")), ("Code", code));
        }

        return answer == HttpStatusCode.Redirect ? browsing : throw new InvalidOperationException($"The sign-in of {email} was answered {answer}.");
    }

    static async Task<HttpStatusCode> SendAsync(Browsing browsing, PageForm form, params (string Name, string Value)[] typed)
    {
        var fields = form.Fields.Where(f => typed.All(t => t.Name != f.Name)).Select(f => (f.Name, f.Value)).Concat(typed);
        using var answer = await browsing.Client.PostAsync(form.Action, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }

    static async Task ClickAsync(Browsing browsing, Random random, long until)
    {
        IReadOnlyList<string> links = ["/me"];
        PageForm? draft = null;
        // They don't all come in at once.
        await Task.Delay(random.NextDouble() * (LeastThought + MoreThought));
        while (Stopwatch.GetTimestamp() < until)
        {
            var to = links.Count == 0 || random.Next(6) == 0 ? "/me" : links[random.Next(links.Count)];
            var (sent, watch) = (draft is not null && random.Next(3) == 0 ? draft : null, Stopwatch.StartNew());
            try
            {
                if (sent is not null)
                {
                    Told($"save {Browsing.Pattern(sent.Action)}", (int)await SendAsync(browsing, sent), watch);
                    draft = null;
                }
                else
                {
                    var page = await browsing.ReadAsync(to);
                    Told(Browsing.Pattern(to), page.Status, watch);
                    links = [.. page.Links.Where(l => !l.StartsWith("/sign-", StringComparison.Ordinal) && !l.StartsWith("/language/", StringComparison.Ordinal))];
                    draft = page.Forms.FirstOrDefault(f => f.Method == "post" && f.Action.EndsWith("handler=Save", StringComparison.Ordinal));
                }
            }
            catch (HttpRequestException e)
            {
                Errors.Enqueue($"{Browsing.Pattern(to)}: {e.Message}");
            }

            await Task.Delay(LeastThought + (random.NextDouble() * MoreThought));
        }
    }

    static void Told(string kind, int status, Stopwatch watch)
    {
        Answers.Enqueue((kind, watch.Elapsed.TotalMilliseconds));
        if (status >= 400) Errors.Enqueue($"{kind}: {status}");
    }

    static Process Start(string verb, string database, string address, string data)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GrantFlow.Web.dll"), verb]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["GRANTFLOW_DB"], start.Environment["GRANTFLOW_URL"], start.Environment["GRANTFLOW_DATA"]) = (database, address, data);
        return Process.Start(start)!;
    }

    static async Task ReadyAsync(Process host, string address)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        for (var tries = 0; ; tries++)
        {
            if (host.HasExited) throw new InvalidOperationException($"The host ended with {host.ExitCode}.");
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

    static void Say(string what) => Console.Error.WriteLine(what);
}
