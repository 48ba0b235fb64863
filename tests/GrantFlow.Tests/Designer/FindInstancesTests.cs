using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class FindInstancesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_manager_sees_the_instances_of_their_programmes_and_an_administrator_sees_all()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var (mine, others) = (await _some.ProgrammeAsync(), await _some.ProgrammeAsync());
        var manager = await _some.ManagerAsync(mine);
        var one = await engine.WaitAsync($"competition:{await _some.CompetitionAsync(await _some.CohortAsync(mine))}");
        var two = await engine.WaitAsync($"organisation:{(await _some.OrganisationAsync(others)).Id}");
        var service = await engine.WaitAsync(null);
        var unknown = await engine.WaitAsync($"award:{Guid.CreateVersion7()}");

        (await IdsAsync(manager, new())).Should().Equal(one);
        (await IdsAsync(manager, new() { Programme = others })).Should().BeEmpty();
        (await IdsAsync(await _some.AdministratorAsync(), new() { Definitions = [engine.Waiting] })).Should().Equal(unknown, service, two, one);
        (await IdsAsync(await _some.PersonAsync(mine, Role.Reviewer), new())).Should().BeEmpty();
        await using var db = database.Open();
        (await InstanceAccess.OwnerAsync(db, one, default))!.ProgrammeId.Should().Be(mine);
        (await InstanceAccess.OwnerAsync(db, unknown, default))!.ProgrammeId.Should().Be(Guid.Empty);
        (await InstanceAccess.OwnerAsync(db, Guid.CreateVersion7(), default)).Should().BeNull();
    }

    [Fact]
    public async Task An_instance_about_nothing_belongs_to_the_programme_of_its_definition()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var programme = await _some.ProgrammeAsync();
        await using (var db = database.Open())
        {
            db.Add(new WorkflowDesign { DefinitionId = engine.Waiting, ProgrammeId = programme });
            await db.SaveChangesAsync();
        }

        var id = await engine.WaitAsync(null);

        (await IdsAsync(await _some.ManagerAsync(programme), new())).Should().Equal(id);
        (await IdsAsync(await _some.ManagerAsync(await _some.ProgrammeAsync()), new())).Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_is_narrowed_by_cohort_state_incidents_version_time_and_words()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var programme = await _some.ProgrammeAsync();
        var (first, second) = (await _some.CohortAsync(programme), await _some.CohortAsync(programme, number: 2));
        var manager = await _some.ManagerAsync(programme);
        var waiting = await engine.WaitAsync($"cohort:{first}");
        var (failed, _) = await engine.FailAsync($"cohort:{second}");
        var (organisation, _) = await _some.OrganisationAsync(programme);
        var entrance = await engine.WaitAsync($"organisation:{organisation}");
        var cancelled = await engine.WaitAsync($"cohort:{second}");
        await engine.Engine.CancelAsync(cancelled, "not needed");
        var name = (await _some.Read(async db => await db.FindAsync<GrantFlow.Organisations.Organisation>(organisation)))!.Name.In("hy");

        (await IdsAsync(manager, new() { Cohort = first })).Should().Equal(waiting);
        (await IdsAsync(manager, new() { Cohort = second })).Should().Equal(cancelled, failed);
        (await IdsAsync(manager, new() { States = [WorkflowSubStatus.Cancelled] })).Should().Equal(cancelled);
        (await IdsAsync(manager, new() { HasIncidents = true })).Should().Equal(failed);
        (await IdsAsync(manager, new() { HasIncidents = false })).Should().Equal(cancelled, entrance, waiting);
        (await IdsAsync(manager, new() { Definitions = [engine.Fragile], Version = 1 })).Should().Equal(failed);
        (await IdsAsync(manager, new() { Search = name[..^1].ToUpperInvariant() })).Should().Contain(entrance).And.NotContain(failed);
        (await IdsAsync(manager, new() { Search = "COHORT 1" })).Should().Equal(waiting);
        (await IdsAsync(manager, new() { Search = "100%_" })).Should().BeEmpty();
        (await IdsAsync(manager, new() { Search = $"{failed}" })).Should().Equal(failed);
        (await IdsAsync(manager, new() { Times = [new(InstanceTimeColumn.FinishedAt, TimeComparison.IsNot, engine.Clock.GetUtcNow().AddDays(1)), new(InstanceTimeColumn.CreatedAt, TimeComparison.GreaterThan, engine.Clock.GetUtcNow().AddHours(-1))] }))
            .Should().Equal(cancelled, entrance);
        (await IdsAsync(manager, new() { IncidentsFirst = true })).Should().Equal(failed, cancelled, entrance, waiting);
        (await IdsAsync(manager, new() { Order = InstanceOrder.Finished })).Should().StartWith([cancelled]);
    }

    [Fact]
    public async Task Pages_follow_one_another_and_the_counts_are_of_all_pages()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme);
        var manager = await _some.ManagerAsync(programme);
        List<Guid> all = [];
        for (var i = 0; i < 7; i++) all.Insert(0, await engine.WaitAsync($"cohort:{cohort}"));
        await engine.Engine.CancelAsync(all[0], "not needed");

        List<Guid> paged = [];
        for (var skip = 0; skip < 9; skip += 3) paged.AddRange(await IdsAsync(manager, new() { Skip = skip, Take = 3 }));
        await using var db = database.Open();
        var behind = await FindInstances.ReadAsync(db, manager, new() { Skip = 100, States = [WorkflowSubStatus.Suspended] }, default);

        paged.Should().Equal(all);
        behind.Rows.Should().BeEmpty();
        behind.Total.Should().Be(6);
        behind.Counts.Should().BeEquivalentTo(new Dictionary<WorkflowSubStatus, int> { [WorkflowSubStatus.Suspended] = 6, [WorkflowSubStatus.Cancelled] = 1 });
        var names = await SubjectNames.ReadAsync(db, [$"cohort:{cohort}", null, "odd", $"award:{Guid.Empty}"], default);
        names.Should().ContainSingle().Which.Value.Path.Should().Be($"/cohorts/{cohort}");
    }

    async Task<IEnumerable<Guid>> IdsAsync(Actor actor, InstanceFilter filter)
    {
        await using var db = database.Open();
        return (await FindInstances.ReadAsync(db, actor, filter, default)).Rows.Select(r => r.Id);
    }
}
