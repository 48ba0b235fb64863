using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>Writes the engine's statements down as a pgbench script, with their values in place, and lets pgbench run it.</summary>
public sealed partial class Replay(string path) : IDisposable
{
    readonly StreamWriter _script = new(path, false, new UTF8Encoding(false));

    /// <summary>Writes one batch down.</summary>
    public void Record(NpgsqlBatch batch)
    {
        foreach (var command in batch.BatchCommands)
        {
            var sql = Placeholder().Replace(command.CommandText, m => Literal(command.Parameters[int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) - 1].Value));
            _script.Write(sql.ReplaceLineEndings(" "));
            _script.WriteLine(";");
        }
    }

    public void Dispose() => _script.Dispose();

    /// <summary>pgbench, or null where there is none: the npm-packaged server brings none along.</summary>
    public static string? Program { get; } = new[] { PrivatePostgres.Programs, "/usr/bin" }
        .Where(f => f is not null).Select(f => Path.Combine(f!, "pgbench")).FirstOrDefault(File.Exists);

    /// <summary>Runs a script once.</summary>
    /// <returns>How long the statements took, the connecting left out.</returns>
    public static async Task<TimeSpan> RunAsync(string path, string connectionString)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(
            Program ?? throw new InvalidOperationException("pgbench was not found: install postgresql-contrib."),
            ["-n", "-t", "1", "-c", "1", "-f", path, "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username ?? "postgres", to.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (to.Password is { } password) start.Environment["PGPASSWORD"] = password;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var latency = Latency().Match(output);
        if (process.ExitCode != 0 || !latency.Success || !output.Contains("number of transactions actually processed: 1/1", StringComparison.Ordinal))
            throw new InvalidOperationException($"pgbench failed: {output} {await error}");
        return TimeSpan.FromMilliseconds(double.Parse(latency.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    static string Literal(object? value) => value switch
    {
        null or DBNull => "null",
        int or long or short => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        bool b => b ? "true" : "false",
        string s => $"'{s.Replace("'", "''", StringComparison.Ordinal)}'",
        byte[] b => $"'\\x{Convert.ToHexStringLower(b)}'::bytea",
        IEnumerable many => $"'{{{string.Join(',', many.Cast<object?>().Select(Element))}}}'{Cast(value)}",
        DateTimeOffset at => $"'{at:O}'::timestamptz",
        _ => $"'{value}'",
    };

    static string Element(object? value) => value switch
    {
        null => "null",
        byte[] b => $"\"\\\\x{Convert.ToHexStringLower(b)}\"",
        string s => $"\"{s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}\"",
        DateTimeOffset at => $"\"{at:O}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Cast(object array) => array switch
    {
        long[] => "::bigint[]",
        Guid[] or Guid?[] => "::uuid[]",
        int[] or int?[] => "::integer[]",
        short[] => "::smallint[]",
        byte[][] => "::bytea[]",
        DateTimeOffset[] or DateTimeOffset?[] => "::timestamptz[]",
        _ => "::text[]",
    };

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"latency average = ([0-9.]+) ms")]
    private static partial Regex Latency();
}
