using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Audit;

public sealed class AppRoleTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("update audit_facts set kind = 'Forged'")]
    [InlineData("delete from audit_facts")]
    [InlineData("truncate audit_facts")]
    [InlineData("alter table audit_facts disable trigger all")]
    [InlineData("drop table awards")]
    [InlineData("alter table awards add column x int")]
    [InlineData("create table mine (id int)")]
    [InlineData("create function mine() returns int language sql as 'select 1'")]
    [InlineData("update workflow_subjects set programme_id = gen_random_uuid()")]
    [InlineData("insert into workflow_subjects values ('award:1', gen_random_uuid(), null, null, '')")]
    [InlineData("update schema_migrations set checksum = ''")]
    [InlineData("alter role grantflow_app superuser")]
    [InlineData("create table quartz.mine (id int)")]
    public async Task The_hosts_role_can_neither_alter_a_table_nor_the_record(string sql)
    {
        var act = () => RunAsync(database.ConnectionString, sql);

        (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task It_reads_and_writes_every_other_table()
    {
        var closed = await RunAsync(database.ConnectionString, """
            select string_agg(c.oid::regclass::text, ', ') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('public', 'quartz') and c.relkind = 'r'
            and c.relname not in ('schema_migrations', 'audit_facts', 'audit_chain', 'audit_heads', 'audit_state', 'seals', 'workflow_subjects')
            and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
                and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
            """);

        closed.Should().Be(DBNull.Value);
    }

    [Fact]
    public async Task A_table_of_a_later_migration_is_open_to_it_too()
    {
        await RunAsync(database.OwnerConnectionString, "create table later (id bigint generated always as identity primary key, note text)");

        await RunAsync(database.ConnectionString, "insert into later (note) values ('x')");

        (await RunAsync(database.ConnectionString, "select count(*) from later")).Should().Be(1L);
    }

    [Fact]
    public async Task A_connection_that_was_used_and_came_back_is_still_the_role()
    {
        var one = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, ApplicationName = "pool" }.ConnectionString;
        for (var use = 0; use < 3; use++)
            (await RunAsync(one, "select current_user::text")).Should().Be(AppRole.Name);

        await using var connection = new NpgsqlConnection(one);
        NpgsqlConnection.ClearPool(connection);
    }

    [Fact]
    public void The_role_is_put_on_once_beside_what_else_is_asked_of_the_server()
    {
        var twice = AppRole.On(AppRole.On("Host=db;Options=-c jit=off"));

        new NpgsqlConnectionStringBuilder(twice).Options.Should().Be("-c jit=off -c role=grantflow_app");
    }

    static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // texts of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
