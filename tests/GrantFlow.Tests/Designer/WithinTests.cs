using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Competitions;
using GrantFlow.Designer;
using GrantFlow.Notifications;
using GrantFlow.Programmes;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>A workflow that belongs to one programme touches that programme's things only, whatever its expressions make up.</summary>
public sealed class WithinTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly Some _some = new(database);
    SomeAward _theirs = null!;
    SomeEngine _engine = null!;
    Guid _programme;
    Guid _cohort;
    int _drawn;

    public async Task InitializeAsync()
    {
        _engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock);
        _theirs = await new SomeAward(database).OpenedAsync();
        _programme = await _some.ProgrammeAsync();
        _cohort = await _some.CohortAsync(_programme);
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    string Theirs => $"cohort:{TheirCohort}";

    Guid TheirCohort { get; set; }

    string Ours => $"cohort:{_cohort}";

    [Fact]
    public async Task No_activity_acts_on_what_an_expression_makes_up_of_another_programme()
    {
        await LookAsync();
        var before = await PrintAsync();
        List<string> through = [];
        var tried = 0;
        foreach (var activity in Products())
        {
            foreach (var input in activity.Inputs.Where(i => i.Name.EndsWith("Id", StringComparison.Ordinal) || i.Name is "Subject" or "Person"))
            {
                var own = await OwnAsync(Activity(activity, (input.Name, Js(await ThingAsync(input.Name)))));
                if (!await IsHeldAsync(await RunAsync(own, Ours))) through.Add($"{activity.TypeName}.{input.Name}");
                tried++;
            }
        }

        tried.Should().BeGreaterThan(25);
        through.Should().BeEmpty();
        (await PrintAsync()).Should().Be(before);
    }

    [Fact]
    public async Task No_activity_acts_for_an_instance_that_is_about_another_programme_s_thing()
    {
        await LookAsync();
        var before = await PrintAsync();
        List<string> through = [];
        foreach (var activity in Products())
            if (!await IsHeldAsync(await RunAsync(await OwnAsync(Activity(activity)), Theirs))) through.Add(activity.TypeName);

        Products().Should().HaveCountGreaterThan(25);
        through.Should().BeEmpty();
        (await PrintAsync()).Should().Be(before);
    }

    [Fact]
    public async Task A_breach_is_told_at_once_and_what_went_before_it_stays()
    {
        await LookAsync();
        var own = await OwnAsync(
            Plain("GrantFlow.AskPerson", ("title", Text("Look")), ("outcomes", Json("[\"Yes\"]")), ("subject", Js(Theirs))));
        var instance = await _engine.OfAsync(await RunAsync(own, Ours));

        var incident = instance.Incidents.Should().ContainSingle(i => i.Open).Subject;
        incident.Message.Should().StartWith("This workflow belongs to one programme and may touch that programme's things only.").And.EndWith($"Cohort {TheirCohort}.");
        instance.SubStatus.Should().Be(WorkflowSubStatus.Suspended, "a manager may mend the drawing and try again");
        (await _some.Read(db => db.Set<PersonTask>().CountAsync(t => t.InstanceId == instance.Id))).Should().Be(0);
    }

    [Fact]
    public async Task An_instance_is_not_made_to_be_about_another_programme_s_thing()
    {
        await LookAsync();
        var instance = await _engine.OfAsync(await RunAsync(await OwnAsync(Plain("Elsa.Correlate", ("correlationId", Js(Theirs)))), Ours));

        instance.CorrelationId.Should().Be(Ours);
        instance.Incidents.Should().ContainSingle(i => i.Message.Contains("belongs to one programme"));
    }

    [Fact]
    public async Task An_event_reaches_the_programme_s_own_only()
    {
        await LookAsync();
        var waits = await SharedAsync(Plain("Elsa.Event", ("eventName", Text("Go"))));
        var (here, there) = (await RunAsync(waits, Ours), await RunAsync(waits, Theirs));

        var addressed = await RunAsync(await OwnAsync(Plain("Elsa.PublishEvent", ("eventName", Text("Go")), ("correlationId", Js(Theirs)))), Ours);
        var still = await _engine.OfAsync(here);
        await RunAsync(await OwnAsync(Plain("Elsa.PublishEvent", ("eventName", Text("Go")))), Ours);

        (await IsHeldAsync(addressed)).Should().BeTrue();
        still.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        (await _engine.OfAsync(here)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await _engine.OfAsync(there)).SubStatus.Should().Be(WorkflowSubStatus.Suspended);
    }

    [Fact]
    public async Task Another_programme_s_event_starts_nothing_of_ours()
    {
        await LookAsync();
        var began = Plain("Elsa.Event", ("eventName", Text("Sent")));
        began["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        var own = await OwnAsync(began);

        await _engine.Port.SignalAsync(new WorkflowSignal("Sent", Theirs));
        await _engine.RunAsync();
        (await OfDefinitionAsync(own)).Should().BeEmpty();
        await _engine.Port.SignalAsync(new WorkflowSignal("Sent", Ours));
        await _engine.RunAsync();

        (await OfDefinitionAsync(own)).Should().ContainSingle(i => i.CorrelationId == Ours);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task A_shared_child_is_held_to_its_parent_s_programme(string how)
    {
        await LookAsync();
        var before = await PrintAsync();
        var child = await SharedAsync(Plain("GrantFlow.CloseCohort", ("cohortId", new JsonObject { ["type"] = "Input", ["value"] = "{\"name\":\"Which\"}" })));

        await RunAsync(await OwnAsync(Plain(how, ("workflowDefinitionId", Text(child)), ("input", Js($"({{ Which: '{TheirCohort}' }})", raw: true)))), Ours);
        var about = await RunAsync(await OwnAsync(Plain(how, ("workflowDefinitionId", Text(child)), ("correlationId", Js(Theirs)))), Ours);

        (await IsHeldAsync((await OfDefinitionAsync(child)).Should().ContainSingle().Subject.Id)).Should().BeTrue();
        (await IsHeldAsync(about)).Should().BeTrue();
        (await PrintAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Many_children_are_held_and_another_programme_s_workflow_is_not_there()
    {
        await LookAsync();
        var child = await SharedAsync(Plain("Elsa.WriteLine", ("text", Text("x"))));
        var foreign = await OwnAsync(_theirs.Programme, Plain("Elsa.WriteLine", ("text", Text("x"))));

        var bulk = await RunAsync(
            await OwnAsync(Plain("Elsa.BulkDispatchWorkflows", ("workflowDefinitionId", Text(child)), ("items", Json("[1,2]")), ("correlationIdFunction", Js(Theirs)))), Ours);
        var named = await RunAsync(await OwnAsync(Plain("Elsa.DispatchWorkflow", ("workflowDefinitionId", Js(foreign)))), Ours);

        (await IsHeldAsync(bulk)).Should().BeTrue();
        (await _engine.OfAsync(named)).Incidents.Should().ContainSingle(i => i.Message == $"There is no workflow '{foreign}' for this programme.");
        (await OfDefinitionAsync(child)).Concat(await OfDefinitionAsync(foreign)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_shared_workflow_is_as_free_as_before_and_one_begun_by_hand_is_held()
    {
        await LookAsync();
        var shared = await SharedAsync(Plain("GrantFlow.AskPerson", ("title", Text("Look")), ("outcomes", Json("[\"Yes\"]")), ("subject", Js(Theirs))));
        var free = await _engine.OfAsync(await RunAsync(shared, Ours));
        var run = await _some.Do(async db => await RunDesign.Execute(db, await _some.ManagerAsync(_programme), shared, new(Ours), _some.Clock, default));
        await _engine.RunAsync();

        free.Incidents.Should().BeEmpty();
        (await IsHeldAsync(run.InstanceId)).Should().BeTrue();
    }

    [Fact]
    public async Task What_is_the_programme_s_own_is_touched_freely()
    {
        await LookAsync();
        var own = await OwnAsync(
            Plain("GrantFlow.CreateCompetition", ("title", Text("Call")), ("budget", Js("1000000", raw: true)), ("maxAward", Js("100000", raw: true)), ("cohortId", Js($"{_cohort}"))));

        (await _engine.OfAsync(await RunAsync(own, Ours))).SubStatus.Should().Be(WorkflowSubStatus.Finished);

        (await _some.Read(db => db.Set<Competition>().CountAsync(c => c.CohortId == _cohort))).Should().Be(1);
    }

    async Task LookAsync() => TheirCohort = await _some.Read(db => db.Set<Cohort>().Where(c => c.ProgrammeId == _theirs.Programme).Select(c => c.Id).SingleAsync());

    IEnumerable<ActivityDescriptor> Products() => _engine.Checks.Catalogue.Descriptors.Values.Where(d => d.TypeName.StartsWith("GrantFlow.", StringComparison.Ordinal));

    async Task<string> ThingAsync(string input) => input switch
    {
        "AwardId" => $"{_theirs.Id}",
        "OrganisationId" => $"organisation:{_theirs.Organisation}",
        "CompetitionId" => $"{_theirs.Competition:N}",
        "Subject" => $"award:{_theirs.Id}",
        "Person" => $"{_theirs.Manager.PersonId}",
        "MemberId" => $"{await _some.Read(db => db.Set<CohortMember>().Where(m => m.ProgrammeId == _theirs.Programme).Select(m => m.Id).FirstAsync())}",
        _ => $"{TheirCohort}",
    };

    async Task<bool> IsHeldAsync(Guid instance) =>
        (await _engine.OfAsync(instance)).Incidents is [{ Open: true, Message: var message }] && message.Contains("belongs to one programme");

    async Task<IReadOnlyList<WorkflowInstanceRow>> OfDefinitionAsync(string definition) =>
        (await _engine.Port.QueryAsync(new WorkflowInstanceQuery(DefinitionId: definition, Take: 50))).Items;

    async Task<Guid> RunAsync(string definition, string about)
    {
        var id = await _engine.Port.StartAsync(new StartWorkflow(definition, about));
        await _engine.RunAsync();
        return id;
    }

    Task<string> OwnAsync(JsonObject activity) => OwnAsync(_programme, activity);

    async Task<string> OwnAsync(Guid programme, JsonObject activity)
    {
        var id = $"own-{programme:N}-{++_drawn}";
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = id, ProgrammeId = programme });
            return await db.SaveChangesAsync();
        });
        return await PublishAsync(id, activity);
    }

    Task<string> SharedAsync(JsonObject activity) => PublishAsync($"shared-{_programme:N}-{++_drawn}", activity);

    async Task<string> PublishAsync(string id, JsonObject activity)
    {
        var definition = new JsonObject
        {
            ["definitionId"] = id,
            ["name"] = id,
            ["inputs"] = new JsonArray(new JsonObject { ["name"] = "Which", ["type"] = "String" }),
            ["root"] = new JsonObject { ["id"] = "root", ["type"] = "Elsa.Sequence", ["activities"] = new JsonArray(activity) },
        };
        var published = await _engine.Port.PublishAsync(definition.ToJsonString());
        published.Version.Should().NotBeNull(string.Join("; ", published.Problems));
        return id;
    }

    static JsonObject Activity(ActivityDescriptor type, params (string Name, JsonObject Expression)[] inputs) => Plain(
        type.TypeName,
        [
            .. inputs.Select(i => (JsonNamingPolicy.CamelCase.ConvertName(i.Name), i.Expression)),
            .. type.Inputs.Where(i => i.Required && inputs.All(g => g.Name != i.Name)).Select(i => (JsonNamingPolicy.CamelCase.ConvertName(i.Name), Filled(i))),
        ]);

    static JsonObject Filled(InputDescriptor input) =>
        input.TypeName.EndsWith("[]", StringComparison.Ordinal) ? Json("[\"Yes\"]")
        : Text(input.Choices.Count > 0 ? input.Choices[0] : input.TypeName switch { "String" => "x", "DateTimeOffset" or "DateTime" or "DateOnly" => "2027-01-01", "Guid" => $"{Guid.Empty}", _ => "1" });

    static JsonObject Plain(string type, params (string Name, JsonObject Expression)[] inputs)
    {
        var activity = new JsonObject { ["id"] = "a", ["type"] = type };
        foreach (var (name, expression) in inputs) activity[name] = new JsonObject { ["expression"] = expression };
        return activity;
    }

    static JsonObject Text(string value) => new() { ["type"] = "Literal", ["value"] = value };

    static JsonObject Json(string value) => new() { ["type"] = "Object", ["value"] = value };

    // In two halves, so that nobody who reads the drawing sees an id.
    static JsonObject Js(string value, bool raw = false) =>
        new() { ["type"] = "JavaScript", ["value"] = raw ? value : $"'{value[..(value.Length / 2)]}' + '{value[(value.Length / 2)..]}'" };

    /// <summary>Everything that the other programme has, as one print.</summary>
    async Task<string> PrintAsync() => await _some.Read(async db =>
    {
        List<string> prints = [];
        foreach (var table in db.Model.GetEntityTypes().Where(t => t.FindProperty("ProgrammeId") is not null).Select(t => t.GetTableName()!).Distinct())
        {
            var sql = $"select '{table} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as \"Value\" from {table} t where programme_id = {{0}}";
            prints.Add(await db.Database.SqlQueryRaw<string>(sql, _theirs.Programme).SingleAsync());
        }

        return string.Join("\n", prints);
    });
}
