using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Tests.Web;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Trying;

/// <summary>Trying on the pages of a running host that has a mail server: nothing comes of it but a result.</summary>
[Collection("simulation")]
public sealed class TryPagesTests : IAsyncLifetime, IDisposable
{
    // Whoever connects to it has failed.
    readonly TcpListener _mailServer = new(IPAddress.Loopback, 0);
    RunningHost _host = null!;
    Some _some = null!;

    public async Task InitializeAsync()
    {
        _mailServer.Start();
        _host = new RunningHost { Mail = new MailOptions { Host = "127.0.0.1", Port = ((IPEndPoint)_mailServer.LocalEndpoint).Port, Tls = false }, With = services => services.AddSingleton(SandboxFixture.Patient) };
        await _host.InitializeAsync();
        (await Sandbox.PrepareAsync(_host.Database.OwnerConnectionString, TimeProvider.System, default)).ThrowIfAny();
        await ShippedWorkflows.PublishAsync(_host.Service<IWorkflowEngine>(), _host.Service<IWorkflowStore>());
        _some = new Some(_host.Database);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
    }

    public void Dispose() => _mailServer.Dispose();

    [Fact]
    public async Task A_manager_tries_a_draft_and_nothing_outside_the_sandbox_changes()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.PersonAsync(programme, Role.GrantManager);
        await DrawAsync(programme, "our-award", "award");
        var reader = await PageReader.OfAsync(_host, manager);
        (await reader.ReadAsync("/workflows/try?definition=our-award")).Should().Contain("name=\"Organisations\"").And.NotContain("name=\"About\"");
        var before = await FingerprintAsync();

        var html = await TryAsync(reader, "our-award", ("Organisations", "4"), ("Mood", nameof(SampleMood.AllGoesWell)));

