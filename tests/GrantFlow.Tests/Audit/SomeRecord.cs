using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Tests.Postgres;
using Npgsql;

namespace GrantFlow.Tests.Audit;

/// <summary>A database with facts on record, and the ways of somebody who would forge them.</summary>
public sealed class SomeRecord : IAsyncDisposable
{
    SomeRecord(TestDatabase database)
    {
        Database = database;
        Source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    public TestDatabase Database { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>A programme of the test's own.</summary>
    public Guid Programme { get; } = Guid.CreateVersion7();

    public static async Task<SomeRecord> WithFactsAsync(int count)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var some = new SomeRecord(database);
        await some.AddAsync(count, some.Programme);
        await some.AddAsync(3, null);
        await some.SealedAsync();
        return some;
    }

    public async Task AddAsync(int count, Guid? programme)
    {
        await using var db = Database.Open();
        for (var n = 0; n < count; n++)
            db.Record(Actor.Service, programme, $"award:{Guid.CreateVersion7():D}", new { n, text = "Հայերեն\nline" }, DateTimeOffset.UnixEpoch.AddSeconds(n));
        await db.SaveChangesAsync();
    }

    /// <summary>Seals; facts wait for transactions that other tests have open on the same server.</summary>
    public async Task SealedAsync()
    {
        for (var until = TimeProvider.System.GetUtcNow().AddSeconds(60); ; await Task.Delay(50))
        {
            await VerifyRecord.SealAsync(Source, default);
            if (await ScalarAsync("select count(*) from audit_facts f where not exists (select from audit_chain c where c.fact_id = f.id)") is 0L) return;
            if (TimeProvider.System.GetUtcNow() > until) throw new TimeoutException("Some fact isn't sealed.");
        }
    }

    public Task<ChainCheck> VerifyAsync(params string[] expected) => VerifyRecord.Execute(Source, null, expected, default);

    public async Task<Chain> VerifyOwnAsync(params string[] expected) => (await VerifyAsync(expected)).Chains.Single(c => c.ProgrammeId == Programme);

    public async Task<Guid> FactAtAsync(long seq) => (Guid)(await ScalarAsync($"select fact_id from audit_chain where programme_id = '{Programme}' and seq = {seq}"))!;

    /// <summary>Runs a statement as whoever owns the database.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.OwnerConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // texts of the tests
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Database.DisposeAsync();
    }
}
