using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GrantFlow.Persistence.Sealing;

/// <summary>The keys of sealed columns: they lie in a file outside the database, which is worth nothing without it.</summary>
/// <remarks>
/// AES-256-GCM with a fresh nonce for each value; what the value is for is authenticated with it, so that a sealed text moved to
/// another column doesn't open. A sealed text names its key, so that keys can be changed while the service runs: the newest seals,
/// all of them open. A value that must be found again but not read is blinded: keyed by a key that never changes.
/// Source: NIST SP 800-38D for the nonce's length and the bound of 2^32 values a key.
/// </remarks>
public sealed class Keyring
{
    const string Prefix = "s1.";
    const int NonceLength = 12;
    const int TagLength = 16;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // How long a key that another process added may stay unused here, in milliseconds.
    const long Patience = 2000;

    static Keyring? Current;

    static long Looked;

    readonly Dictionary<string, byte[]> _keys;
    readonly byte[] _blind;
    readonly string? _path;
    readonly Writing _writing;

    Keyring(Stored stored, string? path = null, Writing writing = default)
    {
        (_path, _writing) = (path, writing);
        if (stored.Keys.Count == 0) throw new KeyringException("The file of keys holds no key.");
        _keys = stored.Keys.ToDictionary(k => k.Id, k => Bytes(k.Key));
        _blind = Bytes(stored.Blind);
        Newest = stored.Keys[^1].Id;
    }

    /// <summary>The keys that this process works with.</summary>
    /// <remarks>One process is one service, as with <see cref="ServiceAddress"/>: mapped columns are deep inside a model that is made once.</remarks>
    /// <exception cref="KeyringException">None were loaded.</exception>
    public static Keyring Loaded => Latest() ?? throw new KeyringException(
        "No keys of sealed fields were loaded: GRANTFLOW_KEYS names no file, and there is no keys.json in the data folder.");

    /// <summary>True when there are keys to work with.</summary>
    public static bool IsLoaded => Current is not null;

    /// <summary>The id of the key that seals.</summary>
    public string Newest { get; }

    /// <summary>The ids of all keys, the oldest first.</summary>
    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <summary>Takes the keys of a file into use, unless some are in use; without the file, the process works until it meets a sealed field.</summary>
    public static void Use(string path)
    {
        if (Current is null && File.Exists(path)) Current = Read(path);
    }

    /// <summary>Takes keys into use.</summary>
    public static void Use(Keyring keys) => Current = keys;

