using Xunit;

namespace GrantFlow.Tests.Import;

/// <summary>A test on published data that lies beside the repository; skipped where it doesn't.</summary>
public sealed class PublishedDataFactAttribute : FactAttribute
{
    public PublishedDataFactAttribute()
    {
        if (PublishedData.PowerToChange is null) Skip = "../shared/data/powertochange-360giving.json isn't beside the repository.";
    }
}

/// <summary>Where the published data lies.</summary>
static class PublishedData
{
    public static string? PowerToChange { get; } = Find("data/powertochange-360giving.json");

    static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GrantFlow.sln")) && folder.Parent is { } parent)
                return Path.Combine(parent.FullName, "shared", path) is var file && File.Exists(file) ? file : null;
        return null;
    }
}
