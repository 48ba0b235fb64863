using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace GrantFlow.Accounts;

/// <summary>Time-based one-time codes as authenticator apps make them: six digits, every thirty seconds.</summary>
/// <remarks>Source: RFC 6238 with HMAC-SHA-1, the only variant that all apps know; RFC 4648 for the secret's letters.</remarks>
public static class Totp
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const int Period = 30;

    /// <summary>A new secret: 160 random bits in 32 letters.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Letters, 32);

    /// <summary>The number of the thirty seconds that an instant lies in.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / Period;

    /// <summary>The code of a step.</summary>
    /// <param name="secret">As shown to the person; blanks and case don't count.</param>
    /// <param name="step">Of <see cref="StepOf"/>.</param>
    public static string CodeOf(string secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 6238's default, and what apps use: as a keyed code SHA-1 is sound.
        HMACSHA1.HashData(Bytes(secret), counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[19] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is: the present one, or the one before or after, for clocks go wrong.</summary>
    /// <returns>Null when it is the code of none of the three.</returns>
    public static long? StepThatFits(string secret, string code, DateTimeOffset now)
    {
        var typed = System.Text.Encoding.ASCII.GetBytes(code);
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(typed, System.Text.Encoding.ASCII.GetBytes(CodeOf(secret, step)))) found = step;
        return found;
    }

    /// <summary>What the QR code says: the app reads account and secret from it.</summary>
    public static string AddressOf(string secret, string email) =>
        $"otpauth://totp/GrantFlow:{Uri.EscapeDataString(email)}?secret={secret}&issuer=GrantFlow";

    static byte[] Bytes(string secret)
    {
        List<byte> bytes = [];
        var (buffer, bits) = (0, 0);
        foreach (var letter in secret.ToUpperInvariant())
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0) continue;
            (buffer, bits) = (((buffer << 5) | value) & 0xfff, bits + 5);
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)((buffer >> bits) & 0xff));
        }

        return [.. bytes];
    }
}
