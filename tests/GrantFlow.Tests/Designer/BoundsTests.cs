using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What an activity comes upon by itself, not by what it is given, is looked at too.</summary>
public sealed class BoundsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Theory]
    [InlineData("Test.ReadsAll", true)]
    [InlineData("Test.ReadsItsOwn", false)]
    [InlineData("Test.Writes", true)]
    [InlineData("Test.Swallows", true)]
    [InlineData("Test.Waits", true)]
    [InlineData("Test.Signals", true)]
    public async Task An_activity_that_nobody_taught_it_is_held(string type, bool held)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_some.Clock);
        services.AddWorkflows(database.ConnectionString);
        services.AddActivity<ReadsAll>().AddActivity<ReadsItsOwn>().AddActivity<Writes>().AddActivity<Swallows>().AddActivity<Waits>().AddActivity<Signals>();
        await using var all = services.BuildServiceProvider();
        var (ours, theirs) = (await _some.ProgrammeAsync(), await _some.ProgrammeAsync());
        var (cohort, other) = (await _some.CohortAsync(ours), await _some.CohortAsync(theirs));
        Foreign.Value = (theirs, other);
        var (engine, id) = (all.GetRequiredService<IWorkflowEngine>(), $"own-{ours:N}");
        await _some.Read(async db =>
        {
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = id, ProgrammeId = ours });
            return await db.SaveChangesAsync();
        });
        await engine.PublishAsync($$"""{"definitionId":"{{id}}","root":{"id":"r","type":"Elsa.Sequence","activities":[{"id":"b","type":"{{type}}"}]} }""");

        var instance = await engine.StartAsync(new StartWorkflow(id, $"cohort:{cohort}"));
        await all.GetRequiredService<WorkflowRuntime>().RunUntilIdleAsync();

        var found = (await engine.FindAsync(instance))!;
        if (held) found.Incidents.Should().ContainSingle(i => i.Open && i.Message.Contains("belongs to one programme"));
        else found.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await _some.Read(db => db.Cohorts.CountAsync(c => c.ProgrammeId == theirs))).Should().Be(1);
        (await _some.Read(db => db.Signals.CountAsync(s => s.Name == "Made"))).Should().Be(0);
    }

    static readonly AsyncLocal<(Guid Programme, Guid Cohort)> Foreign = new();

    public sealed record Nothing;

    public abstract class Plain : HostActivity<Nothing>
    {
        protected override ValueTask<Outcome> RunAsync(Nothing input, ActivityRun run, CancellationToken ct) => DoAsync(run, ct);

        protected abstract ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct);
    }

    [Activity("Test.ReadsAll", "Everywhere", "Reads every cohort.")]
    public sealed class ReadsAll(GrantFlowDb db) : Plain
    {
        protected override async ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct)
        {
            await db.Cohorts.AsNoTracking().ToListAsync(ct);
            return Outcome.Done;
        }
    }

    [Activity("Test.ReadsItsOwn", "Everywhere", "Reads its own cohort.")]
    public sealed class ReadsItsOwn(GrantFlowDb db) : Plain
    {
        protected override async ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct)
        {
            var id = Guid.Parse(run.CorrelationId!["cohort:".Length..]);
            var cohort = await db.Cohorts.SingleAsync(c => c.Id == id, ct);
            db.Record(Actor.Service, cohort.ProgrammeId, run.CorrelationId, new Seen(cohort.Number), run.Now);
            return Outcome.Done;
        }
    }

    [Activity("Test.Writes", "Everywhere", "Puts a fact on another programme's record.")]
    public sealed class Writes(GrantFlowDb db) : Plain
    {
        protected override ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct)
        {
            db.Record(Actor.Service, Foreign.Value.Programme, "cohort:1", new Seen(1), run.Now);
            return new(Outcome.Done);
        }
    }

    [Activity("Test.Swallows", "Everywhere", "Takes the breach for something else.")]
    public sealed class Swallows(GrantFlowDb db) : Plain
    {
        protected override async ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct)
        {
            try
            {
                await db.Cohorts.ToListAsync(ct);
            }
            catch (Exception e) when (e is LastingFaultException)
            {
                db.Signal("Made", run.CorrelationId, run.Now);
            }

            return Outcome.Done;
        }
    }

    [Activity("Test.Waits", "Everywhere", "Waits for another programme's news.")]
    public sealed class Waits : Plain
    {
        protected override ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct) =>
            new(Outcome.WaitFor(Wait.ForSignal("News", "Done", $"cohort:{Foreign.Value.Cohort}")));
    }

    [Activity("Test.Signals", "Everywhere", "Sends another programme a signal.")]
    public sealed class Signals(GrantFlowDb db) : Plain
    {
        protected override ValueTask<Outcome> DoAsync(ActivityRun run, CancellationToken ct)
        {
            db.Signal("Made", $"cohort:{Foreign.Value.Cohort}", run.Now);
            return new(Outcome.Done);
        }
    }

    public sealed record Seen(int Number);
}