        (await FingerprintAsync()).Should().BeEquivalentTo(before);
        _mailServer.Pending().Should().BeFalse("no mail server is spoken to");
        (await AskAsync("select string_agg(kind || ' ' || (data ->> 'definitionId') || ' ' || (data ->> 'organisations'), ', ') from audit_facts where kind = 'DesignTried'"))
            .Should().Be("DesignTried our-award 4");
        html.Should().Contain("Played to the end.").And.Contain("Check the organisation").And.Contain("Branches never taken").And.Contain("gf-line-due").And.Contain("Due diligence");
        var mail = Regex.Match(html, "/workflows/try/[0-9a-f-]+/mails/[0-9]+").Value;
        (await reader.ReadAsync(mail)).Should().Contain("?handler=Html").And.Contain("@sample.example");
        (await reader.ReadAsync($"{mail}?handler=Html")).Should().Contain("<html");
        (await reader.ReadAsync("/workflows/try?definition=our-award")).Should().Contain("Tried within a day");
    }

    [Fact]
    public async Task Others_do_not_see_it_and_a_reviewer_may_not_try()
    {
        var (programme, other) = (await _some.ProgrammeAsync(), await _some.ProgrammeAsync());
        await DrawAsync(programme, "their-award", "award");
        var mine = await PageReader.OfAsync(_host, await _some.PersonAsync(programme, Role.GrantManager));
        var theirs = await _host.SignInAsync((await WithPasswordAsync(await _some.PersonAsync(other, Role.GrantManager)))!);
        var reviewer = await _host.SignInAsync((await WithPasswordAsync(await _some.PersonAsync(programme, Role.Reviewer)))!);
        var html = await TryAsync(mine, "their-award", ("Organisations", "2"));
        var mail = Regex.Match(html, "/workflows/try/[0-9a-f-]+/mails/[0-9]+").Value;

        foreach (var path in new[] { "/workflows/try?definition=their-award", mail, mail[..mail.IndexOf("/mails", StringComparison.Ordinal)] })
        {
            (await theirs.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.NotFound);
            (await reviewer.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }

        (await theirs.GetAsync($"/workflows/try?definition=award&programme={programme}")).StatusCode.Should().Be(HttpStatusCode.NotFound, "not in another programme's likeness");
        (await theirs.GetAsync("/workflows/try?definition=award")).StatusCode.Should().Be(HttpStatusCode.OK, "what all programmes share may be tried in the own one's");
    }

    [Fact]
    public async Task What_nothing_starts_asks_about_what_and_what_cannot_be_published_says_why()
    {
        var programme = await _some.ProgrammeAsync();
        var reader = await PageReader.OfAsync(_host, await _some.PersonAsync(programme, Role.GrantManager));
        await DrawAsync(programme, "loose", null, new Benchmarks.Flow("loose").Start().Then("what", "GrantFlow.NoSuchThing").Json());

        (await reader.ReadAsync("/workflows/try?definition=loose")).Should().Contain("name=\"About\"");
        var (status, html) = await PostAsync(reader, "loose", ("About", "organisation"));

        status.Should().Be(HttpStatusCode.OK);
        html.Should().Contain("GrantFlow.NoSuchThing").And.Contain("can’t be published yet");
        (await PostAsync(reader, "loose", ("About", ""))).Html.Should().Contain("Choose about what to start it");
    }

    [Fact]
    public async Task A_try_that_was_stopped_says_in_the_reader_s_language_and_the_sample_s_time_how_far_it_came()
    {
        var programme = await _some.ProgrammeAsync();
        var reader = await PageReader.OfAsync(_host, await _some.PersonAsync(programme, Role.GrantManager), "ru");
        var (id, until) = (Guid.CreateVersion7(), new DateTimeOffset(2027, 4, 22, 5, 7, 0, TimeSpan.Zero));
        var result = new TryResult { End = TryEnd.Restless, Restless = Restlessness.InAll, From = until.AddYears(-1), Until = until, Work = 10_001 };
        await AskSandboxAsync($"""
            insert into tries (id, definition_id, programme_id, asked_by, asked_at, request, state, result)
            values ('{id}', 'award', '{programme}', '{Guid.Empty}', now(), $q${JsonSerializer.Serialize(SomeTry.Of("award"), JsonSerializerOptions.Web)}$q$, 'Done', $q${JsonSerializer.Serialize(result, JsonSerializerOptions.Web)}$q$)
            """);

        var html = WebUtility.HtmlDecode(await reader.ReadAsync($"/workflows/try/{id}"));

        html.Should().Contain("Достигнутый момент в образце: ").And.Contain("09:07").And.Contain("Выполнено к нему действий: 10").And.NotContain("05:07").And.NotContain("gf-mono");
    }

    [Fact]
    public async Task Without_a_sandbox_the_page_says_what_an_operator_must_do()
    {
        var bare = new RunningHost();
        await bare.InitializeAsync();
        try
        {
            await ShippedWorkflows.PublishAsync(bare.Service<IWorkflowEngine>(), bare.Service<IWorkflowStore>());
            var some = new Some(bare.Database);
            var reader = await PageReader.OfAsync(bare, await some.PersonAsync(await some.ProgrammeAsync(), Role.GrantManager));

            (await reader.ReadAsync("/workflows/try?definition=award")).Should().Contain("ops/grantflow migrate").And.NotContain("name=\"Mood\"");
        }
        finally
        {
            await bare.DisposeAsync();
        }
    }

    async Task<string> TryAsync(PageReader reader, string definition, params (string Field, string Value)[] chosen)
    {
        var (status, _) = await PostAsync(reader, definition, chosen);
        status.Should().Be(HttpStatusCode.Redirect);
        var id = (Guid)(await AskSandboxAsync("select id from tries order by asked_at desc limit 1"))!;
        for (var tries = 0; tries < 1800; tries++)
        {
            var html = await reader.ReadAsync($"/workflows/try/{id}");
            if (!html.Contains("id=\"progress\"", StringComparison.Ordinal)) return html;
            await Task.Delay(200);
        }

        throw new TimeoutException("The try isn't done after six minutes.");
    }

    static Task<(HttpStatusCode Status, string Html)> PostAsync(PageReader reader, string definition, params (string Field, string Value)[] chosen) =>
        reader.PostFormAsync($"/workflows/try?definition={definition}", [("Definition", definition), ("Organisations", "6"), ("Mood", nameof(SampleMood.AllGoesWell)), .. chosen]);

    async Task DrawAsync(Guid programme, string id, string? standsInFor, string? json = null)
    {
        json ??= ShippedWorkflows.All.Single(w => w.Name == $"{standsInFor}.json").Json
            .Replace($"\"definitionId\": \"{standsInFor}\"", $"\"definitionId\": \"{id}\"", StringComparison.Ordinal);
        await _host.Service<IWorkflowStore>().SaveDraftAsync(id, id, json, TimeProvider.System.GetUtcNow(), default);
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = id, ProgrammeId = programme, StandsInFor = standsInFor });
            return await db.SaveChangesAsync();
        });
    }

    async Task<string?> WithPasswordAsync(Actor actor)
    {
        _ = await PageReader.OfAsync(_host, actor);
        await using var db = _host.Database.Open();
        return (await db.Users.FindAsync(actor.PersonId))!.Email;
    }

    /// <summary>Every table's rows and every sequence, but for what a running host writes by itself and the one fact.</summary>
    async Task<Dictionary<string, string>> FingerprintAsync()
    {
        var names = (string)(await AskAsync("""
            select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public'
                and tablename not in ('job_runs', 'sessions', 'sign_in_attempts', 'audit_chain', 'audit_heads', 'audit_state')
            """))!;
        Dictionary<string, string> prints = [];
        foreach (var table in names.Split(' '))
        {
            var where = table == "audit_facts" ? "where kind <> 'DesignTried'" : "";
            prints[table] = $"{await AskAsync($"select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from {table} t {where}")}";
        }

        prints["sequences"] = $"{await AskAsync("select string_agg(sequencename || ' ' || coalesce(last_value, 0), ', ' order by sequencename) from pg_sequences where schemaname = 'public'")}";
        return prints;
    }

    Task<object?> AskAsync(string sql) => AskAsync(_host.Database.OwnerConnectionString, sql);

    Task<object?> AskSandboxAsync(string sql) => AskAsync(Sandbox.Beside(_host.Database.OwnerConnectionString), sql);

    static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // texts of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
