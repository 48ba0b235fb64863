using System.Text.Json;
using FluentAssertions;
using GrantFlow.Workflows.Conformance;
using Xunit;

namespace GrantFlow.Workflows.Tests;

public class GoldenTraces
{
    [Theory]
    [InlineData("same")]
    [InlineData("random.json")]
    public void The_engine_does_what_the_real_one_was_seen_to_do(string part)
    {
        if (Path(part) is not { } path) return;
        var output = new StringWriter();

        var code = TraceCheck.Run(path, output);

        code.Should().Be(0, output.ToString());
        output.ToString().Should().EndWith(" passed, 0 failed" + Environment.NewLine);
    }

    [Fact]
    public void A_trace_that_differs_is_told_with_what_was_expected_and_what_was_seen()
    {
        var path = System.IO.Path.GetTempFileName();
        File.WriteAllText(path, $$"""{"name":"wrong","definition":{{Flow.Chart("", Flow.Write("a")).Json}},"expect":[{"step":"run","status":"Finished/Finished","stdout":["b"],"journal":[],"bookmarks":[],"incidents":[],"variables":[],"output":"{}"}]}""");
        var output = new StringWriter();

        var code = TraceCheck.Run(path, output);

        code.Should().Be(1);
        output.ToString().Should().Contain("FAILED wrong").And.Contain("expected: b").And.Contain("actual:   a").And.Contain("0 passed, 1 failed");
        File.Delete(path);
    }

    [Theory]
    [InlineData("/nowhere/at/all", "There is no file or folder")]
    [InlineData(null, "can't be read")]
    public void An_unreadable_path_is_told_clearly(string? path, string message)
    {
        var given = path ?? System.IO.Path.GetTempFileName();
        if (path is null) File.WriteAllText(given, "{ not json");
        var output = new StringWriter();

        TraceCheck.Run(given, output).Should().Be(2);

        output.ToString().Should().Contain(message);
        if (path is null) File.Delete(given);
    }

    [Fact]
    public void Mended_cases_follow_our_approved_traces()
    {
        if (Path("mended") is not { } path) return;
        foreach (var file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var @case = TraceCase.Read(document.RootElement);
            Approved.Check("mended-" + System.IO.Path.GetFileNameWithoutExtension(file), Told(@case));
        }
    }

    static string Told(TraceCase @case) => string.Join('\n', TraceCheck.Record(@case).Select(s =>
        $"{s.Step}: {s.Status}\n  wrote: {string.Join(", ", s.Lines)}\n{string.Concat(s.Journal.Select(j => $"  {j}\n"))}  waits for: {string.Join(", ", s.Bookmarks)}\n  incidents: {string.Join(", ", s.Incidents)}\n"));

    /// <summary>The recorded traces beside the repository, or null where there are none.</summary>
    internal static string? Path(string part)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "GrantFlow.sln"))) continue;
            foreach (var shared in new[] { "../shared", "../../shared" })
            {
                var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, shared, "conformance", part));
                if (Directory.Exists(path) || File.Exists(path)) return path;
            }
        }

        Console.WriteLine($"Skipped: there are no recorded traces '{part}' beside the repository.");
        return null;
    }
}
