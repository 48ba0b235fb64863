using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Postgres;

public sealed class MappingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Every_mapped_column_is_in_the_migrated_tables()
    {
        await using var db = database.Open();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<string> columns = [];
        while (await reader.ReadAsync()) columns.Add(reader.GetString(0));

        var missing = db.Model.GetEntityTypes().Where(e => !e.IsMappedToJson())
            .SelectMany(e => e.GetProperties().Select(p => $"{e.GetTableName()}.{p.GetColumnName()}"))
            .Where(c => !c.EndsWith(".xmin", StringComparison.Ordinal) && !columns.Contains(c));

        missing.Should().BeEmpty();
    }
}
