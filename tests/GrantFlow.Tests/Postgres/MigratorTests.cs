using FluentAssertions;
using GrantFlow.Persistence;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Postgres;

public sealed class MigratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        var ran = await Migrator.MigrateAsync(database.OwnerConnectionString, TimeProvider.System);

        ran.Should().BeEmpty();
    }

    [Fact]
    public async Task A_migration_changed_after_it_ran_is_refused_by_name()
    {
        var own = new TestDatabase();
        await own.InitializeAsync();
        await using var connection = new NpgsqlConnection(own.OwnerConnectionString);
        await connection.OpenAsync();
        await using var tamper = new NpgsqlCommand("update schema_migrations set checksum = 'x' where name = '0001_workflows.sql'", connection);
        await tamper.ExecuteNonQueryAsync();

        var act = () => Migrator.MigrateAsync(own.OwnerConnectionString, TimeProvider.System);

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*0001_workflows.sql was changed*");
        await own.DisposeAsync();
    }
}
