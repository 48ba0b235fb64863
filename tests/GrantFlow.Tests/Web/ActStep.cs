using System.Net;
using FluentAssertions;

namespace GrantFlow.Tests.Web;

/// <summary>One act on a page: shown to who may and not to who mustn't, refused to the one and done for the other.</summary>
static class ActStep
{
    public static async Task DoneByOnlyAsync(
        PageReader right, PageReader wrong, string path, string act, Guid? on = null, params (string Field, string Value)[] typed)
    {
        (await wrong.OfferedAsync(path)).Should().NotContain(act, "{0} isn't for this reader", act);
        (await wrong.PostAsync(path, act, on, typed)).Status.Should().Be(HttpStatusCode.Forbidden, "{0} isn't for this reader", act);

        (await right.OfferedAsync(path)).Should().Contain(act);
        var (status, html) = await right.PostAsync(path, act, on, typed);
        status.Should().Be(HttpStatusCode.Redirect, "{0} was filled in rightly, and the page said: {1}", act, Said(html));
    }

    static string Said(string html) => string.Join(
        "; ", new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).QuerySelectorAll("#errors li").Select(l => l.TextContent));
}
