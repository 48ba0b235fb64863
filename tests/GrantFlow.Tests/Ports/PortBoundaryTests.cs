using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>What stands behind a port is named nowhere else: another engine, job engine or mail library can take its place.</summary>
public sealed class PortBoundaryTests
{
    [Theory]
    [InlineData(@"\bQuartz\b", "src/GrantFlow/Scheduling/QuartzJobs/")]
    [InlineData(@"\bSystem\.Net\.Mail\b|\bSmtpClient\b", "src/GrantFlow/Notifications/Smtp/")]
    [InlineData(@"\bPostgresWorkflowStore\b", "src/GrantFlow/Persistence/Workflows/")]
    public void What_stands_behind_a_port_is_named_in_its_own_folder_only(string name, string folder)
    {
        var root = RepositoryRoot.Path;
        var files = new[] { "*.cs", "*.cshtml" }.SelectMany(p => Directory.EnumerateFiles(Path.Combine(root, "src"), p, SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .ToList();

        var naming = files.Where(f => Names(Path.Combine(root, f), name)).ToList();

        naming.Where(f => !f.StartsWith(folder, StringComparison.Ordinal)).Should().BeEmpty();
        naming.Should().NotBeEmpty("otherwise this test looks for the wrong thing");
    }

    // Comments may explain what stands behind; code may not lean on it.
    static bool Names(string file, string name) =>
        File.ReadLines(file).Select(l => Regex.Replace(l, "//.*$", "")).Any(l => Regex.IsMatch(l, name));
}
