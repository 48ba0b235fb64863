namespace GrantFlow.Tests.House;

/// <summary>The project's own files as they lie on disk, without what builds and installs leave there.</summary>
static class Checkout
{
    static readonly string[] Made = ["bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(new DirectoryInfo(Root)).Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Code(string folder) =>
        Files.Where(f => f.StartsWith(folder + "/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static int Lines(string file) => File.ReadLines(Path.Combine(Root, file)).Count();

    static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(f => f.LinkTarget is null && !f.Name.Contains(".received.", StringComparison.Ordinal)).Concat(
            folder.EnumerateDirectories()
                .Where(d => d.LinkTarget is null && !Made.Contains(d.Name) && (d.Name[0] != '.' || d.Name == ".ci"))
                .SelectMany(Walk));

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GrantFlow.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside a checkout: no GrantFlow.sln above them.");
        return folder.FullName;
    }
}
