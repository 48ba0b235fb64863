using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GrantFlow.Import;

/// <summary>Reads the grants of a 360Giving package one after the other, never the whole file at once.</summary>
/// <remarks>Source: 360Giving package schema 1.4: an object with a required array <c>grants</c>; other members are passed over.</remarks>
static class GrantPackageReader
{
    const int FirstBuffer = 64 * 1024;

    /// <summary>One grant is a few kilobytes; more than this in one is a mistake of the file.</summary>
    const int LargestGrant = 16 * 1024 * 1024;

    /// <summary>The grants in the file's order; each may be anything JSON can hold.</summary>
    /// <exception cref="JsonException">The file isn't JSON; the message names line and byte.</exception>
    /// <exception cref="PackageException">It is JSON, but no package of grants.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var progress = new Progress();
            List<JsonElement> found = [];
            var (filled, final, first) = (0, false, true);
            while (!final)
            {
                if (filled == buffer.Length) buffer = Grow(buffer, filled);
                var read = await stream.ReadAsync(buffer.AsMemory(filled), ct);
                final = read == 0;
                filled += read;
                if (first && filled < 3 && !final) continue;
                var skip = first && buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8) ? 3 : 0;
                first = false;
                var consumed = skip + progress.Advance(buffer.AsSpan(skip, filled - skip), final, found);
                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
                foreach (var grant in found) yield return grant;
                found.Clear();
            }

            if (!progress.SawGrants) throw new PackageException("The file has no list \"grants\".");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static byte[] Grow(byte[] buffer, int filled)
    {
        if (filled >= LargestGrant) throw new PackageException("One grant alone is larger than 16 MB.");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Where in the package the reader stands between two pieces of the file.</summary>
    sealed class Progress
    {
        JsonReaderState _state;
        bool _inRoot, _grantsNext, _inGrants;

        public bool SawGrants { get; private set; }

        /// <summary>Takes as many tokens and whole grants as the piece holds.</summary>
        /// <returns>How many bytes are done with.</returns>
        public int Advance(ReadOnlySpan<byte> piece, bool final, List<JsonElement> found)
        {
            var reader = new Utf8JsonReader(piece, final, _state);
            while (true)
            {
                // A grant that isn't whole yet is begun again from its first byte with the next piece.
                var before = reader;
                if (!reader.Read()) break;
                if (_inGrants && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (!JsonElement.TryParseValue(ref reader, out var grant))
                    {
                        reader = before;
                        break;
                    }

                    found.Add(grant.Value);
                    continue;
                }

                Step(ref reader);
            }

            _state = reader.CurrentState;
            return checked((int)reader.BytesConsumed);
        }

        void Step(ref Utf8JsonReader reader)
        {
            if (!_inRoot)
            {
                _inRoot = reader.TokenType == JsonTokenType.StartObject
                    ? true
                    : throw new PackageException("The file isn't a package: its outermost value must be an object.");
            }
            else if (_grantsNext)
            {
                _grantsNext = false;
                _inGrants = SawGrants = reader.TokenType == JsonTokenType.StartArray
                    ? true
                    : throw new PackageException("\"grants\" isn't a list.");
            }
            else if (_inGrants)
            {
                _inGrants = false;
            }
            else
            {
                _grantsNext = reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("grants"u8);
            }
        }
    }
}

/// <summary>The file is JSON, but no package of grants.</summary>
sealed class PackageException(string message) : Exception(message);
