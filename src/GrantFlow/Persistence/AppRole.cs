using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>The database role that the host, its jobs and its workflows work as: it can't alter tables, nor what is on record.</summary>
/// <remarks>
/// Migrations make the role and say what it may. Where the host has a login of its own, that login is a member of the role and
/// owns nothing; where it has only the owner's, it puts the owner's rights down for every connection it opens.
/// </remarks>
public static class AppRole
{
    /// <summary>The role's name, the same on every server.</summary>
    public const string Name = "grantflow_app";

    /// <summary>The same database, worked on as the role; a login that isn't a member is refused by the server.</summary>
    /// <param name="connectionString">A login's own connection string.</param>
    public static string On(string connectionString)
    {
        const string option = $"-c role={Name}";
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // Npgsql resets a connection that goes back into the pool; the server then falls back to this option, not to the login.
        if (settings.Options?.Contains(option, StringComparison.Ordinal) != true) settings.Options = $"{settings.Options} {option}".TrimStart();
        return settings.ConnectionString;
    }
}
