using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GrantFlow.Workflows.Execution;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty) throw new FormatException("The state is cut off.");
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public long Long()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return checked((long)value);
        }

        throw new FormatException("A number of the state is damaged.");
    }

    public int Number() => checked((int)Long());

    public long SignedLong()
    {
        var value = Long();
        return (value & 1) == 0 ? value >> 1 : -(value >> 1) - 1;
    }

    public int Signed() => checked((int)SignedLong());

    public Guid Guid() => new(Take(16), bigEndian: true);

    public Guid? OptionalGuid() => Byte() == 0 ? null : Guid();

    public string? Text()
    {
        var length = Number();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    public void Counts(int[] counts)
    {
        var place = 0;
        for (var used = Number(); used > 0; used--)
        {
            place += Number();
            counts[place] = Number();
        }
    }

    public Dictionary<string, object?>? Values(StringComparer comparer)
    {
        var count = Number();
        if (count == 0) return null;
        var values = new Dictionary<string, object?>(comparer);
        for (; count > 0; count--) values[Text() ?? ""] = Value();
        return values;
    }

    public object? Value() => (ValueTag)Byte() switch
    {
        ValueTag.Null => null,
        ValueTag.False => Expressions.Values.False,
        ValueTag.True => Expressions.Values.True,
        ValueTag.Int32 => Signed(),
        ValueTag.Int64 => SignedLong(),
        ValueTag.Double => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
        ValueTag.Decimal => decimal.Parse(Text() ?? "0", CultureInfo.InvariantCulture),
        ValueTag.Text => Text(),
        ValueTag.Guid => Guid(),
        ValueTag.Span => new TimeSpan(SignedLong()),
        ValueTag.Date => DateOnly.FromDayNumber(Number()),
        ValueTag.Instant => new DateTimeOffset(Long(), TimeSpan.FromMinutes(SignedLong())),
        ValueTag.Json => JsonElement.Parse(Text() ?? "null", new JsonDocumentOptions { MaxDepth = 128 }),
        _ => throw new FormatException("A value of the state is damaged."),
    };

    ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) throw new FormatException("The state is cut off.");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
