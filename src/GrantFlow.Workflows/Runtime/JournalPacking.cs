using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Runtime;

/// <summary>A burst's journal as one row: six bytes an entry, and a note for the few that have a message, outcomes or computed inputs.</summary>
/// <remarks>An entry is, high byte first: the activity's number (2), the visit (3), the event (1). SQL views read the same.</remarks>
public static class JournalPacking
{
    const int Size = 6;

    static readonly Dictionary<string, string> NoInputs = [];

    /// <summary>Packs the entries of one burst; their numbers follow one another.</summary>
    public static StoredBurst Pack(Guid instanceId, DateTimeOffset at, int definition, List<JournalLine> lines)
    {
        var entries = new byte[lines.Count * Size];
        StringBuilder? notes = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var entry = entries.AsSpan(i * Size);
            BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)line.Node);
            entry[2] = (byte)((line.Visit >> 16) & 0xff);
            BinaryPrimitives.WriteUInt16BigEndian(entry[3..], (ushort)(line.Visit & 0xffff));
            entry[5] = (byte)line.Event;
            if (line.Message is not null || line.Outcomes is { Count: > 0 } || line.Inputs is not null) Note(notes ??= new("{"), i, line);
        }

        return new StoredBurst(instanceId, at, lines[0].Sequence, definition, entries, notes?.Append('}').ToString());
    }

    /// <summary>Reads the entries of one burst with the names of its version.</summary>
    public static IEnumerable<JournalEntry> Unpack(StoredBurst burst, WorkflowGraph graph)
    {
        using var notes = burst.Notes is null ? null : JsonDocument.Parse(burst.Notes);
        for (var i = 0; i < burst.Entries.Length / Size; i++)
        {
            ReadOnlySpan<byte> entry = burst.Entries.AsSpan(i * Size);
            var node = graph[BinaryPrimitives.ReadUInt16BigEndian(entry)];
            var visit = entry[2] << 16 | BinaryPrimitives.ReadUInt16BigEndian(entry[3..]);
            var (message, outcomes, inputs) = NoteOf(notes, i);
            yield return new JournalEntry(
                burst.Sequence + i, burst.At, node.ActivityId, node.NodeId, node.Type, VisitId(burst.InstanceId, visit),
                ((JournalEvent)entry[5]).Text(), message, outcomes)
            { Inputs = inputs };
        }
    }

    /// <summary>The id of a visit: the designer addresses an activity's execution by it.</summary>
    public static string VisitId(Guid instanceId, int visit) => $"{instanceId:N}-{visit}";

    static void Note(StringBuilder notes, int place, in JournalLine line)
    {
        if (notes.Length > 1) notes.Append(',');
        notes.Append('"').Append(place).Append("\":{");
        if (line.Message is not null) notes.Append("\"message\":").Append(JsonSerializer.Serialize(line.Message.Replace("\0", "", StringComparison.Ordinal)));
        if (line.Outcomes is { Count: > 0 } outcomes)
        {
            if (line.Message is not null) notes.Append(',');
            notes.Append("\"outcomes\":").Append(JsonSerializer.Serialize(outcomes));
        }

        if (line.Inputs is not null)
        {
            if (notes[^1] != '{') notes.Append(',');
            notes.Append("\"inputs\":").Append(line.Inputs);
        }

        notes.Append('}');
    }

    static (string? Message, IReadOnlyList<string> Outcomes, IReadOnlyDictionary<string, string> Inputs) NoteOf(JsonDocument? notes, int place)
    {
        if (notes is null || !notes.RootElement.TryGetProperty($"{place}", out var note)) return (null, [], NoInputs);
        return (
            note.TryGetProperty("message", out var message) ? message.GetString() : null,
            note.TryGetProperty("outcomes", out var outcomes) ? [.. outcomes.EnumerateArray().Select(o => o.GetString()!)] : [],
            note.TryGetProperty("inputs", out var inputs) ? inputs.EnumerateObject().ToDictionary(i => i.Name, i => i.Value.GetString()!) : NoInputs);
    }
}
