using System.Text.Json;
using System.Text.Json.Nodes;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Privacy;

/// <summary>What is held about a person was loaded down.</summary>
/// <param name="PersonId">About whom.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Held">Handed over, never on record.</param>
public sealed record HeldTold(Guid PersonId, int Rows, [property: OffRecord] string Held);

/// <summary>Everything that is held about a person, from every table, as JSON: for the person, or for an administrator on their behalf.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>. Secrets (hashes, keys) and what tells of others (an organisation's bank facts, minutes) are left out.
/// Source: GDPR art. 15 and 20; the laws on personal data of Armenia (2015) and Kyrgyzstan (2008) ask for the same.
/// </remarks>
public static class TellWhatIsHeld
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gathers it.</summary>
    public static async Task<Verdict<HeldTold>> Execute(GrantFlowDb db, Actor actor, Guid personId, TimeProvider clock, CancellationToken ct)
    {
        if (!(actor.IsSomebody && actor.PersonId == personId) && !actor.May(Act.SeeHeld, Guid.Empty)) return Refusal.NotFound;
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == personId, ct) is not { } person) return Refusal.NotFound;
        var now = clock.GetUtcNow();
        var (tables, rows) = (new JsonObject(), 0);
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        foreach (var table in PersonalTables.All)
        {
            var found = await ReadAsync(db, table, person, ct);
            if (found.Count == 0) continue;
            rows += found.Count;
            tables[table.Table] = found;
        }

        var held = new JsonObject { ["about"] = personId.ToString(), ["at"] = now.ToString("O"), ["tables"] = tables };
        var fact = new HeldTold(personId, rows, held.ToJsonString(Json));
        db.Record(actor, null, $"person:{personId}", fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    // The statement is made of the list's own words; what is looked for goes in as parameters.
    static async Task<JsonArray> ReadAsync(GrantFlowDb db, PersonalTable table, Person person, CancellationToken ct)
    {
        await using var command = Command(db, $"select (to_jsonb(t) - @hidden)::text from {table.Table} t where {table.Theirs}", person);
        command.Parameters.AddWithValue("hidden", table.Hidden);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new JsonArray();
        while (await reader.ReadAsync(ct)) rows.Add(JsonNode.Parse(reader.GetString(0)));
        return rows;
    }

    /// <summary>A statement about a person, on the context's connection and in its transaction.</summary>
    internal static NpgsqlCommand Command(GrantFlowDb db, string sql, Person person)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
#pragma warning disable CA2100 // made of constants by the callers
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        // An erased person has no address; no row has this one.
        var email = person.Email?.Trim() is { Length: > 0 } address ? address : "\u0001";
        command.Parameters.AddWithValue("person", person.Id);
        command.Parameters.AddWithValue("email", email.ToLowerInvariant());
        command.Parameters.AddWithValue("blind", Keyring.Loaded.Blind(email.ToUpperInvariant()));
        return command;
    }
}
