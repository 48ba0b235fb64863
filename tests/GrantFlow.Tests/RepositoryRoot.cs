namespace GrantFlow.Tests;

/// <summary>The repository's folder, for tests that read its files.</summary>
static class RepositoryRoot
{
    public static string Path { get; } = Find();

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "GrantFlow.sln"))) folder = System.IO.Path.GetDirectoryName(folder)!;
        return folder;
    }
}
