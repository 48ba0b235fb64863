using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace GrantFlow.Accounts;

/// <summary>Seals what the database may hold but nobody may read there, and makes one-time links.</summary>
/// <param name="protection">The service's keys.</param>
public sealed class Secrets(IDataProtectionProvider protection)
{
    readonly IDataProtector _protector = protection.CreateProtector("GrantFlow.Accounts.Secrets");

    /// <summary>Seals a text.</summary>
    public string Seal(string text) => _protector.Protect(text);

    /// <summary>Opens what <see cref="Seal"/> sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed by other keys.</exception>
    public string Open(string sealedText) => _protector.Unprotect(sealedText);

    /// <summary>A one-time link's end: 256 random bits that fit into an address.</summary>
    public static string NewToken() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a token or code: with 256 bits of chance in it, a plain hash says nothing about it.</summary>
    /// <param name="token">Null, as an address with nothing but blanks in its place arrives, fits nothing.</param>
    public static string HashOf(string? token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token ?? "")));
}
