using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Audit;

/// <summary>Part of the record left the service as a file.</summary>
/// <param name="Format">csv or json.</param>
/// <param name="Of">The object asked for, or null.</param>
/// <param name="By">The person asked for, or null.</param>
/// <param name="Programme">The programme asked for, or null.</param>
public sealed record RecordExported(string Format, string? Of, Guid? By, Guid? Programme);

/// <summary>Writes facts with their links as CSV or JSON, as they come from the database: as many as there are, none kept in memory.</summary>
/// <remarks>The export is itself put on record before the first line leaves.</remarks>
public static class ExportRecord
{
    static readonly string[] Columns =
        ["at", "programme", "kind", "subject", "actor", "actorName", "origin", "address", "data", "changes", "link", "hash", "id"];

    /// <summary>Writes what the filter asks for and the reader may see.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">The reader.</param>
    /// <param name="filter">What to write.</param>
    /// <param name="csv">True for CSV (UTF-8 with its mark, a header line), false for a JSON array.</param>
    /// <param name="to">Where to.</param>
    /// <param name="clock">Stamps the fact.</param>
    /// <param name="ct">Ends it when the reader has gone.</param>
    public static async Task Execute(
        GrantFlowDb db, Actor actor, ReadRecord.Filter filter, bool csv, Stream to, TimeProvider clock, CancellationToken ct)
    {
        var subject = filter.Subject ?? (filter.Programme is { } p && p != Guid.Empty ? $"programme:{p:D}" : $"person:{actor.PersonId:D}");
        db.Record(actor, filter.Programme is { } known && known != Guid.Empty ? known : null, subject,
            new RecordExported(csv ? "csv" : "json", filter.Subject, filter.Person, filter.Programme), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        // Addresses tell where people are: they stay with those who run the service.
        var addresses = ReadRecord.SeenBy(actor) is null;
        var facts = await ReadRecord.Execute(db, actor, filter, ct);
        var linked = from fact in facts
                     join link in db.Links on fact.Id equals link.FactId into links
                     from link in links.DefaultIfEmpty()
                     select new { fact, link };
        await using var writer = new StreamWriter(to, new UTF8Encoding(csv), 32_768, leaveOpen: true);
        await writer.WriteAsync(csv ? string.Join(',', Columns) + "\r\n" : "[");
        var first = true;
        await foreach (var row in linked.AsAsyncEnumerable().WithCancellation(ct))
        {
            var f = row.fact;
            string?[] values =
            [
                f.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), f.ProgrammeId?.ToString(), f.Kind, f.Subject, f.ActorId.ToString(), f.ActorName, f.Origin,
                addresses ? f.Address : "", f.Data, f.Changes, row.link?.Seq.ToString(CultureInfo.InvariantCulture),
                row.link is null ? null : Convert.ToHexStringLower(row.link.Hash), f.Id.ToString(),
            ];
            await writer.WriteAsync(csv ? CsvLine(values) : (first ? "\n" : ",\n") + JsonLine(values));
            first = false;
        }

        if (!csv) await writer.WriteAsync("\n]\n");
    }

    internal static string CsvLine(IEnumerable<string?> values) => string.Join(',', values.Select(Cell)) + "\r\n";

    // A spreadsheet takes what begins with one of these for a formula and runs it: an apostrophe keeps it text (OWASP, CSV injection).
    static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r') value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n;") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    static string JsonLine(string?[] values)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            for (var i = 0; i < values.Length; i++)
            {
                json.WritePropertyName(Columns[i]);
                if (values[i] is not { } value) json.WriteNullValue();
                else if (Columns[i] is "data" or "changes") json.WriteRawValue(value);
                else if (Columns[i] == "link") json.WriteRawValue(value);
                else json.WriteStringValue(value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
