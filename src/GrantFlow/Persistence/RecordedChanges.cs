using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace GrantFlow.Persistence;

/// <summary>Puts before and after of what a save changes on the facts that are saved with it.</summary>
/// <remarks>
/// A change belongs to the fact whose subject it is or refers to, else to the last one. What is saved without any fact waits for
/// the next one of the same transaction: some acts save in steps, and record at the end. It sees what the context tracks: rows
/// that SQL changes behind its back are told by the fact's own members.
/// </remarks>
static class RecordedChanges
{
    // A letter, a sealed text: the record says which one it was, the text itself is kept where it belongs.
    const int Longest = 2000;

    static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the changes to the facts among the entries; the tracker has looked for changes just before.</summary>
    /// <param name="tracker">What is about to be saved.</param>
    /// <param name="waiting">Changes of earlier saves of this transaction that no fact has taken yet, or null.</param>
    /// <param name="within">False where the save is a transaction of its own, and nothing can come after it.</param>
    /// <returns>What waits after this save, or null.</returns>
    public static string? Attach(ChangeTracker tracker, string? waiting, bool within)
    {
        List<Target>? facts = null;
        foreach (var entry in tracker.Entries<AuditFact>())
            if (entry.State == EntityState.Added) (facts ??= []).Add(new Target(entry.Entity));
        if (facts is null)
        {
            if (!within) return null;
            facts = [new Target(null)];
        }

        if (waiting is not null) facts[^1].Take(waiting);
        foreach (var entry in tracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            var members = RecordedMembers.Of(entry.Metadata);
            if (members.IsRecorded) Write(entry, members, BelongsTo(entry, members, facts));
        }

        string? left = null;
        foreach (var fact in facts)
        {
            left = fact.Finish();
            fact.Dispose();
        }

        return left;
    }

    static Target BelongsTo(EntityEntry entry, RecordedMembers members, List<Target> facts)
    {
        if (facts.Count > 1)
            foreach (var link in members.Links)
                if (entry.CurrentValues[link] is Guid id && facts.Find(f => f.Id == id) is { } named) return named;
        return facts[^1];
    }

    static void Write(EntityEntry entry, RecordedMembers members, Target to)
    {
        var changed = entry.State == EntityState.Modified
            ? [.. members.Members.Where(m => entry.Property(m.Property).IsModified)]
            : members.Members;
        if (entry.State == EntityState.Modified && changed.Count == 0) return;
        var json = to.Writer;
        json.WriteStartObject();
        json.WriteString("of", members.Name);
        json.WriteString("id", members.IdOf(p => entry.CurrentValues[p]));
        var masked = false;
        if (entry.State != EntityState.Added) masked |= Values(json, "was", changed, m => entry.OriginalValues[m.Property], entry.State == EntityState.Modified);
        if (entry.State != EntityState.Deleted) masked |= Values(json, "now", changed, m => entry.CurrentValues[m.Property], entry.State == EntityState.Modified);
        if (masked) Masked(json, entry, changed);
        json.WriteEndObject();
    }

    /// <returns>True when there are members whose values aren't told.</returns>
    static bool Values(Utf8JsonWriter json, string name, IReadOnlyList<RecordedMembers.Member> members, Func<RecordedMembers.Member, object?> value, bool empty)
    {
        var masked = false;
        json.WriteStartObject(name);
        foreach (var member in members)
        {
            if (member.Masked)
            {
                masked = true;
                continue;
            }

            var stored = member.Stored(value(member));
            if (!empty && IsEmpty(stored)) continue;
            json.WritePropertyName(member.Name);
            Value(json, stored, member.IsJson);
        }

        json.WriteEndObject();
        return masked;
    }

    static void Masked(Utf8JsonWriter json, EntityEntry entry, IReadOnlyList<RecordedMembers.Member> members)
    {
        json.WriteStartArray("masked");
        foreach (var member in members)
            if (member.Masked && (entry.State == EntityState.Modified || !IsEmpty(member.Stored(entry.CurrentValues[member.Property])))) json.WriteStringValue(member.Name);
        json.WriteEndArray();
    }

    // A new row's zeros and blanks say nothing.
    static bool IsEmpty(object? value) => value switch
    {
        null or "" or "{}" or "[]" or false => true,
        int i => i == 0,
        decimal d => d == 0,
        Guid g => g == Guid.Empty,
        _ => false,
    };

    static void Value(Utf8JsonWriter json, object? value, bool isJson)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text when text.Length > Longest: json.WriteStringValue(Named(text)); break;
            case string text when isJson: json.WriteRawValue(text); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case Guid id: json.WriteStringValue(id); break;
            case DateTimeOffset at: json.WriteStringValue(at.ToUniversalTime()); break;
            default: json.WriteStringValue(Convert.ToString(value is DateOnly day ? day.ToString("O", CultureInfo.InvariantCulture) : value, CultureInfo.InvariantCulture)); break;
        }
    }

    static string Named(string text) =>
        $"({text.Length.ToString(CultureInfo.InvariantCulture)} characters, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))})";

    /// <summary>A fact about to be saved, and the changes written for it so far.</summary>
    sealed class Target(AuditFact? fact) : IDisposable
    {
        ArrayBufferWriter<byte>? _bytes;
        Utf8JsonWriter? _writer;

        public Guid? Id { get; } = fact is not null && fact.Subject.IndexOf(':', StringComparison.Ordinal) is var at and >= 0
            && Guid.TryParse(fact.Subject.AsSpan(at + 1), out var id) ? id : null;

        public Utf8JsonWriter Writer
        {
            get
            {
                if (_writer is null)
                {
                    _writer = new Utf8JsonWriter(_bytes = new ArrayBufferWriter<byte>(512), Readable);
                    _writer.WriteStartArray();
                }

                return _writer;
            }
        }

        /// <summary>Takes over what an earlier save wrote.</summary>
        public void Take(string changes)
        {
            using var array = JsonDocument.Parse(changes);
            foreach (var change in array.RootElement.EnumerateArray()) change.WriteTo(Writer);
        }

        /// <summary>Puts on the fact what was written; a save that is tried again writes it anew.</summary>
        /// <returns>What no fact has taken, or null.</returns>
        public string? Finish()
        {
            _writer?.WriteEndArray();
            _writer?.Flush();
            var changes = _bytes is null ? null : Encoding.UTF8.GetString(_bytes.WrittenSpan);
            if (fact is null) return changes;
            fact.Changes = changes;
            return null;
        }

        public void Dispose() => _writer?.Dispose();
    }
}
