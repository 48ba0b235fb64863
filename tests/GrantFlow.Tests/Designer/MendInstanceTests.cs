using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class MendInstanceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_cancelled_instance_is_on_record_with_its_reason_and_its_programme()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var (manager, about, programme) = await AboutAsync();
        var id = await engine.WaitAsync(about);

        var fact = await _some.Do(db => CancelInstance.Execute(db, engine.Engine, manager, id, new(" The cohort was given up "), engine.Clock, default));
        var again = await _some.Try(db => CancelInstance.Execute(db, engine.Engine, manager, id, new("Once more"), engine.Clock, default));

        fact.Reason.Should().Be("The cohort was given up");
        Code(again).Should().Be("instance-over");
        (await engine.Engine.FindAsync(id))!.SubStatus.Should().Be(WorkflowSubStatus.Cancelled);
        var onRecord = await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Subject == about && f.Kind == nameof(CancelInstance.InstanceCancelled)));
        (onRecord.ActorId, onRecord.ProgrammeId).Should().Be((manager.PersonId, programme));
        onRecord.Data.Should().Contain("given up");
    }

    [Fact]
    public async Task A_failed_activity_is_run_again_or_given_up_by_an_outcome_that_it_has()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var (manager, about, _) = await AboutAsync();
        var (one, first) = await engine.FailAsync(about);
        var (two, second) = await engine.FailAsync(about);
        engine.Mood.Fails = _ => false;

        await _some.Do(db => RetryIncident.Execute(db, engine.Engine, manager, one, first, new("The bank answers again"), engine.Clock, default));
        var retried = await _some.Try(db => RetryIncident.Execute(db, engine.Engine, manager, one, first, new("Again"), engine.Clock, default));
        var odd = await _some.Try(db => SkipIncident.Execute(db, engine.Engine, engine.Drawings, manager, two, second, new("Odd", "Why not"), engine.Clock, default));
        var foreign = await _some.Try(db => SkipIncident.Execute(db, engine.Engine, engine.Drawings, manager, one, second, new("Broken", "x"), engine.Clock, default));
        await _some.Do(db => SkipIncident.Execute(db, engine.Engine, engine.Drawings, manager, two, second, new("Broken", "Done by hand"), engine.Clock, default));
        await engine.RunAsync();

        (Code(retried), Code(odd), Code(foreign)).Should().Be(("incident-settled", "outcome-unknown", "not-found"));
        (await engine.Engine.FindAsync(one))!.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        var story = (await InstanceStory.ReadAsync(engine.Engine, engine.Drawings, two, default))!;
        story.Instance.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        story.Path.Select(e => (e.ActivityId, e.Status, e.WasSkipped)).Should().Equal(
            ("start", ActivityStatus.Completed, false), ("break", ActivityStatus.Completed, true), ("mend", ActivityStatus.Completed, false), ("finish", ActivityStatus.Completed, false));
        story.Drawing.Of(story.Path.ElementAt(1).NodeId).Outcomes.Should().BeEquivalentTo("Done", "Broken");
        (await _some.Read(db => db.AuditFacts.Where(f => f.Subject == about && (f.Kind == "IncidentRetried" || f.Kind == "IncidentSkipped")).OrderBy(f => f.Id).Select(f => f.Kind).ToListAsync()))
            .Should().Equal("IncidentRetried", "IncidentSkipped");
    }

    [Fact]
    public async Task An_event_sent_by_hand_ends_the_wait_of_that_instance_alone_and_is_on_record()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var (manager, about, programme) = await AboutAsync();
        var id = await engine.WaitAsync(about);
        var beside = await engine.WaitAsync(about);

        var unknown = await SignalAsync("Stop", "x");
        var silent = await SignalAsync("Go", " ");
        var sent = await SignalAsync("Go", "The ministry called");
        await SignalAsync("Go", "A double click");
        await engine.RunAsync();
        var late = await SignalAsync("Go", "Too late");

        (Code(unknown), Code(silent), Code(late)).Should().Be(("event-not-awaited", "reason-missing", "event-not-awaited"));
        sent.Allows(out var fact, out _).Should().BeTrue();
        fact!.Event.Should().Be("Go");
        (await engine.Engine.FindAsync(id))!.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await engine.Engine.FindAsync(beside))!.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        var record = await _some.Read(db => db.AuditFacts.Where(f => f.Subject == about && f.Kind == nameof(SignalInstance.InstanceSignalled)).OrderBy(f => f.Id).ToListAsync());
        record[0].ProgrammeId.Should().Be(programme);
        record[0].Data.Should().Contain("ministry");

        Task<Verdict<SignalInstance.InstanceSignalled>> SignalAsync(string name, string reason) =>
            _some.Try(db => SignalInstance.Execute(db, engine.Engine, manager, id, new(name, reason), engine.Clock, default));
    }

    [Fact]
    public async Task Whoever_may_not_is_refused_and_so_is_an_act_without_a_reason()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var (manager, about, _) = await AboutAsync();
        var stranger = await _some.ManagerAsync(await _some.ProgrammeAsync());
        var (id, incident) = await engine.FailAsync(about);
        var service = await engine.WaitAsync(null);

        Code(await CancelAsync(stranger, id, "x")).Should().Be("not-found");
        Code(await CancelAsync(manager, service, "x")).Should().Be("not-found");
        Code(await CancelAsync(manager, Guid.CreateVersion7(), "x")).Should().Be("not-found");
        Code(await CancelAsync(manager, id, " ")).Should().Be("reason-missing");
        Code(await _some.Try(db => SignalInstance.Execute(db, engine.Engine, stranger, id, new("Go", "x"), engine.Clock, default))).Should().Be("not-found");
        Code(await _some.Try(db => RetryIncident.Execute(db, engine.Engine, stranger, id, incident, new("x"), engine.Clock, default))).Should().Be("not-found");
        Code(await _some.Try(db => SkipIncident.Execute(db, engine.Engine, engine.Drawings, manager, id, incident, new("Done", null), engine.Clock, default))).Should().Be("reason-missing");
        (await engine.Engine.FindAsync(id))!.Incidents.Should().ContainSingle(i => i.Open);

        Task<Verdict<CancelInstance.InstanceCancelled>> CancelAsync(Actor actor, Guid instance, string reason) =>
            _some.Try(db => CancelInstance.Execute(db, engine.Engine, actor, instance, new(reason), engine.Clock, default));
    }

    [Fact]
    public async Task An_act_whose_record_can_not_be_written_is_not_done()
    {
        await using var engine = await SomeInstances.OnAsync(database);
        var (_, about, _) = await AboutAsync();
        var id = await engine.WaitAsync(about);
        var (failed, incident) = await engine.FailAsync(about);
        Beside broken = (_, _) => throw new InvalidOperationException("The record is full.");

        await ((Func<Task>)(() => engine.Engine.CancelAsync(id, "x", broken))).Should().ThrowAsync<InvalidOperationException>();
        await ((Func<Task>)(() => engine.Engine.RetryAsync(incident, broken))).Should().ThrowAsync<InvalidOperationException>();
        await ((Func<Task>)(() => engine.Engine.SkipAsync(incident, "Broken", broken))).Should().ThrowAsync<InvalidOperationException>();
        await engine.RunAsync();

        (await engine.Engine.FindAsync(id))!.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        (await engine.Engine.FindAsync(failed))!.Incidents.Should().ContainSingle(i => i.Open);
    }

    async Task<(Actor Manager, string About, Guid Programme)> AboutAsync()
    {
        var programme = await _some.ProgrammeAsync();
        return (await _some.ManagerAsync(programme), $"cohort:{await _some.CohortAsync(programme)}", programme);
    }

    static string? Code<T>(Verdict<T> verdict)
        where T : notnull => verdict.Allows(out _, out var refusal) ? null : refusal.Code;
}
