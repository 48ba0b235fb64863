using FluentAssertions;
using GrantFlow.Designer;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class StandInTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_programme_s_new_work_takes_its_own_published_definition_and_nobody_else_s_does()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "entrance", "competition", "selection", "cohort", "award", "monitoring", "reporting");
        var (programme, other) = (await _some.ProgrammeAsync(), await _some.ProgrammeAsync());
        await OwnAsync(engine, programme, "entrance");
        await OwnAsync(engine, programme, "selection");

        var mine = await _some.Do(async db => await OpenCohort.Execute(db, Some.Administrator, await _some.CohortAsync(programme), new(), _some.Clock, default));
        var theirs = await _some.Do(async db => await OpenCohort.Execute(db, Some.Administrator, await _some.CohortAsync(other), new(), _some.Clock, default));
        var (organisation, _) = await _some.OrganisationAsync(programme);
        var begun = await _some.Do(db => BeginEntrance.Execute(db, Some.Administrator, organisation, _some.Clock, default));
        await engine.RunAsync();

        (await TakenAsync(mine.Binding)).Should().Contain(["selection takes selection-own", "entrance takes entrance-own", "award takes award"]);
        (await TakenAsync(theirs.Binding)).Should().Contain("selection takes selection").And.NotContain(t => t.Contains("-own"));
        (await engine.OfAsync(begun.WorkflowInstanceId)).DefinitionId.Should().Be("entrance-own");
    }

    [Fact]
    public async Task A_manager_draws_the_programme_s_own_version_and_publishes_it()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "entrance");
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var stranger = await _some.ManagerAsync(await _some.ProgrammeAsync());

        var copied = await _some.Do(db => CopyDesign.Execute(db, manager, "entrance", programme, _some.Clock, default));
        var again = await _some.Try(db => CopyDesign.Execute(db, manager, "entrance", programme, _some.Clock, default));
        var foreign = await _some.Try(db => CopyDesign.Execute(db, stranger, copied.DefinitionId, programme, _some.Clock, default));
        (await _some.Read(db => db.WorkflowOfAsync(programme, "entrance", default))).Should().Be("entrance", "the copy is a draft");
        (await _some.Read(db => db.DesignVersions.Where(v => v.DefinitionId == copied.DefinitionId).Select(v => v.Name).SingleAsync())).Should().StartWith("Entrance – ");
        await _some.Do(db => PublishDesign.Execute(db, manager, copied.DefinitionId, copied.Revision, engine.Checks, _some.Clock, default));

        (await _some.Read(db => db.WorkflowOfAsync(programme, "entrance", default))).Should().Be(copied.DefinitionId);
        again.Allows(out _, out var already).Should().BeFalse();
        foreign.Allows(out _, out var unseen).Should().BeFalse();
        (already!.Code, unseen!.Code).Should().Be(("design-own-already", "not-found"));
    }

    [Fact]
    public async Task A_stand_in_that_is_a_draft_stands_in_for_nothing_yet()
    {
        var programme = await _some.ProgrammeAsync();
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = $"own-{programme:N}", ProgrammeId = programme, StandsInFor = "entrance" });
            return await db.SaveChangesAsync();
        });

        (await _some.Read(db => db.WorkflowOfAsync(programme, "entrance", default))).Should().Be("entrance");
    }

    async Task OwnAsync(SomeEngine engine, Guid programme, string id)
    {
        var json = ShippedWorkflows.All.Single(w => w.Name == $"{id}.json").Json;
        (await engine.Port.PublishAsync(json.Replace($"\"definitionId\": \"{id}\"", $"\"definitionId\": \"{id}-own\"", StringComparison.Ordinal))).Version.Should().NotBeNull();
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = $"{id}-own", ProgrammeId = programme, StandsInFor = id });
            return await db.SaveChangesAsync();
        });
    }

    Task<List<string>> TakenAsync(Guid binding) => _some.Read(db => db.Database.SqlQuery<string>(
        $"""select definition_id || ' takes ' || coalesce(taken, definition_id) as "Value" from workflow_bindings where binding = {binding}""").ToListAsync());
}
