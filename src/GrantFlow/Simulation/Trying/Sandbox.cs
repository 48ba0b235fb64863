using System.Security.Cryptography;
using System.Text;
using GrantFlow.Persistence;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>The database in which workflows are tried: one beside the served one, migrated like it, emptied before each try.</summary>
/// <remarks>
/// The host works on it as <see cref="AppRole"/>, with the rights that the role has everywhere. What it has only here is the
/// function <c>empty_sandbox</c>, which the owner makes here and nowhere else; the tables <c>tries</c> and <c>try_mails</c>, which
/// emptying leaves alone, are here only, too.
/// </remarks>
public static class Sandbox
{
    const string Suffix = "_try";
    const int LongestName = 63;     // Of a PostgreSQL identifier, in bytes; names here are ASCII.

    // Tables that hold something as migrated, such as the regions, are kept.
    const string Shape = """
        drop table if exists try_mails, tries;
        create table tries (
            id uuid primary key,
            definition_id text not null,
            -- Both of the served database.
            programme_id uuid not null,
            asked_by uuid not null,
            asked_at timestamptz not null,
            request jsonb not null,
            state text not null,
            began_at timestamptz,
            ended_at timestamptz,
            -- The virtual instant that the play has reached, and the share of its days that are over, 0 to 1.
            reached timestamptz,
            share double precision not null default 0,
            result jsonb
        );
        create index tries_line on tries (asked_at, id) where state in ('Waiting', 'Playing');
        create table try_mails (
            try_id uuid not null references tries on delete cascade,
            number integer not null,
            text_body text not null,
            html_body text not null,
            primary key (try_id, number)
        );
        do $$
        declare
            one text;
            filled boolean;
            emptied text[] = '{}';
        begin
            for one in select quote_ident(table_name) from information_schema.tables
                where table_schema = current_schema() and table_type = 'BASE TABLE'
                    and table_name not in ('schema_migrations', 'tries', 'try_mails') order by 1 loop
                execute format('select exists (select from %s)', one) into filled;
                if not filled then emptied = emptied || one; end if;
            end loop;
            execute format(
                'create or replace function empty_sandbox() returns void language sql security definer set search_path = %I, pg_temp as %L',
                current_schema(), 'truncate ' || array_to_string(emptied, ', ') || ' restart identity');
        end
        $$;
        revoke all on function empty_sandbox() from public;
        grant execute on function empty_sandbox() to grantflow_app;
        """;

    /// <summary>The advisory lock of whoever plays in a sandbox, or changes its shape: one at a time.</summary>
    internal const long Lock = 0x6772616e74747279; // "granttry"

    static string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Shape)));

    /// <summary>The sandbox's name.</summary>
    /// <param name="connectionString">Of the served database.</param>
    public static string NameOf(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var served = settings.Database ?? settings.Username ?? "postgres";
        return served[..Math.Min(served.Length, LongestName - Suffix.Length)] + Suffix;
    }

    /// <summary>The connection string of the sandbox beside a served database, by the same login.</summary>
    public static string Beside(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = NameOf(connectionString) }.ConnectionString;

    /// <summary>Makes the sandbox, or brings it to this build's shape; what was tried in it is forgotten where its shape has to change.</summary>
    /// <param name="owner">The served database by the login that owns it.</param>
    /// <param name="clock">Stamps the migrations.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when it stands; else what an operator must do, in one line.</returns>
    public static async Task<string?> PrepareAsync(string owner, TimeProvider clock, CancellationToken ct)
    {
        var name = NameOf(owner);
        try
        {
            if (!await ExistsAsync(owner, name, ct)) await CreateAsync(owner, name, ct);
            try
            {
                await ShapeAsync(Beside(owner), clock, ct);
            }
            catch (InvalidOperationException)
            {
                // Left by another build, whose migrations aren't this one's: nothing in it is worth keeping.
                await DatabaseDrop.DropAsync(owner, name, ct);
                await CreateAsync(owner, name, ct);
                await ShapeAsync(Beside(owner), clock, ct);
            }

            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            var login = new NpgsqlConnectionStringBuilder(owner).Username;
            return $"Workflows can't be tried: there is no database {name} that belongs to {login}, and {login} may not make one. "
                + $"As an administrator of the server: create database {DatabaseDrop.Quoted(name)} owner {DatabaseDrop.Quoted(login ?? "")} template template0 encoding 'UTF8'; then run migrate again.";
        }
    }

    static async Task ShapeAsync(string beside, TimeProvider clock, CancellationToken ct)
    {
        // Connections of a pool wouldn't outlive a sandbox that is made anew.
        var sandbox = Unpooled(beside);
        await using var connection = new NpgsqlConnection(sandbox);
        await connection.OpenAsync(ct);
        // A try that is being played is waited for: a minute at most.
        await RunAsync(connection, $"select pg_advisory_lock({Lock})", ct);
        var made = await AskAsync(connection, "select obj_description(to_regprocedure('empty_sandbox()'), 'pg_proc')", ct) as string;
        if (made == Checksum && (await Migrator.PendingAsync(sandbox, ct)).Count == 0) return;
        // A migration that fills a table from others finds nothing to fill it from: what a table holds afterwards came with its file.
        if (made is not null) await RunAsync(connection, "select empty_sandbox()", ct);
        await Migrator.MigrateAsync(sandbox, clock, ct);
        await RunAsync(connection, Shape, ct);
        await RunAsync(connection, $"comment on function empty_sandbox() is '{Checksum}'", ct);
    }

    static async Task CreateAsync(string owner, string name, CancellationToken ct)
    {
        try
        {
            await RunAsync(owner, $"create database {DatabaseDrop.Quoted(name)} template template0 encoding 'UTF8'", ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another host is migrating, too.
        }

        // Nobody misses the last half second of a try when the server dies; and compiling its short statements takes longer than running them.
        await RunAsync(owner, $"alter database {DatabaseDrop.Quoted(name)} set synchronous_commit = off", ct);
        await RunAsync(owner, $"alter database {DatabaseDrop.Quoted(name)} set jit = off", ct);
    }

    static async Task<bool> ExistsAsync(string owner, string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Unpooled(owner));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    static async Task RunAsync(string connectionString, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync(ct);
        await RunAsync(connection, sql, ct);
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct) => await AskAsync(connection, sql, ct);

    static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // The operator's own database name is quoted above; nothing else in these texts comes from outside.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(ct);
    }
}
