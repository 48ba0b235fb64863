using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Tests.House;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>No page holds a script, a style or a handler of its own: the policy forbids them, and so nothing smuggled in runs either.</summary>
public sealed partial class MarkupTests
{
    [Fact]
    public void No_page_is_written_with_inline_script_style_or_handler()
    {
        var inline = from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src/GrantFlow.Web/Pages"), "*.cshtml", SearchOption.AllDirectories)
                     let found = Inline().Match(File.ReadAllText(file))
                     where found.Success
                     select $"{Path.GetFileName(file)}: {found.Value}";

        inline.Should().BeEmpty();
    }

    [Fact]
    public void Raw_text_reaches_a_page_only_where_this_list_says_why()
    {
        Dictionary<string, string> known = new()
        {
            ["HealthReport.cshtml"] = "HTML made by HealthReportText, which encodes what people wrote",
            ["SecondFactor.cshtml"] = "a QR code as SVG, made of squares by QrCode",
            ["Html.cshtml"] = "a letter, in a page of its own whose policy runs nothing",
        };

        var raw = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src/GrantFlow.Web/Pages"), "*.cshtml", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("Html.Raw", StringComparison.Ordinal) || text.Contains("HtmlString", StringComparison.Ordinal)))
            .Select(f => Path.GetFileName(f)!);

        raw.Except(known.Keys).Should().BeEmpty();
    }

    [GeneratedRegex("""<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
