using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Tests.Kill;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Ports;

public sealed class PostgresWorkflowStoreTests(TestDatabase database) : WorkflowStoreContract, IClassFixture<TestDatabase>, IAsyncDisposable
{
    readonly PostgresWorkflowStore _store = new(database.ConnectionString, new ServiceCollection().BuildServiceProvider());

    protected override IWorkflowStore Store => _store;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Two_hosts_never_hold_one_instance_and_never_wait_for_each_other()
    {
        var (one, two) = ($"One-{Guid.CreateVersion7()}", $"Two-{Guid.CreateVersion7()}");
        await InstanceAsync(
            new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, one, null, null),
            new StoredBookmark(default, 2, BookmarkKind.Event, 0, 1, two, null, null));
        await Store.EnqueueAsync([Signal(one, null)], default);
        await using var first = await Store.ClaimAsync(new WorkClaim(Now, 100), default);
        first.Items.Should().ContainSingle(i => i.Name == one);

        await Store.EnqueueAsync([Signal(two, null)], default);
        await using (var second = await Store.ClaimAsync(new WorkClaim(Now, 100), default)) second.Items.Should().NotContain(i => i.Name == two);
        await first.CommitAsync(new BatchWrites(), default);

        await using var third = await Store.ClaimAsync(new WorkClaim(Now, 100), default);
        third.Items.Should().Contain(i => i.Name == two);
    }

    [Fact]
    public async Task A_signal_left_by_a_use_case_wakes_whoever_listens()
    {
        await using var listener = new NpgsqlConnection(database.ConnectionString);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand("listen grantflow_work", listener)) await listen.ExecuteNonQueryAsync();

        await using (var db = database.Open())
        {
            db.Signal("ScoreSubmitted", "review:1", Now);
            await db.SaveChangesAsync();
        }

        (await listener.WaitAsync(TimeSpan.FromMinutes(1))).Should().BeTrue();
    }

    [Fact]
    public async Task An_expired_signal_is_dropped_and_not_delivered()
    {
        var signal = $"Late-{Guid.CreateVersion7()}";
        await using (var db = database.Open())
        {
            foreach (var expires in new[] { Now.AddDays(1), Now.AddDays(3) })
                db.Add(new QueuedSignal { Name = signal, CorrelationId = "award:1", CreatedAt = Now, ExpiresAt = expires });
            await db.SaveChangesAsync();
        }

        await using (await Store.ClaimAsync(new WorkClaim(Now, 100, Everything: true), default))
        {
        }

        await InstanceAsync(new StoredBookmark(default, 1, BookmarkKind.Event, 0, 1, signal, "award:1", null));
        await using (var batch = await Store.ClaimAsync(new WorkClaim(Now.AddDays(2), 100, Everything: true), default))
        {
            batch.Items.Where(i => i.Name == signal).Should().ContainSingle();
            await batch.CommitAsync(new BatchWrites(), default);
        }

        (await database.ScalarAsync($"select count(*) from workflow_signals where name = '{signal}'")).Should().Be(1);
    }

    [Fact]
    public async Task A_published_text_can_not_be_changed_even_by_hand()
    {
        var id = $"flow-{Guid.CreateVersion7():N}";
        await Store.PublishAsync(new NewDefinition(id, "Flow", "{}", [], [], false, new Dictionary<string, int>()), Now, default);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var change = new NpgsqlCommand("update workflow_definitions set json = 'x' where definition_id = $1", connection) { Parameters = { new() { Value = id } } };

        var act = () => change.ExecuteNonQueryAsync();

        await act.Should().ThrowAsync<PostgresException>().WithMessage("*is published: it never changes*");
    }
}
