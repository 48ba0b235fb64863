using System.Net.Sockets;
using Npgsql;

namespace GrantFlow.Web.Hosting;

/// <summary>Tells a database that can't be reached from a command that it refused.</summary>
static class DatabaseLost
{
    /// <summary>True when the server is gone, shutting down, full, or doesn't let us in.</summary>
    public static bool Is(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
            if (inner is NpgsqlException and not PostgresException || inner is SocketException || (inner is PostgresException p && (Away(p.SqlState) || p.InvariantSeverity == "FATAL")))
                return true;
        return false;
    }

    /// <summary>One line for the operator.</summary>
    public static string Describe(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is PostgresException p) return $"the server says: {p.MessageText} ({p.SqlState})";
            if (inner is SocketException s) return s.Message;
        }

        return e.GetBaseException().Message;
    }

    // A command is refused by an error; what is fatal is a server that turns a newcomer away: a database that takes none now,
    // a login that isn't a member of the host's role.
    // 08 connection, 28 not let in, 3D no such database, 53 out of connections, memory or disk, 57P shut down, 58 system error.
    static bool Away(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal)
        || state.StartsWith("3D", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal);
}
