using FluentAssertions;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>What every store does, without a burst: work is matched, claimed once, kept until somebody waits.</summary>
public abstract class WorkflowStoreContract
{
    protected static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    protected abstract IWorkflowStore Store { get; }

    [Fact]
    public async Task A_signal_that_nobody_waits_for_is_delivered_when_a_bookmark_appears()
    {
        var signal = $"Signed-{Guid.CreateVersion7()}";
        await Store.EnqueueAsync([Signal(signal, "award:1")], default);
        (await ClaimAsync()).Should().NotContain(i => i.Name == signal);

        var instance = await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, "award:1", null));

        (await ClaimAsync()).Should().ContainSingle(i => i.Name == signal && i.InstanceId == instance && i.Bookmark == 1);
    }

    [Fact]
    public async Task A_signal_without_correlation_goes_to_all_who_wait_and_one_with_it_only_to_those_it_names()
    {
        var signal = $"Signed-{Guid.CreateVersion7()}";
        var first = await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, "award:1", null));
        var second = await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, "award:2", null));

        await Store.EnqueueAsync([Signal(signal, "award:2")], default);
        (await ClaimAsync()).Where(i => i.Name == signal).Select(i => i.InstanceId).Should().Equal(second);

        await Store.EnqueueAsync([Signal(signal, null)], default);
        (await ClaimAsync()).Where(i => i is { CorrelationId: null } && i.Name == signal).Select(i => i.InstanceId).Should().BeEquivalentTo([first, second]);
    }

    [Fact]
    public async Task A_batch_that_is_not_committed_has_changed_nothing()
    {
        var signal = $"Signed-{Guid.CreateVersion7()}";
        await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, null, null));
        await Store.EnqueueAsync([Signal(signal, null)], default);

        await using (await Store.ClaimAsync(new WorkClaim(Now, 100), default))
        {
        }

        (await ClaimAsync()).Should().ContainSingle(i => i.Name == signal);
    }

    [Fact]
    public async Task Delivered_work_is_gone_and_its_key_is_remembered()
    {
        var (signal, key) = ($"Signed-{Guid.CreateVersion7()}", $"{Guid.CreateVersion7()}");
        await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, null, null));
        await Store.EnqueueAsync([Signal(signal, null) with { Key = key }, Signal(signal, null) with { Key = key }], default);
        await using (var batch = await Store.ClaimAsync(new WorkClaim(Now, 100), default))
        {
            var item = batch.Items.Single(i => i.Name == signal);
            var writes = new BatchWrites();
            writes.Done.Add(item.Id);
            writes.Keys.Add((key, Now));
            await batch.CommitAsync(writes, default);
        }

        await Store.EnqueueAsync([Signal(signal, null) with { Key = key }], default);

        (await ClaimAsync()).Should().NotContain(i => i.Name == signal);
    }

    [Fact]
    public async Task A_timer_is_claimed_when_its_time_has_come_and_not_before()
    {
        var instance = await InstanceAsync(new StoredBookmark(default, 7, BookmarkKind.Timer, 0, 1, "Elsa.Delay", null, Now.AddHours(1)));

        (await ClaimAsync()).Should().NotContain(i => i.InstanceId == instance);
        (await ClaimAsync(Now.AddHours(1))).Should().ContainSingle(i => i.InstanceId == instance && i.Kind == WorkKind.Timer && i.Bookmark == 7);
        (await Store.NextDueAsync(default)).Should().BeOnOrBefore(Now.AddHours(1));
    }

    [Fact]
    public async Task Work_behind_an_incident_waits_for_the_operator()
    {
        var signal = $"Signed-{Guid.CreateVersion7()}";
        var instance = await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, null, null));
        await Store.EnqueueAsync([Signal(signal, null)], default);
        var incident = Guid.CreateVersion7();
        await CommitAsync(b =>
        {
            var writes = new BatchWrites();
            writes.Held.Add((b.Items.Single(i => i.Name == signal).Ref, incident));
            writes.Incidents.Add(new StoredIncident(incident, instance, 0, 0, 0, "Broken", null, Now));
            return writes;
        });
        (await ClaimAsync()).Should().NotContain(i => i.Name == signal);

        await CommitAsync(_ => new BatchWrites { Released = { (incident, true) }, Dealt = { (incident, Now, "retried") } });

        (await ClaimAsync()).Should().ContainSingle(i => i.Name == signal);
        (await Store.IncidentAsync(incident, default))!.ClosedBy.Should().Be("retried");
    }

    [Fact]
    public async Task The_same_text_twice_is_one_version_and_a_draft_becomes_the_next()
    {
        var id = $"flow-{Guid.CreateVersion7():N}";
        var first = await Store.PublishAsync(Definition(id, "{}"), Now, default);
        var again = await Store.PublishAsync(Definition(id, "{}"), Now, default);
        var draft = await Store.SaveDraftAsync(id, "Flow", "{\"a\":1}", Now, default);
        await Store.SaveDraftAsync(id, "Flow", "{\"a\":2}", Now, default);
        var second = await Store.PublishAsync(Definition(id, "{\"a\":3}"), Now, default);

        again.Should().BeEquivalentTo(first);
        draft.Should().Match<StoredDefinition>(d => d.Version == 2 && !d.IsPublished && d.PublishedAt == null);
        second.Should().Match<StoredDefinition>(d => d.Version == 2 && d.IsPublished && d.Number == draft.Number && d.Json == "{\"a\":3}");
        (await Store.DefinitionsAsync(id, default)).Select(d => (d.Version, d.IsPublished)).Should().Equal((1, false), (2, true));
    }

    [Fact]
    public async Task A_start_takes_the_binding_s_version_else_the_published_one_else_waits()
    {
        var (id, binding) = ($"flow-{Guid.CreateVersion7():N}", Guid.CreateVersion7());
        await Store.EnqueueAsync([Start(id)], default);
        (await ClaimAsync()).Should().NotContain(i => i.Name == id);

        var first = await Store.PublishAsync(Definition(id, "{}"), Now, default);
        await Store.BindAsync(binding, new Dictionary<string, BoundVersion> { [id] = new(id, 1) }, default);
        var second = await Store.PublishAsync(Definition(id, "{\"a\":1}"), Now, default);
        await Store.EnqueueAsync([Start(id) with { Binding = binding }, Start(id) with { Version = 1 }], default);

        (await ClaimAsync()).Where(i => i.Name == id).OrderBy(i => i.Id).Select(i => i.Definition)
            .Should().Equal(second.Number, first.Number, first.Number);
    }

    [Fact]
    public async Task A_binding_may_take_another_definition_that_stands_in_and_what_it_keeps_isn_t_deleted()
    {
        var (id, own, binding) = ($"flow-{Guid.CreateVersion7():N}", $"own-{Guid.CreateVersion7():N}", Guid.CreateVersion7());
        await Store.PublishAsync(Definition(id, "{}"), Now, default);
        var first = await Store.PublishAsync(Definition(own, "{}"), Now, default);
        await Store.BindAsync(binding, new Dictionary<string, BoundVersion> { [id] = new(own, 1) }, default);
        await Store.PublishAsync(Definition(own, "{\"a\":1}"), Now, default);
        await Store.EnqueueAsync([Start(id) with { Binding = binding }], default);

        (await ClaimAsync()).Single(i => i.Name == id).Definition.Should().Be(first.Number);
        (await Store.BindingAsync(binding, default)).Should().Equal(new Dictionary<string, BoundVersion> { [id] = new(own, 1) });
        (await Store.DeleteAsync(first.VersionId, default)).Should().BeFalse("a cohort keeps it");
    }

    [Fact]
    public async Task Old_signals_that_nobody_can_want_any_more_are_forgotten_and_their_keys_with_them()
    {
        var (signal, about, other) = ($"Signed-{Guid.CreateVersion7()}", $"award:{Guid.CreateVersion7()}", $"award:{Guid.CreateVersion7()}");
        var slow = await InstanceAsync(about, new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, "SomethingElse", about, null));
        await Store.EnqueueAsync([Signal(signal, about), Signal(signal, other) with { Key = $"{signal}:1" }, Signal(signal, null)], default);
        await ClaimAndParkAsync();

        (await Store.TrimAsync(Now, Now.AddDays(90), default)).Signals.Should().Be(0, "they are not older than that");
        await Store.TrimAsync(Now.AddSeconds(1), Now.AddDays(90), default);

        var late = await InstanceAsync(about, new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, about, null));
        var tooLate = await InstanceAsync(other, new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, other, null));
        await Store.EnqueueAsync([Signal(signal, other) with { Key = $"{signal}:1" }], default);
        (await ClaimAsync()).Where(i => i.Name == signal).Select(i => i.InstanceId).Should().Equal(
            [late], "an instance about it was under way; what nobody could want is gone, and its key is not taken again");
        tooLate.Should().NotBe(slow);
        await Store.TrimAsync(Now.AddDays(91), Now.AddDays(200), default);
        await Store.EnqueueAsync([Signal(signal, other) with { Key = $"{signal}:1" }], default);
        (await ClaimAsync()).Should().Contain(i => i.Name == signal && i.InstanceId == tooLate, "even keys are forgotten in time");
    }

    [Fact]
    public async Task What_somebody_waits_for_and_what_is_still_to_begin_is_never_forgotten()
    {
        var (signal, about) = ($"Signed-{Guid.CreateVersion7()}", $"award:{Guid.CreateVersion7()}");
        var definition = $"flow-{Guid.CreateVersion7():N}";
        await Store.EnqueueAsync([Signal(signal, about), Start(definition) with { CorrelationId = about }], default);
        await ClaimAndParkAsync();

        await Store.TrimAsync(Now.AddYears(1), Now.AddYears(1), default);

        await Store.PublishAsync(Definition(definition, "{}"), Now, default);
        var instance = await InstanceAsync(about, new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, about, null));
        (await ClaimAsync()).Where(i => i.Name == signal || i.Name == definition).Select(i => i.Kind)
            .Should().BeEquivalentTo([WorkKind.Start, WorkKind.Signal], "the start waited for its definition, and the signal for the start");
        instance.Should().NotBeEmpty();
    }

    /// <summary>Sets aside what nobody waits for, as a runtime's look does.</summary>
    async Task ClaimAndParkAsync()
    {
        await using var batch = await Store.ClaimAsync(new WorkClaim(Now, 100), default);
        await batch.CommitAsync(new BatchWrites(), default);
    }

    protected static NewWork Signal(string name, string? correlation) => new(WorkKind.Signal, name, Now) { CorrelationId = correlation };

    static NewWork Start(string definition) => new(WorkKind.Start, definition, Now) { InstanceId = Guid.CreateVersion7() };

    static NewDefinition Definition(string id, string json) =>
        new(id, "Flow", json, [new("Workflow1", "Workflow1", "Elsa.Workflow")], [], false, new Dictionary<string, int>());

    /// <summary>What a normal look and then a thorough one give; nothing is kept.</summary>
    async Task<IReadOnlyList<WorkItem>> ClaimAsync(DateTimeOffset? at = null)
    {
        List<WorkItem> items = [];
        foreach (var everything in new[] { false, true })
        {
            await using var batch = await Store.ClaimAsync(new WorkClaim(at ?? Now, 100, everything), default);
            items.AddRange(batch.Items.Where(i => items.TrueForAll(known => known.Ref != i.Ref || known.InstanceId != i.InstanceId)));
        }

        return items;
    }

    protected Task<Guid> InstanceAsync(params StoredBookmark[] waits) => InstanceAsync(null, waits);

    async Task<Guid> InstanceAsync(string? about, params StoredBookmark[] waits)
    {
        var id = Guid.CreateVersion7();
        await CommitAsync(_ =>
        {
            var writes = new BatchWrites();
            writes.Started.Add(new StoredInstance { Id = id, Definition = 1, SubStatus = WorkflowSubStatus.Suspended, CorrelationId = about, CreatedAt = Now, UpdatedAt = Now });
            writes.Waits.AddRange(waits.Select(w => w with { InstanceId = id }));
            return writes;
        });
        return id;
    }

    async Task CommitAsync(Func<IWorkBatch, BatchWrites> write)
    {
        await using var batch = await Store.ClaimAsync(new WorkClaim(Now, 100), default);
        await batch.CommitAsync(write(batch), default);
    }
}

public sealed class MemoryWorkflowStoreTests : WorkflowStoreContract, IDisposable
{
    readonly MemoryWorkflowStore _store = new();

    protected override IWorkflowStore Store => _store;

    public void Dispose() => _store.Dispose();
}
