using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class MoveInstancesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);
    readonly string _definition = $"letters-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task Instances_are_moved_in_one_act_on_record_and_run_on_in_the_new_version()
    {
        await using var engine = await EngineAsync();
        var (programme, instance) = await BegunAsync(engine);
        var to = await PublishAsync(engine, "read", "thank", "file");

        var moved = (await MoveAsync(engine, Some.Administrator, new(_definition, to, "The thanks were missing."))).Fact();

        moved.Should().BeEquivalentTo(new { Moved = 1, Left = 0, Bindings = 0 });
        (await engine.OfAsync(instance)).Version.Should().Be(to);
        await engine.Port.SignalAsync(new WorkflowSignal("Come", $"cohort:{programme.Cohort}"));
        await engine.RunAsync();
        (await DoneAsync(engine, instance)).Should().Equal("start", "wait", "thank", "file");
        var fact = await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Kind == "InstanceMoved" && f.ProgrammeId == programme.Id));
        fact.Subject.Should().Be($"cohort:{programme.Cohort}");
        JsonNode.Parse(fact.Data)!.Should().Match<JsonNode>(d => d["from"]!.ToString() == $"{_definition}:1" && d["to"]!.ToString() == $"{_definition}:2" && d["standsAt"]!.ToString() == "Event" && d["reason"]!.ToString() == "The thanks were missing.");
    }

    [Fact]
    public async Task Who_may_is_judged_by_the_instance_s_programme()
    {
        await using var engine = await EngineAsync();
        var (mine, own) = await BegunAsync(engine);
        var (_, theirs) = await BegunAsync(engine);
        var to = await PublishAsync(engine, "thank");
        var manager = await _some.ManagerAsync(mine.Id);
        var request = new MoveInstances.Request(_definition, to, "Ours only.");

        (await _some.Do(db => PreviewMove.Execute(db, manager, engine.Store, engine.Mover, _definition, to, default))).Instances.Select(i => i.Plan.InstanceId).Should().Equal(own);
        (await MoveAsync(engine, manager, request with { Instances = [theirs] })).Code().Should().Be("nobody-to-move");
        var moved = (await MoveAsync(engine, manager, request)).Fact();

        (await engine.OfAsync(own)).Version.Should().Be(to);
        (await engine.OfAsync(theirs)).Version.Should().Be(1);
        var other = await _some.ManagerAsync(await _some.ProgrammeAsync());
        (await _some.Try(db => UndoMove.Execute(db, other, engine.Mover, moved.MoveId, _some.Clock, default))).Code().Should().Be("not-found");
        (await MoveAsync(engine, await _some.PersonAsync(mine.Id, Role.Reviewer), request)).Code().Should().Be("forbidden");
    }

    [Fact]
    public async Task An_instance_about_nothing_is_moved_by_a_manager_of_its_definition_s_programme()
    {
        await using var engine = await EngineAsync();
        var version = await PublishAsync(engine);
        var (mine, theirs) = (await _some.ProgrammeAsync(), await _some.ProgrammeAsync());
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = _definition, ProgrammeId = mine });
            return await db.SaveChangesAsync();
        });
        var instance = await engine.Port.StartAsync(new StartWorkflow(_definition));
        await engine.RunAsync();
        var request = new MoveInstances.Request(_definition, await PublishAsync(engine, "thank"), "By hand, about nothing.");

        (await MoveAsync(engine, await _some.ManagerAsync(theirs), request)).Code().Should().Be("not-found");
        var moved = (await MoveAsync(engine, await _some.ManagerAsync(mine), request)).Fact();

        (version, moved.Moved, (await engine.OfAsync(instance)).Version).Should().Be((1, 1, 2));
        (await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Kind == "InstanceMoved" && f.ProgrammeId == mine))).Subject.Should().Be($"workflow:{instance}");
        (await _some.Try(db => UndoMove.Execute(db, Some.Administrator, engine.Mover, moved.MoveId, _some.Clock, default))).Fact().Undone.Should().Be(1);
    }

    [Fact]
    public async Task A_move_needs_a_reason_and_a_published_version()
    {
        await using var engine = await EngineAsync();
        await BegunAsync(engine);
        var draft = await engine.Store.SaveDraftAsync(_definition, "Letters", Json("thank"), _some.Clock.GetUtcNow(), default);

        (await MoveAsync(engine, Some.Administrator, new(_definition, draft.Version, "Why not."))).Code().Should().Be("version-not-published");
        (await MoveAsync(engine, Some.Administrator, new(_definition, 99, "Why not."))).Code().Should().Be("not-found");
        var to = await PublishAsync(engine, "thank");
        (await MoveAsync(engine, Some.Administrator, new(_definition, to, " "))).Code().Should().Be("move-reason-missing");
        (await MoveAsync(engine, Some.Administrator, new(_definition, to, "None of these.", From: [7]))).Code().Should().Be("nobody-to-move");
    }

    [Fact]
    public async Task What_can_not_be_moved_stands_where_it_stood_and_the_preview_says_why()
    {
        await using var engine = await EngineAsync();
        var (_, instance) = await BegunAsync(engine);
        var to = (await engine.Port.PublishAsync(Definition(["thank"], wait: "Elsa.Delay"))).Version!.Version;

        var preview = await _some.Do(db => PreviewMove.Execute(db, Some.Administrator, engine.Store, engine.Mover, _definition, to, default));

        preview.Instances.Should().ContainSingle().Which.Plan.Bars.Should().ContainSingle(b => b.Code == "other-type" && b.Activity == "Event");
        (await MoveAsync(engine, Some.Administrator, new(_definition, to, "All of them."))).Code().Should().Be("nobody-to-move");
        (await engine.OfAsync(instance)).Version.Should().Be(1);
    }

    [Fact]
    public async Task A_move_is_taken_back_to_the_byte_until_the_instance_goes_on()
    {
        await using var engine = await EngineAsync();
        var (programme, first) = await BegunAsync(engine);
        var (_, second) = await BegunAsync(engine, programme);
        var to = await PublishAsync(engine, "read", "thank");
        var before = await RowsAsync(first, second);
        var moved = (await MoveAsync(engine, Some.Administrator, new(_definition, to, "Try it."))).Fact();
        (await RowsAsync(first, second)).Should().NotEqual(before);

        (await UndoAsync(engine, moved.MoveId)).Fact().Should().Be(new MoveUndone(moved.MoveId, 2, 0));
        (await RowsAsync(first, second)).Should().Equal(before);
        (await UndoAsync(engine, moved.MoveId)).Code().Should().Be("move-undone");

        var again = (await MoveAsync(engine, Some.Administrator, new(_definition, to, "Again."))).Fact();
        await engine.Port.CancelAsync(first, "Enough.");
        (await UndoAsync(engine, again.MoveId)).Fact().Should().Be(new MoveUndone(again.MoveId, 1, 1));
        (await engine.OfAsync(second)).Version.Should().Be(1);
        var last = (await MoveAsync(engine, Some.Administrator, new(_definition, to, "And again."))).Fact();
        await engine.Port.CancelAsync(second, "Enough.");
        (await UndoAsync(engine, last.MoveId)).Code().Should().Be("all-gone-on");
    }

    [Fact]
    public async Task What_the_cohort_starts_later_takes_the_version_too_if_the_manager_says_so_and_not_after_undoing()
    {
        await using var engine = await EngineAsync();
        var (programme, _) = await BegunAsync(engine);
        var to = await PublishAsync(engine, "thank");

        var moved = (await MoveAsync(engine, Some.Administrator, new(_definition, to, "From now on.", LaterToo: true))).Fact();

        moved.Bindings.Should().Be(1);
        (await engine.Store.BindingAsync(programme.Binding, default))[_definition].Version.Should().Be(to);
        await UndoAsync(engine, moved.MoveId);
        (await engine.Store.BindingAsync(programme.Binding, default))[_definition].Version.Should().Be(1);
    }

    [Fact]
    public async Task A_move_that_is_killed_in_the_middle_has_changed_nothing()
    {
        await using var engine = await EngineAsync();
        var (_, instance) = await BegunAsync(engine);
        var to = await PublishAsync(engine, "thank");
        var before = await RowsAsync(instance);

        var number = (await engine.Store.DefinitionsAsync(_definition, default)).Single(d => d.Version == to).Number;
        var kill = () => engine.Mover.MoveAsync([instance], number, _ => async (services, ct) => await KillAsync(services, ct));
        await kill.Should().ThrowAsync<Exception>();

        (await RowsAsync(instance)).Should().Equal(before);
        (await engine.OfAsync(instance)).Version.Should().Be(1);
        (await MoveAsync(engine, Some.Administrator, new(_definition, to, "Once more."))).Fact().Moved.Should().Be(1);
    }

    [Fact]
    public async Task A_signal_that_comes_during_the_move_waits_for_it_and_is_taken_in_the_new_version()
    {
        await using var engine = await EngineAsync();
        var (programme, instance) = await BegunAsync(engine);
        var to = await PublishAsync(engine, "thank");
        var number = (await engine.Store.DefinitionsAsync(_definition, default)).Single(d => d.Version == to).Number;

        await engine.Mover.MoveAsync([instance], number, _ => async (_, ct) =>
        {
            await engine.Port.SignalAsync(new WorkflowSignal("Come", $"cohort:{programme.Cohort}"), ct);
            await engine.RunAsync();
            (await engine.OfAsync(instance)).Version.Should().Be(1, "the move holds the instance");
        });
        await engine.RunAsync();

        (await DoneAsync(engine, instance)).Should().Equal("start", "wait", "thank");
    }

    [Fact]
    public async Task An_incident_goes_along_is_retried_there_and_comes_back_with_the_undoing()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock);
        (await engine.Port.PublishAsync(Definition([], "Elsa.Fault"))).Problems.Should().BeEmpty();
        var (_, instance) = await BegunAsync(engine);
        var incident = (await engine.OfAsync(instance)).Incidents.Should().ContainSingle(i => i.Open && i.ActivityId == "wait").Subject;
        (await engine.Port.PublishAsync(Definition(["read", "thank"], "Elsa.Fault"))).Problems.Should().BeEmpty();

        var moved = (await MoveAsync(engine, Some.Administrator, new(_definition, 2, "A fault of the first version."))).Fact();
        (await engine.OfAsync(instance)).Incidents.Should().ContainSingle(i => i.Id == incident.Id && i.ActivityId == "wait");
        await UndoAsync(engine, moved.MoveId);
        (await engine.OfAsync(instance)).Incidents.Should().Equal(incident);
        await MoveAsync(engine, Some.Administrator, new(_definition, 2, "After all."));
        (await engine.Port.SkipAsync(incident.Id, null)).Should().BeTrue();
        await engine.RunAsync();

        (await DoneAsync(engine, instance)).Should().Equal("start", "wait", "thank");
        (await engine.OfAsync(instance)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task What_runs_in_the_shared_definition_is_moved_to_the_programme_s_own_that_stands_in_for_it()
    {
        await using var engine = await EngineAsync();
        var (programme, own) = await BegunAsync(engine);
        var (_, other) = await BegunAsync(engine);
        var drawn = $"{_definition}-own";
        (await engine.Port.PublishAsync(Json("thank").Replace(_definition, drawn, StringComparison.Ordinal))).Problems.Should().BeEmpty();
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = drawn, ProgrammeId = programme.Id, StandsInFor = _definition });
            return await db.SaveChangesAsync();
        });

        var moved = (await MoveAsync(engine, Some.Administrator, new(drawn, 1, "Our own way.", LaterToo: true))).Fact();

        moved.Should().BeEquivalentTo(new { Moved = 1, Bindings = 1 });
        (await engine.OfAsync(own)).DefinitionId.Should().Be(drawn);
        (await engine.OfAsync(other)).DefinitionId.Should().Be(_definition);
        (await engine.Store.BindingAsync(programme.Binding, default))[_definition].Should().Be(new BoundVersion(drawn, 1));
        await UndoAsync(engine, moved.MoveId);
        (await engine.Store.BindingAsync(programme.Binding, default))[_definition].Should().Be(new BoundVersion(_definition, 1));
    }

    async Task<SomeEngine> EngineAsync()
    {
        var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock);
        (await engine.Port.PublishAsync(Json())).Problems.Should().BeEmpty();
        return engine;
    }

    async Task<((Guid Id, Guid Cohort, Guid Binding) Programme, Guid Instance)> BegunAsync(SomeEngine engine, (Guid Id, Guid Cohort, Guid Binding)? known = null)
    {
        if (known is not { } programme)
        {
            var id = await _some.ProgrammeAsync();
            programme = (id, await _some.CohortAsync(id), Guid.CreateVersion7());
            await engine.Store.BindAsync(programme.Binding, new Dictionary<string, BoundVersion> { [_definition] = new(_definition, 1) }, default);
        }

        var instance = await engine.Port.StartAsync(new StartWorkflow(_definition, $"cohort:{programme.Cohort}", Binding: programme.Binding));
        await engine.RunAsync();
        return (programme, instance);
    }

    async Task<int> PublishAsync(SomeEngine engine, params string[] then)
    {
        var published = await engine.Port.PublishAsync(Json(then));
        published.Problems.Should().BeEmpty();
        return published.Version!.Version;
    }

    Task<Verdict<InstancesMoved>> MoveAsync(SomeEngine engine, Actor actor, MoveInstances.Request request) =>
        _some.Try(db => MoveInstances.Execute(db, actor, engine.Store, engine.Mover, request, _some.Clock, default));

    Task<Verdict<MoveUndone>> UndoAsync(SomeEngine engine, Guid move) =>
        _some.Try(db => UndoMove.Execute(db, Some.Administrator, engine.Mover, move, _some.Clock, default));

    /// <summary>All that a move changes of an instance, as it is stored.</summary>
    Task<List<string>> RowsAsync(params Guid[] instances) => _some.Read(db => db.Database.SqlQuery<string>(
        $"""
        select concat_ws(' ', i.id, i.definition, encode(i.state, 'hex'), (select string_agg(concat_ws('/', b.number, b.node, b.visit, b.name, b.correlation_id, b.due_at), ' ' order by b.number)
            from workflow_bookmarks b where b.instance_id = i.id)) as "Value" from workflow_instances i where i.id = any({instances}) order by i.id
        """).ToListAsync());

    static async Task<IReadOnlyList<string>> DoneAsync(SomeEngine engine, Guid instance) =>
        [.. (await engine.Port.JournalAsync(instance)).Where(j => j.Event == "Completed" && j.NodeId.Count(c => c == ':') == 2).Select(j => j.ActivityId)];

    static async Task KillAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = (GrantFlowDb)services.GetService(typeof(GrantFlowDb))!;
        var pid = await db.Database.SqlQuery<int>($"""select pg_backend_pid() as "Value" """).SingleAsync(ct);
        await using var other = new NpgsqlConnection(TestDatabase.Server);
        await other.OpenAsync(ct);
        await using var kill = new NpgsqlCommand("select pg_terminate_backend($1)", other) { Parameters = { new() { Value = pid } } };
        await kill.ExecuteScalarAsync(ct);
        await Task.Delay(100, ct);
    }

    string Json(params string[] then) => Definition(then, "Elsa.Event");

    string Definition(string[] then, string wait)
    {
        // Later versions have more behind the wait, and numbers that all differ.
        var ids = then.Length == 0 ? ["start", "wait"] : new[] { "start", "wait" }.Concat(then).ToArray();
        var activities = ids.Select(i => new JsonObject
        {
            ["id"] = i,
            ["type"] = i == "start" ? "Elsa.Start" : i == "wait" ? wait : "Elsa.WriteLine",
            ["version"] = 1,
            ["eventName"] = new JsonObject { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "Come" } },
        });
        var last = then.Contains("read") ? ids.Where(i => i != "read").ToArray() : ids;
        var connections = last.Zip(last.Skip(1), (a, b) => new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = a, ["port"] = "Done" },
            ["target"] = new JsonObject { ["activity"] = b, ["port"] = "In" },
        });
        return new JsonObject
        {
            ["definitionId"] = _definition,
            ["name"] = "Letters",
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["activities"] = new JsonArray([.. then.Contains("read") ? activities.Reverse() : activities]),
                ["connections"] = new JsonArray([.. connections]),
            },
        }.ToJsonString();
    }
}
