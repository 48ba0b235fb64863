using System.Globalization;
using System.Text;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>A QR code as an SVG drawing, made here so that a secret is sent to nobody to be drawn.</summary>
/// <remarks>Source: ISO/IEC 18004, byte mode, error correction level L, versions 1 to 12 (up to 367 bytes); mask 0 always, which every reader takes.</remarks>
sealed class QrCode
{
    // For versions 1 to 12 at level L: error correction bytes in each block, and how many blocks.
    static readonly int[] EccBytes = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24];
    static readonly int[] Blocks = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4];

    readonly int _version;
    readonly int _size;
    readonly bool[,] _dark;
    readonly bool[,] _fixed;

    QrCode(int version)
    {
        (_version, _size) = (version, (version * 4) + 17);
        (_dark, _fixed) = (new bool[_size, _size], new bool[_size, _size]);
    }

    /// <summary>Draws a text.</summary>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public static string Svg(string text, string label)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var version = Enumerable.Range(1, EccBytes.Length).FirstOrDefault(v => Capacity(v) >= bytes.Length + (v < 10 ? 2 : 3));
        if (version == 0) throw new ArgumentException("The text is too long for the code.", nameof(text));
        var code = new QrCode(version);
        code.DrawPatterns();
        code.DrawBytes(code.WithCorrection(code.Content(bytes)));
        return code.Draw(label);
    }

    static int Capacity(int version) => (RawModules(version) / 8) - (EccBytes[version - 1] * Blocks[version - 1]);

    // All modules but the patterns that are the same in every code of the version.
    static int RawModules(int version)
    {
        var modules = (((16 * version) + 128) * version) + 64;
        if (version < 2) return modules;
        var alignments = (version / 7) + 2;
        modules -= (((25 * alignments) - 10) * alignments) - 55;
        return version < 7 ? modules : modules - 36;
    }

    byte[] Content(byte[] bytes)
    {
        List<bool> bits = [];
        void Add(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--) bits.Add(((value >> i) & 1) == 1);
        }

        Add(4, 4);
        Add(bytes.Length, _version < 10 ? 8 : 16);
        foreach (var b in bytes) Add(b, 8);
        var capacity = Capacity(_version);
        Add(0, Math.Min(4, (capacity * 8) - bits.Count));
        Add(0, (8 - (bits.Count % 8)) % 8);
        for (var pad = 0xEC; bits.Count < capacity * 8; pad ^= 0xEC ^ 0x11) Add(pad, 8);
        return [.. bits.Chunk(8).Select(c => (byte)c.Aggregate(0, (sum, bit) => (sum << 1) | (bit ? 1 : 0)))];
    }

    byte[] WithCorrection(byte[] content)
    {
        var (blocks, ecc, raw) = (Blocks[_version - 1], EccBytes[_version - 1], RawModules(_version) / 8);
        var (shorter, length) = (blocks - (raw % blocks), (raw / blocks) - ecc);
        var divisor = Divisor(ecc);
        List<(byte[] Own, byte[] Ecc)> made = [];
        for (int i = 0, at = 0; i < blocks; i++)
        {
            var own = content[at..(at += length + (i < shorter ? 0 : 1))];
            made.Add((own, Remainder(own, divisor)));
        }

        // Read across the blocks, so that a stain hits a little of each.
        List<byte> all = [];
        for (var i = 0; i <= length; i++) all.AddRange(made.Where(b => i < b.Own.Length).Select(b => b.Own[i]));
        for (var i = 0; i < ecc; i++) all.AddRange(made.Select(b => b.Ecc[i]));
        return [.. all];
    }

    static byte[] Divisor(int degree)
    {
        var result = new byte[degree];
        result[^1] = 1;
        byte root = 1;
        for (var i = 0; i < degree; i++, root = Multiply(root, 2))
            for (var j = 0; j < degree; j++)
                result[j] = (byte)(Multiply(result[j], root) ^ (j + 1 < degree ? result[j + 1] : 0));
        return result;
    }

    static byte[] Remainder(byte[] content, byte[] divisor)
    {
        var result = new byte[divisor.Length];
        foreach (var b in content)
        {
            var factor = (byte)(b ^ result[0]);
            result = [.. result[1..], 0];
            for (var i = 0; i < result.Length; i++) result[i] ^= Multiply(divisor[i], factor);
        }

        return result;
    }

    // In the field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1.
    static byte Multiply(byte x, byte y)
    {
        var z = 0;
        for (var i = 7; i >= 0; i--)
        {
            z = (z << 1) ^ ((z >> 7) * 0x11D);
            z ^= ((y >> i) & 1) * x;
        }

        return (byte)z;
    }

    void DrawPatterns()
    {
        for (var i = 0; i < _size; i++)
        {
            Fix(6, i, i % 2 == 0);
            Fix(i, 6, i % 2 == 0);
        }

        foreach (var (x, y) in new[] { (3, 3), (_size - 4, 3), (3, _size - 4) })
            for (var dy = -4; dy <= 4; dy++)
                for (var dx = -4; dx <= 4; dx++)
                    if (x + dx >= 0 && x + dx < _size && y + dy >= 0 && y + dy < _size)
                        Fix(x + dx, y + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) is not (2 or 4));
        var at = Alignments();
        for (var i = 0; i < at.Length; i++)
            for (var j = 0; j < at.Length; j++)
                if ((i, j) != (0, 0) && (i, j) != (0, at.Length - 1) && (i, j) != (at.Length - 1, 0))
                    for (var dy = -2; dy <= 2; dy++)
                        for (var dx = -2; dx <= 2; dx++)
                            Fix(at[i] + dx, at[j] + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) != 1);
        DrawFormat();
        DrawVersion();
    }

    int[] Alignments()
    {
        if (_version == 1) return [];
        var count = (_version / 7) + 2;
        var step = ((_version * 8) + (count * 3) + 5) / ((count * 4) - 4) * 2;
        return [6, .. Enumerable.Range(0, count - 1).Select(i => _size - 7 - ((count - 2 - i) * step))];
    }

    void DrawFormat()
    {
        // Level L is 1, mask 0; ten bits of its own correction, then the standard's mask over it.
        const int Format = 1 << 3;
        var rest = Format;
        for (var i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        var bits = ((Format << 10) | rest) ^ 0x5412;
        bool Bit(int i) => ((bits >> i) & 1) == 1;
        for (var i = 0; i <= 5; i++) Fix(8, i, Bit(i));
        Fix(8, 7, Bit(6));
        Fix(8, 8, Bit(7));
        Fix(7, 8, Bit(8));
        for (var i = 9; i < 15; i++) Fix(14 - i, 8, Bit(i));
        for (var i = 0; i < 8; i++) Fix(_size - 1 - i, 8, Bit(i));
        for (var i = 8; i < 15; i++) Fix(8, _size - 15 + i, Bit(i));
        Fix(8, _size - 8, true);
    }

    void DrawVersion()
    {
        if (_version < 7) return;
        var rest = _version;
        for (var i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        var bits = (_version << 12) | rest;
        for (var i = 0; i < 18; i++)
        {
            var (a, b) = (_size - 11 + (i % 3), i / 3);
            Fix(a, b, ((bits >> i) & 1) == 1);
            Fix(b, a, ((bits >> i) & 1) == 1);
        }
    }

    void Fix(int x, int y, bool dark) => (_dark[y, x], _fixed[y, x]) = (dark, true);

    // Two columns at a time from the right, upwards and downwards in turn, past the column of the timing pattern.
    void DrawBytes(byte[] bytes)
    {
        var i = 0;
        for (var right = _size - 1; right >= 1; right -= 2)
        {
            if (right == 6) right = 5;
            for (var step = 0; step < _size; step++)
                for (var x = right; x >= right - 1; x--)
                {
                    var y = ((right + 1) & 2) == 0 ? _size - 1 - step : step;
                    if (_fixed[y, x]) continue;
                    var dark = i < bytes.Length * 8 && ((bytes[i >> 3] >> (7 - (i & 7))) & 1) == 1;
                    _dark[y, x] = dark ^ ((x + y) % 2 == 0);
                    i++;
                }
        }
    }

    string Draw(string label)
    {
        var path = new StringBuilder();
        for (var y = 0; y < _size; y++)
            for (var x = 0; x < _size; x++)
                if (_dark[y, x]) path.Append(CultureInfo.InvariantCulture, $"M{x + 4},{y + 4}h1v1h-1z");
        var side = _size + 8;
        return $"""<svg class="gf-qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" aria-label="{Language.Texts.Html.Encode(label)}" shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>""";
    }
}
