using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>A PostgreSQL server for one run, with fsync on; or the one that GRANTFLOW_BENCH_DB names.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    readonly string? _folder;

    PrivatePostgres(string connectionString, string? folder) => (ConnectionString, _folder) = (connectionString, folder);

    /// <summary>A user who may create databases.</summary>
    public string ConnectionString { get; }

    /// <summary>The folder of the server's programs, or null when there is none.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>Takes the named server, or starts one.</summary>
    public static async Task<PrivatePostgres> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("GRANTFLOW_BENCH_DB") is { Length: > 0 } given) return new PrivatePostgres(given, null);
        var programs = Programs ?? throw new InvalidOperationException("No PostgreSQL was found. Install postgresql, or name a server by GRANTFLOW_BENCH_DB.");
        var folder = Directory.CreateTempSubdirectory("grantflow-bench-").FullName;
        var port = FreePort.Take();
        await OwnAsync(folder);
        await RunAsync(programs, "initdb", "-D", $"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        var settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=on -c shared_buffers=256MB "
            + "-c max_wal_size=4GB -c checkpoint_timeout=30min";
        await RunAsync(programs, "pg_ctl", "-s", "-D", $"{folder}/data", "-l", $"{folder}/log", "-w", "-o", settings, "start");
        return new PrivatePostgres($"Host=127.0.0.1;Port={port};Username=postgres", folder);
    }

    /// <summary>A connection string for another database of the server.</summary>
    public string On(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Runs one statement on the maintenance database.</summary>
    public async Task RunSqlAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(On(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // statements of this program
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null) return;
        NpgsqlConnection.ClearAllPools();
        await RunAsync(Programs!, "pg_ctl", "-s", "-D", $"{_folder}/data", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs one of the server's programs, as an unprivileged user when this process is root's.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var path = Path.Combine(folder, program);
        var start = Environment.UserName == "root" && program is "initdb" or "pg_ctl"
            ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        // The server that pg_ctl leaves behind would keep a pipe open for ever.
        start.RedirectStandardOutput = start.RedirectStandardError = program != "pg_ctl";
        using var process = Process.Start(start)!;
        var output = program == "pg_ctl" ? "" : await process.StandardOutput.ReadToEndAsync();
        var error = program == "pg_ctl" ? "" : await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {error}");
    }

    static async Task OwnAsync(string folder)
    {
        if (Environment.UserName != "root") return;
        using var process = Process.Start("chown", ["nobody:nogroup", folder]);
        await process.WaitForExitAsync();
    }

    static string? FindPrograms()
    {
        if (Environment.GetEnvironmentVariable("GRANTFLOW_PG_BIN") is { Length: > 0 } given) return given;
        const string debian = "/usr/lib/postgresql";
        return !Directory.Exists(debian) ? null : Directory.GetDirectories(debian)
            .OrderByDescending(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var v) ? v : 0)
            .Select(d => Path.Combine(d, "bin"))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
    }
}
