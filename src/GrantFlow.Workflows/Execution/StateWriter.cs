using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace GrantFlow.Workflows.Execution;

/// <summary>Writes numbers as short as they are, texts as UTF-8.</summary>
sealed class StateWriter
{
    readonly ArrayBufferWriter<byte> _buffer = new(256);

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest & 0x7F | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Signed(long value) => Number(value < 0 ? (-(value + 1) << 1) | 1 : value << 1);

    public void Guid(Guid value)
    {
        value.TryWriteBytes(_buffer.GetSpan(16), bigEndian: true, out _);
        _buffer.Advance(16);
    }

    public void OptionalGuid(Guid? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } id) Guid(id);
    }

    /// <summary>Writes the length plus one, or zero for null, and the text.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length + 1);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length + 1));
        _buffer.Advance(length);
    }

    /// <summary>Writes the counts that aren't zero, by their place.</summary>
    public void Counts(int[] counts)
    {
        var used = 0;
        foreach (var count in counts)
            if (count != 0) used++;
        Number(used);
        var last = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            Number(i - last);
            Number(counts[i]);
            last = i;
        }
    }

    public void Values(Dictionary<string, object?>? values)
    {
        Number(values?.Count ?? 0);
        if (values is null) return;
        foreach (var (name, value) in values)
        {
            Text(name);
            Value(value);
        }
    }

    public void Value(object? value)
    {
        switch (value)
        {
            case null: Byte((byte)ValueTag.Null); break;
            case false: Byte((byte)ValueTag.False); break;
            case true: Byte((byte)ValueTag.True); break;
            case int i: Tagged(ValueTag.Int32).Signed(i); break;
            case long l: Tagged(ValueTag.Int64).Signed(l); break;
            case double d: Tagged(ValueTag.Double).Fixed(BitConverter.DoubleToInt64Bits(d)); break;
            case decimal m: Tagged(ValueTag.Decimal).Text(m.ToString(System.Globalization.CultureInfo.InvariantCulture)); break;
            case string s: Tagged(ValueTag.Text).Text(s); break;
            case Guid g: Tagged(ValueTag.Guid).Guid(g); break;
            case TimeSpan t: Tagged(ValueTag.Span).Signed(t.Ticks); break;
            case DateOnly d: Tagged(ValueTag.Date).Number(d.DayNumber); break;
            case DateTimeOffset t:
                Tagged(ValueTag.Instant).Number(t.Ticks);
                Signed(t.TotalOffsetMinutes);
                break;
            case JsonElement json: Tagged(ValueTag.Json).Text(json.GetRawText()); break;
            default: throw new InvalidOperationException($"A state can't hold a {value.GetType()}.");
        }
    }

    StateWriter Tagged(ValueTag tag)
    {
        Byte((byte)tag);
        return this;
    }

    void Fixed(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }
}

/// <summary>The types of value in a state; numbers are never used for anything else.</summary>
enum ValueTag : byte
{
    Null = 0,
    False = 1,
    True = 2,
    Int32 = 3,
    Int64 = 4,
    Double = 5,
    Decimal = 6,
    Text = 7,
    Guid = 8,
    Span = 9,
    Date = 10,
    Instant = 11,
    Json = 12,
}
