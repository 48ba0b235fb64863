using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using GrantFlow.Tests.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Tests.Security;

/// <summary>What the pages show to somebody is theirs to open: a link that refuses its reader is a page's fault.</summary>
public sealed class LinksTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>The most pages that differ only in ids that one person reads.</summary>
    const int OfAKind = 20;

    /// <summary>The most questions that a page asks the database: "my page" asks for each kind of thing. A page that asks for each row asks more here.</summary>
    const int Questions = 22;

    static readonly QuestionCounter Counter = new();

    readonly RunningHost _host = new()
    {
        With = services =>
        {
            services.RemoveAll<IHostedService>();
            services.ConfigureDbContext<GrantFlowDb>(o => o.AddInterceptors(Counter));
            services.AddSingleton<IStartupFilter>(Counter);
        },
    };

    readonly HashSet<string> _faults = [];
    List<SomeScene.Caller> _callers = [];

    public async Task InitializeAsync()
    {
        Counter.Most.Clear();
        await _host.InitializeAsync();
        var scene = new SomeScene(_host.Database);
        _callers = await scene.CallersAsync();
        await FillAsync(scene, _callers);
        // Another programme, so that there is something that isn't the caller's.
        await new SomeScene(_host.Database).CallersAsync();
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_link_that_somebody_is_shown_opens_to_them()
    {
        var opened = 0;

        foreach (var caller in _callers)
        {
            using var client = await ClientAsync(caller);
            var pages = await new Browsing(client).WalkAsync(StartsOf(caller), OfAKind);
            opened += pages.Count;
            foreach (var page in pages.Where(p => !IsOpen(p.Status, p.Links is [var to, ..] ? to : null, caller)))
                Fault($"{caller.Who}: {Browsing.Pattern(page.Path)} ({page.Status}) shown on {string.Join(" and ", pages.Where(p => p.Links.Contains(page.Path)).Select(p => Browsing.Pattern(p.Path)).Distinct().Take(3))}");
        }

        output.WriteLine($"{opened} pages opened by {_callers.Count}");
        _faults.Should().BeEmpty();
        opened.Should().BeGreaterThan(500);
    }

    [Fact]
    public async Task No_page_asks_the_database_for_each_row_of_a_list()
    {
        foreach (var caller in _callers)
        {
            using var client = await ClientAsync(caller);
            await new Browsing(client).WalkAsync(StartsOf(caller), ofAKind: 2);
        }

        var asked = Counter.Most.Where(m => m.Key.StartsWith("GET ", StringComparison.Ordinal)).GroupBy(m => Browsing.Pattern(m.Key), m => m.Value)
            .Select(g => (Page: g.Key, Most: g.Max())).OrderByDescending(p => p.Most).ToList();
        foreach (var (page, most) in asked.Take(8)) output.WriteLine($"{most} questions: {page}");
        asked.Where(p => p.Most > Questions).Should().BeEmpty();
        asked.Count.Should().BeGreaterThan(60);
    }

    [Fact]
    public async Task Every_form_that_somebody_is_shown_is_taken_from_them()
    {
        var sent = 0;

        // Those who may do least first: what the others send takes drafts and offers away.
        foreach (var caller in _callers.AsEnumerable().Reverse())
        {
            using var client = await ClientAsync(caller);
            var browsing = new Browsing(client);
            // Whoever signs the others out or leaves does so last.
            var shown = (await browsing.WalkAsync(StartsOf(caller), ofAKind: 3)).SelectMany(p => p.Forms.Where(f => f.Offered).Select(f => (p.Path, f.Kind)))
                .DistinctBy(f => f.Kind).OrderBy(f => f.Path == "/me/security" || f.Path.EndsWith("/people", StringComparison.Ordinal)).ToList();
            foreach (var (path, kind) in shown)
            {
                // Read anew: what was sent before may have taken the form away.
                if ((await browsing.ReadAsync(path)).Forms.FirstOrDefault(f => f.Kind == kind && f.Offered) is not { } form || form.Action == "/sign-out") continue;
                using var answer = await form.SendAsync(client);
                sent++;
                if (!IsOpen((int)answer.StatusCode, answer.Headers.Location?.OriginalString, caller))
                    Fault($"{caller.Who}: {form.Method} {kind} ({(int)answer.StatusCode}) shown on {Browsing.Pattern(path)}");
            }
        }

        output.WriteLine($"{sent} forms sent by {_callers.Count}");
        _faults.Should().BeEmpty();
        sent.Should().BeGreaterThan(100);
    }

    // What most pages treat differently by reader: drafts, reports on their way and accepted, and tasks about each kind of thing.
    static async Task FillAsync(SomeScene scene, List<SomeScene.Caller> callers)
    {
        var (some, things) = (scene.Some, scene.Things);
        var (manager, head) = (callers.Single(c => c.Who == "a manager").Actor, callers.Single(c => c.Who == "its head").Actor);
        var cohort = await some.CohortAsync(things["programmes"], number: 2);
        await some.Do(db => CreateCompetition.Execute(db, manager, cohort, some.CompetitionRequest(), some.Clock, default));
        var open = await some.CompetitionAsync(cohort);
        await some.DraftAsync(open, things["organisations"], head);
        // The host's clock is years ahead of the scene's.
        await some.Read(db => db.Database.ExecuteSqlAsync($"update competitions set closes_at = now() + interval '1 year' where id = {open}"));
        var reports = await some.Read(db => db.Reports.Where(r => r.AwardId == things["awards"]).OrderBy(r => r.Number).Select(r => r.Id).Take(3).ToListAsync());
        foreach (var report in reports) await some.Do(db => RequestReport.Execute(db, manager, report, some.Clock, default));
        foreach (var report in reports.Take(2))
        {
            await some.Do(db => SaveReport.Execute(db, head, report, SomeAward.Answers(), some.Clock, default));
            await some.Do(db => SubmitReport.Execute(db, head, report, some.Clock, default));
        }

        await some.Do(db => AcceptReport.Execute(db, manager, reports[0], new("Good"), some.Clock, default));
        // Something that a reviewer has yet to do: what they would leave undone is told on the page about their data.
        await some.Read(db => db.Database.ExecuteSqlAsync($"update reviews set state = 'Assigned' where id = {things["reviews"]}"));
        await using var db = some.Open();
        foreach (var (kind, id) in new[] { "organisations", "competitions", "applications", "awards", "reports", "visits", "cohorts" }.Select(k => (k.TrimEnd('s'), things[k])))
            foreach (var role in Enum.GetValues<Role>())
                db.Add(new PersonTask { ProgrammeId = things["programmes"], SubjectRef = $"{kind}:{id}", Title = "Look", Role = role, Outcomes = ["done"], Key = $"{kind} {role}" });
        await db.SaveChangesAsync();
    }

    void Fault(string words)
    {
        if (_faults.Add(words)) output.WriteLine(words);
    }

    Task<HttpClient> ClientAsync(SomeScene.Caller caller) => caller.Actor.IsSomebody ? _host.AsAsync(caller.Actor) : Task.FromResult(_host.Client());

    static string[] StartsOf(SomeScene.Caller caller) => caller.Actor.IsSomebody ? ["/", "/me"] : ["/"];

    // To sign in is what a link asks of whoever hasn't; of whoever has, it is a closed door.
    static bool IsOpen(int status, string? to, SomeScene.Caller caller) =>
        status < 400 && !(caller.Actor.IsSomebody && status is >= 300 and < 400 && to?.StartsWith("/sign-in", StringComparison.Ordinal) == true);
}
