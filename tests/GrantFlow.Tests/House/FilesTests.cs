using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.House;

public sealed partial class FilesTests
{
    [Fact]
    public void No_code_file_has_more_than_400_lines()
    {
        var long_ = Checkout.Code("src").Concat(Checkout.Code("tests"))
            .Select(f => (File: f, Lines: Checkout.Lines(f)))
            .Where(f => f.Lines > 400);

        long_.Should().BeEmpty();
    }

    [Fact]
    public void The_readme_has_at_most_120_lines() => Checkout.Lines("README.md").Should().BeLessThanOrEqualTo(120);

    [Fact]
    public void The_top_level_holds_nothing_but_the_four_folders_and_the_projects_own_papers()
    {
        string[] papers = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md", "GLOSSARY.md", "GrantFlow.sln", "global.json",
            "BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props", ".editorconfig", ".gitignore"];

        var others = Checkout.Files.Where(f => f.Split('/') switch
        {
            [var file] => !papers.Contains(file),
            [var folder, ..] => folder is not ("src" or "workflows" or "tests" or "ops" or ".ci"),
            [] => true,
        });

        others.Where(f => f != ".git").Should().BeEmpty(); // a linked work tree has a file of that name
    }

    [Fact]
    public void No_file_names_a_package_registry_or_a_folder_of_somebodys_machine()
    {
        var named = Checkout.Files.Where(f => !IsPicture().IsMatch(f) && Private().IsMatch(Checkout.Read(f)));

        named.Should().BeEmpty("lock files are made with --omit-lockfile-registry-resolved, and paths are relative");
    }

    [Fact]
    public void Nothing_is_left_to_do_in_a_comment()
    {
        var left = Checkout.Code("src").Where(f => Leftover().IsMatch(Checkout.Read(f)));

        left.Should().BeEmpty("an issue is the place for it");
    }

    [GeneratedRegex(@"\.(png|jpg|ico|woff2?|ttf|pdf|docx|xlsx|gz)$")]
    private static partial Regex IsPicture();

    // Written apart, so that this file doesn't name them either.
    [GeneratedRegex(@"registry\.npm" + @"js|api\.nu" + @"get\.org|deb\.deb" + @"ian\.org|/wo" + @"rk/(h|main|notes|shared)/|/ro" + @"ot/\.|/ho" + "me/[a-z]+/")]
    private static partial Regex Private();

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b|NotImplemented" + "Exception")]
    private static partial Regex Leftover();
}
