using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Npgsql;

namespace GrantFlow.Web.Hosting;

/// <summary>What the host is told from outside.</summary>
/// <param name="Database">Npgsql's connection string; the host works on it as <see cref="AppRole"/>.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="DataFolder">Where the host keeps files of its own, such as the demo sign-ins.</param>
sealed record HostSettings(string Database, string Url, string DataFolder)
{
    /// <summary>The same database by the login that owns it: migrates, makes a simulation's own databases, takes a broken demonstration away.</summary>
    public string OwnerDatabase { get; init; } = Database;

    /// <summary>The mail server, from the configuration's section <c>Mail</c> (environment: Mail__Host …); none keeps mails in the console.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>Where people reach the service, when that isn't where it listens: behind a proxy that speaks https.</summary>
    public string PublicUrl { get; init; } = Url;

    /// <summary>People reach it by https: cookies go by nothing else.</summary>
    public bool IsHttps => PublicUrl.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>The keys of sealed fields: a file outside the database, readable by the host alone. The default is <c>keys.json</c> in the data folder.</summary>
    public string KeysFile { get; init; } = Path.Combine(DataFolder, "keys.json");

    /// <summary>The operator named the file of keys, and so it must be there: none is made.</summary>
    public bool KeysNamed { get; init; }

    /// <summary>Whom to tell of a hole: an address of mail or of a page.</summary>
    public string SecurityContact { get; init; } = "mailto:security@localhost.localdomain";

    /// <summary>The organisation's own sign-in for staff, from the section <c>Oidc</c> (environment: Oidc__ClientId …); none offers none.</summary>
    public ProviderOptions Provider { get; init; } = new();

    /// <summary>Reads GRANTFLOW_DB, GRANTFLOW_OWNER_DB, GRANTFLOW_URL, GRANTFLOW_PUBLIC_URL, GRANTFLOW_DATA and the mail settings.</summary>
    /// <remarks>What holds a password may lie in a file: <c>GRANTFLOW_DB_FILE</c>, <c>GRANTFLOW_OWNER_DB_FILE</c>, <c>Mail__Password_FILE</c> name one.</remarks>
    /// <exception cref="SettingsException">One of them is missing or can't be read; the message says which.</exception>
    public static HostSettings FromEnvironment(Func<string, string?>? read = null)
    {
        read ??= Environment.GetEnvironmentVariable;
        var url = Address(read, "GRANTFLOW_URL") ?? "http://127.0.0.1:5080";
        var database = ReadDatabase(Secret(read, "GRANTFLOW_DB"));
        var mail = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Mail").Get<MailOptions>() ?? new();
        mail.Password = Secret(read, "Mail__Password");
        var folder = Path.GetFullPath(read("GRANTFLOW_DATA") is { Length: > 0 } named ? named : ".grantflow");
        var keys = read("GRANTFLOW_KEYS");
        return new HostSettings(AppRole.On(database), url, folder)
        {
            KeysFile = Path.GetFullPath(keys is { Length: > 0 } ? keys : Path.Combine(folder, "keys.json")),
            KeysNamed = keys is { Length: > 0 },
            OwnerDatabase = Secret(read, "GRANTFLOW_OWNER_DB") is { Length: > 0 } owner ? ReadDatabase(owner, "GRANTFLOW_OWNER_DB") : database,
            Mail = mail,
            PublicUrl = Address(read, "GRANTFLOW_PUBLIC_URL") ?? url,
            SecurityContact = read("GRANTFLOW_SECURITY_CONTACT") is { Length: > 0 } contact ? contact : $"mailto:{mail.ReplyTo ?? mail.From}",
        };
    }

    /// <summary>A variable's text, or the first line of the file that the variable's name with <c>_FILE</c> names; null where neither is set.</summary>
    /// <exception cref="SettingsException">Both are set, or the file can't be read.</exception>
    public static string? Secret(Func<string, string?> read, string name)
    {
        var (text, file) = (read(name), read($"{name}_FILE"));
        if (string.IsNullOrEmpty(file)) return string.IsNullOrEmpty(text) ? null : text;
        if (!string.IsNullOrEmpty(text)) throw new SettingsException($"Both {name} and {name}_FILE are set: keep one.");
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } secret ? secret : throw new SettingsException($"{name}_FILE names an empty file: {file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{name}_FILE names a file that can't be read: {e.Message}");
        }
    }

    static string? Address(Func<string, string?> read, string name)
    {
        if (read(name) is not { Length: > 0 } given) return null;
        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? given.TrimEnd('/')
            : throw new SettingsException($"{name} isn't an http address: {given}");
    }

    /// <summary>Takes an Npgsql connection string or a postgres:// address.</summary>
    /// <exception cref="SettingsException">It is neither. The text itself isn't repeated: it may hold a password.</exception>
    public static string ReadDatabase(string? text, string name = "GRANTFLOW_DB")
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new SettingsException($"{name} names no database. Set it to a connection string (Host=…;Database=…;Username=…) or a postgres:// address.");
        try
        {
            var builder = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromAddress(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host)) throw new SettingsException($"{name} names no host.");
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException or KeyNotFoundException)
        {
            throw new SettingsException($"{name} can't be read: neither a connection string (Host=…;Database=…;Username=…) nor a postgres:// address.");
        }
    }

    static NpgsqlConnectionStringBuilder FromAddress(Uri address)
    {
        var user = address.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = address.Host, Port = address.Port > 0 ? address.Port : 5432 };
        if (address.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, "");
            if (name == "host") builder.Host = value;
            else if (name == "sslmode") builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            else builder[name switch { "user" => "Username", "dbname" => "Database", _ => name.Replace('_', ' ') }] = value;
        }

        return builder;
    }
}

/// <summary>The environment tells the host something it can't use; the message is for the operator.</summary>
sealed class SettingsException(string message) : Exception(message);
