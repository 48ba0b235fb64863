using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.House;

/// <summary>Who may know whom. A new pair is a decision: it is added here, with its reason in the commit.</summary>
public sealed partial class BoundaryTests
{
    // What every stage stands on, and what knows no stage.
    static readonly string[] Ground = ["Accounts", "Audit", "Documents", "Forms", "Notifications", "Persistence", "Scheduling"];

    // A stage knows those that come before it in the lifecycle, never one that comes after: that one is told by a signal.
    static readonly string[] Lifecycle =
        ["Programmes", "Organisations", "Capacity", "Competitions", "Selection", "Awards", "Monitoring", "Reporting", "Files", "Privacy"];

    // Folders that see the whole lifecycle because they play, load or draw it.
    static readonly string[] Onlookers = ["Simulation", "Import", "Designer"];

    // Pairs against the lifecycle's direction, each with its reason.
    static readonly Dictionary<(string From, string To), string> Exceptions = new()
    {
        [("Awards", "Reporting")] = "a disbursement is released against an accepted report; a suspended or ended award stops or settles its reports",
        [("Awards", "Monitoring")] = "a suspended or ended award stops or settles its visits and milestones",
        [("Competitions", "Files")] = "what is sent in is sealed together with the files that hang on it",
        [("Accounts", "Programmes")] = "rights and roles are changed in a programme",
        [("Accounts", "Programmes")] = "a role is held in a programme and for a partner of it: invitations, staff and their work live with accounts",
        [("Accounts", "Organisations")] = "whom a person may act for is read from the organisations' people at every request",
    };

    [Theory]
    [InlineData("src/GrantFlow.Workflows/GrantFlow.Workflows.csproj", "")]
    [InlineData("src/GrantFlow/GrantFlow.csproj", "GrantFlow.Workflows")]
    [InlineData("src/GrantFlow.Web/GrantFlow.Web.csproj", "GrantFlow")]
    public void Projects_reference_one_way(string project, string referenced)
    {
        var references = XDocument.Parse(Checkout.Read(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));

        string.Join(' ', references).Should().Be(referenced);
    }

    [Fact]
    public void The_engine_knows_no_grants_no_web_and_no_database()
    {
        var knowing = Checkout.Code("src/GrantFlow.Workflows").Where(f => BeyondTheEngine().IsMatch(Checkout.Read(f)));

        knowing.Should().BeEmpty();
    }

    [Fact]
    public void Stages_know_only_those_they_may()
    {
        var folders = Directory.GetDirectories(Path.Combine(Checkout.Root, "src/GrantFlow")).Select(d => Path.GetFileName(d)!)
            .Where(d => Checkout.Code($"src/GrantFlow/{d}").Any()).ToList();
        folders.Should().BeSubsetOf([.. Ground, .. Lifecycle, .. Onlookers], "a new folder is a new stage: say here whom it may know");
        var types = folders.ToDictionary(f => f, TypesIn);

        var forbidden = from file in folders.SelectMany(f => Checkout.Code($"src/GrantFlow/{f}"))
                        let @from = file.Split('/')[2]
                        let text = Comment().Replace(Checkout.Read(file), "")
                        from to in folders
                        where to != @from && !Allowed(@from, to) && Knows(text, to, types[to])
                        select $"{file} knows {to}";

        forbidden.Should().BeEmpty();
    }

    static bool Allowed(string from, string to) =>
        Onlookers.Contains(from)
        || Ground.Contains(to)
        || Exceptions.ContainsKey((from, to))
        || (Lifecycle.Contains(to) && Array.IndexOf(Lifecycle, to) < Array.IndexOf(Lifecycle, from));

    static bool Knows(string text, string folder, HashSet<string> types) =>
        Regex.IsMatch(text, $@"^using (static )?(\w+ = )?GrantFlow\.{folder}\b", RegexOptions.Multiline)
        || Regex.Matches(text, $@"(?<![\w.]){folder}\.(\w+)").Any(m => types.Contains(m.Groups[1].Value));

    static HashSet<string> TypesIn(string folder) =>
        [.. Checkout.Code($"src/GrantFlow/{folder}").SelectMany(f => Declared().Matches(Checkout.Read(f))).Select(m => m.Groups[2].Value)];

    [GeneratedRegex(@"\b(Npgsql|EntityFrameworkCore|AspNetCore|Quartz)\b|using GrantFlow\.(?!Workflows)")]
    private static partial Regex BeyondTheEngine();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(class|record|struct|enum|interface)\s+(?:struct\s+)?(\w+)")]
    private static partial Regex Declared();
}
