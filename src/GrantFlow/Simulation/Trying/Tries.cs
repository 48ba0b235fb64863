using System.Text.Json;
using GrantFlow.Persistence;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>Where a try stands.</summary>
public enum TryState
{
    /// <summary>In the line.</summary>
    Waiting,

    /// <summary>A host plays it.</summary>
    Playing,

    /// <summary>There is a result.</summary>
    Done,

    /// <summary>The host that played it stopped in the middle.</summary>
    BrokenOff,
}

/// <summary>A try as asked for, and how far it is.</summary>
/// <param name="Id">Sorts by time.</param>
/// <param name="DefinitionId">What is tried.</param>
/// <param name="ProgrammeId">In whose likeness, and whose people may see it.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reached">The virtual instant reached, or null.</param>
/// <param name="Share">Of its days, 0 to 1.</param>
/// <param name="Ahead">How many are before it in the line.</param>
/// <param name="Zone">The sample's time zone, IANA.</param>
/// <param name="Mood">How its people are.</param>
/// <param name="Organisations">How many organisations it has.</param>
/// <param name="About">About what the draft is started by hand, or null.</param>
public sealed record Try(
    Guid Id, string DefinitionId, Guid ProgrammeId, Guid AskedBy, DateTimeOffset AskedAt, TryState State, DateTimeOffset? Reached, double Share, int Ahead,
    string Zone, SampleMood Mood, int Organisations, string? About)
{
    /// <summary>True until there is something to read.</summary>
    public bool IsUnderWay => State is TryState.Waiting or TryState.Playing;
}

