using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class SaveDraftTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_draft_is_drawn_on_in_place_and_the_next_one_comes_after_what_is_published()
    {
        var (programme, manager) = await ManagerAsync();
        var first = await SaveAsync(manager, SomeDrawing.New("Call"), programme: programme);
        var second = await SaveAsync(manager, SomeDrawing.Sound(first.DefinitionId, "Call", "one"), first.Revision);
        var published = await _some.Do(db => PublishDesign.Execute(db, manager, first.DefinitionId, second.Revision, SomeDrawing.Checks(database), _some.Clock, default));
        var third = await SaveAsync(manager, SomeDrawing.Sound(first.DefinitionId, "Call", "two"), published.Revision);

        new[] { first.Version, second.Version, published.Version, third.Version }.Should().Equal(1, 1, 1, 2);
        new[] { first.Revision, second.Revision, published.Revision, third.Revision }.Should().Equal(1, 2, 3, 4);
        var versions = await _some.Read(db => db.DesignVersions.Where(v => v.DefinitionId == first.DefinitionId).OrderBy(v => v.Version).ToListAsync());
        versions.Select(v => (v.IsPublished, v.PublishedAt is null)).Should().Equal((true, false), (false, true));
        versions[1].Json.Should().Contain("two").And.Contain("\"nodeId\": \"Workflow1:f:line\"");
    }

    [Fact]
    public async Task A_half_finished_drawing_is_kept_and_refused_only_when_it_is_published()
    {
        var (programme, manager) = await ManagerAsync();
        var draft = SomeDrawing.Model("""
            {"name":"Half","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[
            {"id":"d","type":"Elsa.Delay","version":1,"name":"Delay1","metadata":{"displayText":"Wait a month"},"timeSpan":{"expression":{"type":"Literal","value":"a month"}}},
            {"id":"m","type":"GrantFlow.SendMessage","version":1,"name":"Mail1","metadata":{"displayText":"Tell them"},"template":{"expression":{"type":"Literal","value":"no-such-letter"}},"to":{"expression":{"type":"Literal","value":"Nobody"}}}],
            "connections":[{"source":{"activity":"d"},"target":{"activity":"m"}}]}}
            """);
        var saved = await SaveAsync(manager, draft, programme: programme);

        var verdict = await _some.Try(db => PublishDesign.Execute(db, manager, saved.DefinitionId, null, SomeDrawing.Checks(database), _some.Clock, default));

        verdict.Allows(out _, out var refusal).Should().BeFalse();
        refusal!.Code.Should().Be("design-faulty");
        refusal.Problems.Select(p => p.Message).Should().SatisfyRespectively(
            r => r.Should().Contain("'Wait a month'").And.Contain("Time span"),
            r => r.Should().Contain("'Wait a month'").And.Contain("names no port"),
            r => r.Should().StartWith("'Tell them' is never reached"),
            r => r.Should().StartWith("'Tell them', Template").And.Contain("no-such-letter"),
            r => r.Should().StartWith("'Tell them', To").And.Contain("'Nobody'"));
    }

    [Fact]
    public async Task Other_workflows_are_called_by_their_names_where_they_stand_against_publishing()
    {
        var (programme, manager) = await ManagerAsync();
        var second = await SaveAsync(manager, SomeDrawing.Sound(null, "Second way", "hello"), programme: programme);
        var first = await SaveAsync(manager, Starting(null, "First way", second.DefinitionId), programme: programme);

        var unpublished = await WhyAsync(first.DefinitionId);
        await _some.Do(db => PublishDesign.Execute(db, manager, second.DefinitionId, null, SomeDrawing.Checks(database), _some.Clock, default));
        await _some.Do(db => PublishDesign.Execute(db, manager, first.DefinitionId, null, SomeDrawing.Checks(database), _some.Clock, default));
        await SaveAsync(manager, Starting(second.DefinitionId, "Second way", first.DefinitionId), second.Revision + 1);
        var circle = await WhyAsync(second.DefinitionId);

        unpublished.Should().Equal("'Go on' starts the workflow 'Second way', which isn't published.");
        circle.Should().Equal("'Go on' starts 'First way' → 'Second way': it would begin itself again and never end.");

        async Task<IEnumerable<string>> WhyAsync(string id)
        {
            var verdict = await _some.Try(db => PublishDesign.Execute(db, manager, id, null, SomeDrawing.Checks(database), _some.Clock, default));
            verdict.Allows(out _, out var refusal).Should().BeFalse();
            return refusal!.Problems.Select(p => p.Message);
        }

        static JsonElement Starting(string? id, string name, string starts) => SomeDrawing.Model($$$"""
            {"definitionId":{{{JsonSerializer.Serialize(id)}}},"name":"{{{name}}}","root":{"id":"f","type":"Elsa.Flowchart","version":1,"connections":[],"activities":[
            {"id":"x","type":"Elsa.DispatchWorkflow","version":1,"name":"X1","metadata":{"displayText":"Go on"},"workflowDefinitionId":{"expression":{"type":"Literal","value":"{{{starts}}}"} } }]} }
            """);
    }

    [Fact]
    public async Task Whoever_saves_over_another_is_told_who_and_when_and_nothing_is_lost()
    {
        var (programme, anna) = await ManagerAsync();
        var bek = await _some.ManagerAsync(programme);
        var saved = await SaveAsync(anna, SomeDrawing.Sound(null, "Shared work", "one"), programme: programme);
        await SaveAsync(bek, SomeDrawing.Sound(saved.DefinitionId, "Shared work", "two"), saved.Revision);

        var stale = await TryAsync(anna, SomeDrawing.Sound(saved.DefinitionId, "Shared work", "three"), saved.Revision);
        var blind = await TryAsync(anna, SomeDrawing.Sound(saved.DefinitionId, "Shared work", "three"), null);
        var repeated = await TryAsync(bek, SomeDrawing.Sound(saved.DefinitionId, "Shared work", "two"), saved.Revision);

        stale.Allows(out _, out var refusal).Should().BeFalse();
        refusal!.Code.Should().Be("design-stale");
        refusal.With[0].Should().Be(bek.Name);
        blind.Allows(out _, out _).Should().BeFalse();
        repeated.Allows(out var same, out _).Should().BeTrue("a save that is sent twice because the network failed is no conflict");
        same!.Revision.Should().Be(2);
        (await _some.Read(db => db.DesignVersions.Where(v => v.DefinitionId == saved.DefinitionId).Select(v => v.Json).SingleAsync())).Should().Contain("two");
    }

    [Fact]
    public async Task Saving_every_half_second_leaves_one_fact_for_a_sitting()
    {
        var (programme, manager) = await ManagerAsync();
        var saved = await SaveAsync(manager, SomeDrawing.Sound(null, "Sitting", "0"), programme: programme);
        for (var i = 1; i < 20; i++) saved = await SaveAsync(manager, SomeDrawing.Sound(saved.DefinitionId, "Sitting", $"{i}"), saved.Revision);
        (await FactsAsync(saved.DefinitionId)).Should().Equal("DraftSaved");

        _some.Clock.Advance(TimeSpan.FromHours(1));
        await SaveAsync(manager, SomeDrawing.Sound(saved.DefinitionId, "Sitting", "later"), saved.Revision);

        (await FactsAsync(saved.DefinitionId)).Should().Equal("DraftSaved", "DraftSaved");
    }

    [Fact]
    public async Task An_emptied_canvas_is_kept_only_when_that_was_said()
    {
        var (programme, manager) = await ManagerAsync();
        var saved = await SaveAsync(manager, SomeDrawing.Sound(null, "Full", "one"), programme: programme);
        var empty = SomeDrawing.Model($$$"""{"definitionId":"{{{saved.DefinitionId}}}","name":"Full","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[],"connections":[]}}""");

        (await TryAsync(manager, empty, saved.Revision)).Allows(out _, out var refusal).Should().BeFalse();
        (await _some.Try(db => SaveDraft.Execute(db, manager, new(empty, saved.Revision, Emptied: true), _some.Clock, default))).Allows(out _, out _).Should().BeTrue();

        refusal!.Code.Should().Be("design-emptied");
    }

    [Fact]
    public async Task Ten_thousand_activities_a_bad_id_and_a_state_machine_are_refused_in_words()
    {
        var (programme, manager) = await ManagerAsync();
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"id":"a{{i}}","type":"Elsa.WriteLine","version":1}"""));

        (await CodeAsync(manager, $$$"""{"name":"Many","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{{{many}}}]}}""", programme)).Should().Be("design-too-many");
        (await CodeAsync(manager, """{"definitionId":"../x","name":"Bad","root":{"id":"f","type":"Elsa.Flowchart","version":1}}""", programme)).Should().Be("design-id-unfit");
        (await CodeAsync(manager, """{"name":"States","root":{"id":"f","type":"Elsa.StateMachine","version":1,"states":[]}}""", programme)).Should().Be("design-root-unfit");
    }

    [Fact]
    public async Task What_is_another_programme_s_isn_t_there_and_what_all_share_is_only_to_be_read()
    {
        var (programme, manager) = await ManagerAsync();
        var (_, stranger) = await ManagerAsync();
        var saved = await SaveAsync(manager, SomeDrawing.Sound(null, "Ours", "one"), programme: programme);
        var shared = await SaveAsync(Actor.Service, SomeDrawing.Sound(null, "All's", "one"));

        (await CodeAsync(stranger, SomeDrawing.Text(saved.DefinitionId, "Ours", "x"), null)).Should().Be("not-found");
        (await CodeAsync(manager, SomeDrawing.Text(shared.DefinitionId, "All's", "x"), null)).Should().Be("forbidden");
        (await CodeAsync(stranger, SomeDrawing.Text(null, "New", "x"), programme)).Should().Be("not-found");
    }

    async Task<(Guid Programme, Actor Manager)> ManagerAsync()
    {
        var programme = await _some.ProgrammeAsync();
        return (programme, await _some.ManagerAsync(programme));
    }

    Task<DraftSaved> SaveAsync(Actor actor, JsonElement model, int? revision = null, Guid? programme = null) =>
        _some.Do(db => SaveDraft.Execute(db, actor, new(model, revision, ProgrammeId: programme), _some.Clock, default));

    Task<Verdict<DraftSaved>> TryAsync(Actor actor, JsonElement model, int? revision) =>
        _some.Try(db => SaveDraft.Execute(db, actor, new(model, revision), _some.Clock, default));

    async Task<string?> CodeAsync(Actor actor, string model, Guid? programme) =>
        (await _some.Try(db => SaveDraft.Execute(db, actor, new(SomeDrawing.Model(model), null, ProgrammeId: programme), _some.Clock, default)))
            .Allows(out _, out var refusal) ? null : refusal.Code;

    Task<List<string>> FactsAsync(string definitionId) =>
        _some.Read(db => db.AuditFacts.Where(f => f.Subject == $"design:{definitionId}").OrderBy(f => f.Id).Select(f => f.Kind).ToListAsync());
}
