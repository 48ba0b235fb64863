using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace GrantFlow.Persistence;

/// <summary>Writes the rows that exist once for their key: many in a statement, those known already passed over.</summary>
static class KeptOnce
{
    // PostgreSQL takes 65,535 parameters in a statement; the widest of these rows has 20.
    const int RowsAtOnce = 500;

    /// <summary>The keyed rows that a save would insert.</summary>
    public static List<EntityEntry<IKeptOnce>> Added(ChangeTracker tracker) =>
        [.. tracker.Entries<IKeptOnce>().Where(e => e.State == EntityState.Added && e.Entity.Key is not null)];

    /// <summary>Inserts them in the current transaction of the context.</summary>
    public static async Task InsertAsync(DbContext db, IReadOnlyList<EntityEntry<IKeptOnce>> rows, CancellationToken ct)
    {
        foreach (var table in rows.GroupBy(r => r.Metadata))
            foreach (var chunk in table.Chunk(RowsAtOnce))
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
                Write(command, table.Key, chunk);
                await command.ExecuteNonQueryAsync(ct);
            }
    }

    static void Write(DbCommand command, IEntityType type, EntityEntry[] rows)
    {
        // What the database numbers itself is left to it; ids of ours are made before.
        IProperty[] columns = [.. type.GetProperties().Where(p => p.ValueGenerated != ValueGenerated.OnAdd || p.ClrType == typeof(Guid))];
        var sql = new StringBuilder($"insert into {type.GetTableName()} (");
        sql.AppendJoin(", ", columns.Select(c => $"\"{c.GetColumnName()}\"")).Append(") values ");
        for (var r = 0; r < rows.Length; r++)
        {
            sql.Append(r == 0 ? "(" : ", (");
            for (var c = 0; c < columns.Length; c++)
            {
                var name = $"p{command.Parameters.Count}";
                sql.Append(c == 0 ? "@" : ", @").Append(name);
                command.Parameters.Add(columns[c].GetRelationalTypeMapping()
                    .CreateParameter(command, name, rows[r].CurrentValues[columns[c]], columns[c].IsNullable));
            }

            sql.Append(')');
        }

        // Names come from the model, values go as parameters.
#pragma warning disable CA2100
        command.CommandText = sql.Append(" on conflict do nothing").ToString();
#pragma warning restore CA2100
    }
}