/// <summary>The tries of a service: rows in its sandbox, kept for a day, seen by every host.</summary>
/// <param name="served">The served database, as the host works on it.</param>
/// <param name="clock">The wall's.</param>
public sealed class Tries(string served, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How long a try can be looked at.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    // A sandbox that is there stays; one that is missing may be made at any time, and is looked for each time.
    static readonly TimeSpan TrustReady = TimeSpan.FromMinutes(1);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly NpgsqlDataSource _sandbox = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(Sandbox.Beside(served)) { MaxPoolSize = 10, ApplicationName = "grantflow try" });

    readonly SemaphoreSlim _asked = new(0);
    DateTimeOffset _readyUntil;

    /// <summary>The sandbox's connection string, as the host works on it.</summary>
    public string ConnectionString { get; } = Sandbox.Beside(served);

    /// <summary>Whether there is a sandbox of this build's shape.</summary>
    public async Task<bool> AreReadyAsync(CancellationToken ct)
    {
        if (clock.GetUtcNow() < _readyUntil) return true;
        var ready = await LookAsync(ct);
        if (ready) _readyUntil = clock.GetUtcNow() + TrustReady;
        return ready;
    }

    /// <summary>Puts a try into the line.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> AskAsync(TryRequest request, Guid programmeId, Guid by, CancellationToken ct)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var command = Command(
            "insert into tries (id, definition_id, programme_id, asked_by, asked_at, request, state) values ($1, $2, $3, $4, $5, $6::jsonb, 'Waiting')",
            id, request.Tried.DefinitionId, programmeId, by, clock.GetUtcNow(), JsonSerializer.Serialize(request, Json));
        await command.ExecuteNonQueryAsync(ct);
        _asked.Release();
        return id;
    }

    /// <summary>One try, or null.</summary>
    public async Task<Try?> FindAsync(Guid id, CancellationToken ct) => await ReadAsync("t.id = $1", id, ct) is [var found, ..] ? found : null;

    /// <summary>The tries of a definition, newest first.</summary>
    public Task<IReadOnlyList<Try>> OfAsync(string definitionId, CancellationToken ct) => ReadAsync("t.definition_id = $1", definitionId, ct);

    /// <summary>What it showed; null while there is nothing.</summary>
    public async Task<TryResult?> ResultAsync(Guid id, CancellationToken ct)
    {
        await using var command = Command("select result::text from tries where id = $1", id);
        return await command.ExecuteScalarAsync(ct) is string text ? JsonSerializer.Deserialize<TryResult>(text, Json) : null;
    }

    /// <summary>One of its mails, or null.</summary>
    public async Task<MailParts?> MailAsync(Guid id, int number, CancellationToken ct)
    {
        await using var command = Command("select text_body, html_body from try_mails where try_id = $1 and number = $2", id, number);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new MailParts(reader.GetString(0), reader.GetString(1)) : null;
    }

    /// <summary>Whether a try waits, or one seems to be played.</summary>
    internal async Task<bool> AreUnderWayAsync(CancellationToken ct)
    {
        await using var command = _sandbox.CreateCommand("select exists (select from tries where state in ('Waiting', 'Playing'))");
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>The sandbox for oneself, or null while another host plays. Disposing it gives it back, and so does dying.</summary>
    internal async Task<NpgsqlConnection?> TakeAsync(CancellationToken ct)
    {
        // The server notices within half a minute when the machine at the other end is gone.
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, KeepAlive = 10, ApplicationName = "grantflow try" };
        settings.Options = $"{settings.Options} -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3".TrimStart();
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = Sandbox.Lock } } };
            if (await command.ExecuteScalarAsync(ct) is true) return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Takes the next of the line; whoever holds the sandbox asks. What another was playing, it plays no more.</summary>
    internal async Task<(Guid Id, TryRequest Request)?> NextAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using (var tidy = Command("update tries set state = 'BrokenOff', ended_at = $1 where state = 'Playing'", now)) await tidy.ExecuteNonQueryAsync(ct);
        await using (var old = Command("delete from tries where asked_at < $1", now - Kept)) await old.ExecuteNonQueryAsync(ct);
        await using var next = Command(
            """
            update tries set state = 'Playing', began_at = $1 where id = (select id from tries where state = 'Waiting' order by asked_at, id limit 1)
            returning id, request::text
            """,
            now);
        await using var reader = await next.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), JsonSerializer.Deserialize<TryRequest>(reader.GetString(1), Json)!) : null;
    }

    /// <summary>Forgets tries that were kept long enough, and what the last one left lying in the sandbox; not while a try waits or is played.</summary>
    /// <returns>How many tries were forgotten; null where there is no sandbox, or it is in use.</returns>
    internal async Task<int?> TidyAsync(CancellationToken ct)
    {
        if (!await AreReadyAsync(ct)) return null;
        await using var held = await TakeAsync(ct);
        if (held is null || await AreUnderWayAsync(ct)) return null;
        await using (var empty = _sandbox.CreateCommand("select empty_sandbox()")) await empty.ExecuteNonQueryAsync(ct);
        await using var old = Command("delete from tries where asked_at < $1", clock.GetUtcNow() - Kept);
        return await old.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Says how far a try is.</summary>
    internal async Task ReachAsync(Guid id, DateTimeOffset reached, double share, CancellationToken ct)
    {
        await using var command = Command("update tries set reached = $2, share = $3 where id = $1", id, reached, share);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Keeps a try's result.</summary>
    internal async Task FinishAsync(Guid id, TryResult result, IReadOnlyList<MailParts> mails, CancellationToken ct)
    {
        // One statement: whoever sees the result sees its mails.
        await using var command = Command(
            """
            with parts as (
                insert into try_mails select $1, n, t, h from unnest($2::text[], $3::text[]) with ordinality as u (t, h, n))
            update tries set state = 'Done', ended_at = $4, share = 1, result = $5::jsonb where id = $1
            """,
            id, mails.Select(m => m.Text).ToArray(), mails.Select(m => m.Html).ToArray(), clock.GetUtcNow(), JsonSerializer.Serialize(result, Json));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Says that a try was given up in the middle.</summary>
    internal async Task BreakOffAsync(Guid id, CancellationToken ct)
    {
        await using var command = Command("update tries set state = 'BrokenOff', ended_at = $2 where id = $1 and state = 'Playing'", id, clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Waits until somebody here asks for a try, or for so long.</summary>
    internal Task WaitAsync(TimeSpan most, CancellationToken ct) => _asked.WaitAsync(most, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _asked.Dispose();
        await _sandbox.DisposeAsync();
    }

    async Task<bool> LookAsync(CancellationToken ct)
    {
        try
        {
            await using (var command = _sandbox.CreateCommand("select to_regclass('tries') is not null and to_regprocedure('empty_sandbox()') is not null"))
                if (await command.ExecuteScalarAsync(ct) is not true) return false;
            return (await Migrator.PendingAsync(ConnectionString, ct)).Count == 0;
        }
        catch (NpgsqlException)
        {
            // No such database, none that this login may enter, or no server just now.
            return false;
        }
    }

    async Task<IReadOnlyList<Try>> ReadAsync(string which, object value, CancellationToken ct)
    {
        await using var command = Command(
            $$"""
            select t.id, t.definition_id, t.programme_id, t.asked_by, t.asked_at, t.state, t.reached, t.share,
                case when t.state = 'Waiting' then (select count(*) from tries o where o.state = 'Playing'
                    or (o.state = 'Waiting' and (o.asked_at, o.id) < (t.asked_at, t.id))) else 0 end,
                t.request #>> '{programme,zone}', t.request ->> 'mood', (t.request ->> 'organisations')::int, t.request ->> 'about'
            from tries t where {{which}} order by t.asked_at desc, t.id desc limit 50
            """,
            value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<Try> found = [];
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Try(
                reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetFieldValue<DateTimeOffset>(4),
                Enum.Parse<TryState>(reader.GetString(5)), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6), reader.GetDouble(7), (int)reader.GetInt64(8),
                reader.GetString(9), Enum.Parse<SampleMood>(reader.GetString(10)), reader.GetInt32(11), reader.IsDBNull(12) ? null : reader.GetString(12)));
        }

        return found;
    }

    NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
#pragma warning disable CA2100 // Texts of this class.
        var command = _sandbox.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
