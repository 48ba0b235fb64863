using FluentAssertions;
using GrantFlow.Audit;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Audit;

public sealed class SealingTests : IAsyncLifetime
{
    SomeRecord _some = null!;

    public async Task InitializeAsync() => _some = await SomeRecord.WithFactsAsync(2);

    public async Task DisposeAsync() => await _some.DisposeAsync();

    [Fact]
    public async Task A_fact_committed_late_with_an_older_id_is_sealed_too()
    {
        await using var late = new NpgsqlConnection(_some.Database.ConnectionString);
        await late.OpenAsync();
        await using var transaction = await late.BeginTransactionAsync();
        var old = Guid.CreateVersion7();
        await InsertAsync(late, old);
        await _some.AddAsync(1, _some.Programme);

        (await VerifyRecord.SealAsync(_some.Source, default)).Should().Be(0, "what is newer waits for what may still come before it");
        var waiting = await _some.VerifyAsync();
        (waiting.Sound, waiting.Waiting).Should().Be((true, 1));
        await transaction.CommitAsync();
        await _some.SealedAsync();

        (await _some.ScalarAsync($"select seq from audit_chain where fact_id = '{old}'")).Should().Be(3L);
        (await _some.VerifyAsync()).Sound.Should().BeTrue();
    }

    [Fact]
    public async Task Many_transactions_at_once_and_several_sealers_leave_every_fact_in_its_chain_once()
    {
        using var stop = new CancellationTokenSource();
        var sealers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await VerifyRecord.SealAsync(_some.Source, default);
        })).ToList();
        await Parallel.ForAsync(0, 8, async (writer, ct) =>
        {
            var dice = new Random(writer);
            for (var n = 0; n < 25; n++)
            {
                await using var connection = new NpgsqlConnection(_some.Database.ConnectionString);
                await connection.OpenAsync(ct);
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await InsertAsync(connection, Guid.CreateVersion7());
                await Task.Delay(dice.Next(8), ct);
                await InsertAsync(connection, Guid.CreateVersion7());
                if (dice.Next(5) == 0) await transaction.RollbackAsync(ct);
                else await transaction.CommitAsync(ct);
            }
        });
        await stop.CancelAsync();
        await Task.WhenAll(sealers);
        await _some.SealedAsync();

        var check = await _some.VerifyAsync();

        check.Sound.Should().BeTrue();
        check.Facts.Should().Be((long)(await _some.ScalarAsync("select count(*) from audit_facts"))!);
        (await _some.ScalarAsync("select count(distinct fact_id) = count(*) from audit_chain")).Should().Be(true);
    }

    [Fact]
    public async Task A_sealer_that_was_killed_leaves_nothing_half_done()
    {
        await _some.AddAsync(5, _some.Programme);
        await using (var killed = new NpgsqlConnection(_some.Database.ConnectionString))
        {
            await killed.OpenAsync();
            await using var transaction = await killed.BeginTransactionAsync();
            await using var seal = new NpgsqlCommand("select audit_seal()", killed);
            await seal.ExecuteScalarAsync();
            await _some.ScalarAsync($"select pg_terminate_backend({killed.ProcessID})");
        }

        await _some.SealedAsync();

        var check = await _some.VerifyAsync();
        (check.Sound, check.Facts).Should().Be((true, 10));
    }

    [Fact]
    public async Task A_few_at_a_time_make_the_same_chain_go_on()
    {
        await _some.AddAsync(7, _some.Programme);

        while (await _some.ScalarAsync("select audit_seal(2)") is > 0)
        {
        }

        await _some.SealedAsync();
        (await _some.VerifyOwnAsync()).Should().Match<Chain>(c => c.Links == 9 && c.Broken == null);
    }

    [Fact]
    public async Task A_database_copied_from_another_server_goes_on_being_sealed()
    {
        await _some.AddAsync(2, _some.Programme);
        await _some.ScalarAsync("update audit_state set server = 1, sealed_to = '9000000000000'; update audit_facts set tx = '8999999999999'");

        await _some.SealedAsync();
        await _some.AddAsync(1, _some.Programme);
        await _some.SealedAsync();

        var check = await _some.VerifyAsync();
        (check.Sound, check.Facts, check.Waiting).Should().Be((true, 8, 0));
    }

    [Fact]
    public async Task The_hosts_role_seals_by_the_function_and_not_by_hand()
    {
        foreach (var table in new[] { "audit_chain", "audit_heads", "audit_state" })
        {
            await using var command = _some.Source.CreateCommand($"delete from {table}");
            var act = () => command.ExecuteNonQueryAsync();

            (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    async Task InsertAsync(NpgsqlConnection connection, Guid id)
    {
        await using var command = new NpgsqlCommand(
            "insert into audit_facts (id, programme_id, at, actor_id, actor_name, kind, subject, data) values ($1, $2, now(), $1, 'x', 'Done', 'award:x', '{}')", connection)
        {
            Parameters = { new() { Value = id }, new() { Value = _some.Programme } },
        };
        await command.ExecuteNonQueryAsync();
    }
}
