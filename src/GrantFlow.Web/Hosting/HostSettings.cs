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

    /// <summary>Reads GRANTFLOW_DB, GRANTFLOW_OWNER_DB, GRANTFLOW_URL and GRANTFLOW_DATA.</summary>
    /// <exception cref="SettingsException">One of them is missing or can't be read; the message says which.</exception>
    public static HostSettings FromEnvironment(Func<string, string?>? read = null)
    {
        read ??= Environment.GetEnvironmentVariable;
        var url = read("GRANTFLOW_URL") is { Length: > 0 } given ? given : "http://127.0.0.1:5080";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new SettingsException($"GRANTFLOW_URL isn't an http address: {url}");
        var database = ReadDatabase(read("GRANTFLOW_DB"));
        return new HostSettings(
            AppRole.On(database),
            url.TrimEnd('/'),
            Path.GetFullPath(read("GRANTFLOW_DATA") is { Length: > 0 } folder ? folder : ".grantflow"))
        {
            OwnerDatabase = read("GRANTFLOW_OWNER_DB") is { Length: > 0 } owner ? ReadDatabase(owner, "GRANTFLOW_OWNER_DB") : database,
            Mail = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Mail").Get<MailOptions>() ?? new(),
        };
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