    /// <summary>Reads a file of keys.</summary>
    /// <exception cref="KeyringException">It can't be read, others may read it, or it isn't one.</exception>
    public static Keyring Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
                throw new KeyringException($"Others may read the keys in {path}: chmod 600 {path}");
            var writing = WritingOf(path);
            return new Keyring(JsonSerializer.Deserialize<Stored>(File.ReadAllText(path), Json) ?? throw new JsonException(), path, writing);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or NullReferenceException)
        {
            throw new KeyringException($"{path} isn't a file of keys.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyringException($"The keys can't be read: {e.Message}");
        }
    }

    /// <summary>Keys for a test or a play: they lie nowhere and are gone with the process.</summary>
    public static Keyring New() => new(new Stored(NewKey(), [new(NewId([]), NewKey())]));

    /// <summary>Makes a file of keys, readable by its owner alone; one that is there stays as it is.</summary>
    /// <returns>False when there was one.</returns>
    public static bool Make(string path)
    {
        if (File.Exists(path)) return false;
        try
        {
            Write(path, new Stored(NewKey(), [new(NewId([]), NewKey())]), overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Of two processes that start at once the other's is kept: something may be sealed with it already.
            return false;
        }
    }

    /// <summary>Adds a key, which seals from now on.</summary>
    /// <returns>Its id.</returns>
    public static string Add(string path)
    {
        Read(path);
        var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllText(path), Json)!;
        var made = new StoredKey(NewId([.. stored.Keys.Select(k => k.Id)]), NewKey());
        Write(path, stored with { Keys = [.. stored.Keys, made] });
        return made.Id;
    }

    /// <summary>Takes a key out, for good: what it sealed opens no more.</summary>
    /// <exception cref="KeyringException">It is the one that seals, or there is none of that id.</exception>
    public static void Remove(string path, string id)
    {
        var keys = Read(path);
        if (!keys._keys.ContainsKey(id)) throw new KeyringException($"{path} holds no key {id}.");
        if (id == keys.Newest) throw new KeyringException($"{id} is the key that seals: add another first.");
        var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllText(path), Json)!;
        Write(path, stored with { Keys = [.. stored.Keys.Where(k => k.Id != id)] });
    }

    /// <summary>Seals a text.</summary>
    /// <param name="text">What nobody may read in the database.</param>
    /// <param name="use">What it is, as <c>table.column</c>: it opens for the same use only.</param>
    public string Seal(string text, string use)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceLength));
        using var aes = new AesGcm(_keys[Newest], TagLength);
        aes.Encrypt(bytes.AsSpan(0, NonceLength), plain, bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(NonceLength + plain.Length), Encoding.UTF8.GetBytes(use));
        return $"{Prefix}{Newest}.{Convert.ToBase64String(bytes)}";
    }

    /// <summary>Opens a sealed text.</summary>
    /// <exception cref="KeyringException">Its key is missing, or it was changed, or sealed for another use.</exception>
    public string Open(string sealedText, string use)
    {
        if (KeyOf(sealedText) is not { } id) throw new KeyringException($"{use} holds a text that isn't sealed.");
        if (!_keys.TryGetValue(id, out var key))
        {
            // Another process may have added a key since: the file is read again, once for each key not known.
            if (_path is not null && Read(_path) is var fresh && fresh._keys.ContainsKey(id))
            {
                if (ReferenceEquals(Current, this)) Current = fresh;
                return fresh.Open(sealedText, use);
            }

            throw new KeyringException($"The key {id}, which {use} was sealed with, is missing from the file of keys.");
        }

        try
        {
            var bytes = Convert.FromBase64String(sealedText[(Prefix.Length + id.Length + 1)..]);
            var plain = new byte[bytes.Length - NonceLength - TagLength];
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(NonceLength + plain.Length), plain, Encoding.UTF8.GetBytes(use));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException)
        {
            throw new KeyringException($"{use} was changed, or sealed for another use.");
        }
    }

    /// <summary>The id of the key that a text was sealed with; null for a text that isn't sealed.</summary>
    public static string? KeyOf(string? text) =>
        text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) && text.IndexOf('.', Prefix.Length) is var end and > 0 ? text[Prefix.Length..end] : null;

    /// <summary>A text as it is counted or looked for, never read: the same text gives the same 64 letters, and without the key nobody can try texts out.</summary>
    public string Blind(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_blind, Encoding.UTF8.GetBytes(text)));

    // A process that runs takes up what was added to or taken out of its file, so that nothing is sealed with a key that is about to go.
    static Keyring? Latest()
    {
        if (Current?._path is null || Environment.TickCount64 - Looked < Patience) return Current;
        Looked = Environment.TickCount64;
        return Current = Current.Again();
    }

    /// <summary>The same, or what its file holds by now; a file that is gone or wrong changes nothing, and the next start says so.</summary>
    internal Keyring Again()
    {
        try
        {
            return _path is not null && File.Exists(_path) && WritingOf(_path) != _writing ? Read(_path) : this;
        }
        catch (Exception e) when (e is KeyringException or IOException)
        {
            return this;
        }
    }

    // The clock of files goes in steps of some milliseconds: a key added within one shows by the length.
    static Writing WritingOf(string path)
    {
        var file = new FileInfo(path);
        return new(file.LastWriteTimeUtc, file.Length);
    }

    static void Write(string path, Stored stored, bool overwrite = true)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Beside it and then renamed: a file of keys half written would be the end of what they sealed.
        var beside = $"{path}.{Guid.CreateVersion7():N}";
        try
        {
            using (var file = new FileStream(beside, options)) JsonSerializer.Serialize(file, stored, Json);
            File.Move(beside, path, overwrite);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    static string NewId(IReadOnlyCollection<string> taken)
    {
        string id;
        do id = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4)).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        while (taken.Contains(id));
        return id;
    }

    static byte[] Bytes(string key) => Convert.FromBase64String(key) is { Length: 32 } bytes ? bytes : throw new FormatException();

    readonly record struct Writing(DateTime At, long Length);

    sealed record Stored(string Blind, IReadOnlyList<StoredKey> Keys);

    sealed record StoredKey(string Id, string Key);
}

/// <summary>Keys are missing or wrong; the message is for the operator and holds no key.</summary>
public sealed class KeyringException(string message) : Exception(message);
