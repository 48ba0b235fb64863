using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace GrantFlow.Persistence.Sealing;

/// <summary>Seals the keys of cookies, tokens and second factors, which lie in the database so that all hosts have them.</summary>
/// <remarks>A process without a file of keys, such as a verb that prints the matrix, makes none and reads none.</remarks>
sealed class SealedKeyEncryptor : IXmlEncryptor
{
    internal const string Use = "data_protection_keys.xml";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", Keyring.Loaded.Seal(plaintextElement.ToString(SaveOptions.DisableFormatting), Use)), typeof(SealedKeyDecryptor));
}

/// <summary>Opens them.</summary>
sealed class SealedKeyDecryptor : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Keyring.Loaded.Open(encryptedElement.Value, SealedKeyEncryptor.Use));
}
