using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>A real SMTP server on loopback, a process of its own; reads back what it received.</summary>
/// <remarks>Needs Debian's python3-aiosmtpd, which ops/test installs.</remarks>
public sealed class SmtpServer : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("grantflow-smtp-").FullName;
    Process? _process;

    public int Port { get; private set; }

    public async Task InitializeAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Ports", "smtp_server.py");
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, _folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Port = int.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public Task DisposeAsync()
    {
        _process!.Kill();
        // It may be writing a mail down this moment.
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Every mail received so far, in order.</summary>
    public IReadOnlyList<ReceivedMail> Received() =>
        [.. Directory.GetFiles(_folder, "*.json").Order(StringComparer.Ordinal)
            .Select(f => JsonSerializer.Deserialize<ReceivedMail>(File.ReadAllText(f), JsonSerializerOptions.Web)!)];

    /// <summary>The mails one address received.</summary>
    public IReadOnlyList<ReceivedMail> ReceivedBy(string address) => [.. Received().Where(m => m.To.Contains(address))];
}

/// <summary>A mail as another program understood it.</summary>
public sealed record ReceivedMail(
    string[] To,
    string ToName,
    string Type,
    Dictionary<string, string> Headers,
    Dictionary<string, int> HeaderCounts,
    Dictionary<string, string> Parts,
    string Raw);
