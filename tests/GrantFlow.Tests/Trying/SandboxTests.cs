using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Tests.Postgres;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Trying;

public sealed class SandboxTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task Only_the_sandbox_can_be_emptied_by_the_hosts_role()
    {
        var served = sandbox.Database.ConnectionString;

        (await AskAsync(served, "select to_regprocedure('empty_sandbox()') is null and to_regclass('tries') is null and to_regclass('try_mails') is null")).Should().Be(true);
        (await AskAsync(served, "select count(*) from pg_tables where schemaname = 'public' and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'truncate')")).Should().Be(0L);
        foreach (var table in new[] { "audit_facts", "audit_chain", "seals", "mails" })
        {
            var empty = () => AskAsync(served, $"truncate {table} cascade");
            (await empty.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }

        // In the sandbox, too, the role has nothing but the function.
        (await AskAsync(sandbox.Tries.ConnectionString, "select count(*) from pg_tables where schemaname = 'public' and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'truncate')")).Should().Be(0L);
        await AskAsync(sandbox.Tries.ConnectionString, "select empty_sandbox()");
    }

    [Fact]
    public async Task Emptying_leaves_what_came_with_the_migrations_and_what_was_tried()
    {
        var tables = (string)(await AskAsync(sandbox.Owner, "select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public'"))!;
        await AskAsync(sandbox.Owner, "insert into tries (id, definition_id, programme_id, asked_by, asked_at, request, state) values (gen_random_uuid(), 'x', gen_random_uuid(), gen_random_uuid(), now(), '{}', 'Done')");
        await AskAsync(sandbox.Owner, "insert into audit_facts (id, at, actor_id, actor_name, kind, subject, data) values (gen_random_uuid(), now(), gen_random_uuid(), '', 'X', 'x:1', '{}')");

        await AskAsync(sandbox.Tries.ConnectionString, "select empty_sandbox()");

        List<string> filled = [];
        foreach (var table in tables.Split(' '))
            if (await AskAsync(sandbox.Owner, $"select exists (select from {table})") is true)
                filled.Add(table);
        List<string> fresh = ["tries"];
        foreach (var table in tables.Split(' ').Except(["tries", "try_mails"]))
            if (await AskAsync(sandbox.Database.OwnerConnectionString, $"select exists (select from {table})") is true)
                fresh.Add(table);
        filled.Should().BeEquivalentTo(fresh).And.Contain(["regions", "schema_migrations"]);
    }

    [Fact]
    public async Task Preparing_again_changes_nothing_and_a_strangers_shape_is_made_anew()
    {
        await AskAsync(sandbox.Owner, "insert into tries (id, definition_id, programme_id, asked_by, asked_at, request, state) values (gen_random_uuid(), 'kept', gen_random_uuid(), gen_random_uuid(), now(), '{}', 'Done')");

        (await Sandbox.PrepareAsync(sandbox.Database.OwnerConnectionString, TimeProvider.System, default)).Should().BeNull();
        (await AskAsync(sandbox.Owner, "select count(*) from tries where definition_id = 'kept'")).Should().Be(1L);

        await AskAsync(sandbox.Owner, "insert into schema_migrations values ('9999_from_another_build.sql', 'x', now()); comment on function empty_sandbox() is 'other'");
        (await Sandbox.PrepareAsync(sandbox.Database.OwnerConnectionString, TimeProvider.System, default)).Should().BeNull();
        (await AskAsync(sandbox.Owner, "select count(*) from tries")).Should().Be(0L);
        (await Migrator.PendingAsync(sandbox.Owner)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_owner_who_may_make_no_database_is_told_what_an_operator_must_do()
    {
        var served = new TestDatabase();
        await served.InitializeAsync();
        try
        {
            // The host's role may make no database, as an owner on a server of others.
            var poor = AppRole.On(served.OwnerConnectionString);
            var name = Sandbox.NameOf(poor);
            var login = new NpgsqlConnectionStringBuilder(poor).Username;

            var told = await Sandbox.PrepareAsync(poor, TimeProvider.System, default);

            told.Should().Contain($"create database \"{name}\" owner \"{login}\"").And.Contain("run migrate again").And.NotContain("\n");
            await using var tries = new Tries(served.ConnectionString, TimeProvider.System);
            (await tries.AreReadyAsync(default)).Should().BeFalse();

            await AskAsync(served.OwnerConnectionString, $"create database \"{name}\" owner \"{login}\" template template0 encoding 'UTF8'");
            (await Sandbox.PrepareAsync(served.OwnerConnectionString, TimeProvider.System, default)).Should().BeNull();
            (await tries.AreReadyAsync(default)).Should().BeTrue();
        }
        finally
        {
            await served.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("grantflow", "grantflow_try")]
    [InlineData("a_name_as_long_as_postgresql_lets_one_be_which_is_sixty_three_b", "a_name_as_long_as_postgresql_lets_one_be_which_is_sixty_thr_try")]
    public void It_is_named_after_the_served_database(string served, string expected) =>
        Sandbox.NameOf($"Host=h;Database={served}").Should().Be(expected).And.Match(n => n.Length <= 63);

    static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // texts of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
