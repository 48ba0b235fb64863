using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>What is too large to be read at all is told in words that name the limit.</summary>
public sealed class TooLargeTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData("en", "/workflows?handler=Import", "a definition may have up to 5 megabytes")]
    [InlineData("hy", "/workflows?handler=Import", "սահմանումը կարող է լինել մինչև 5 մեգաբայթ")]
    [InlineData("en", "/sign-in", "up to 2 MB are taken here at once")]
    public async Task A_form_beyond_what_its_page_takes_is_heard_to_its_end_and_told_the_limit(string language, string path, string words)
    {
        var email = $"large{path.Length}@{language}.example";
        await host.EnterAsync(email, Role.Administrator);
        using var client = await host.SignInAsync(email, language);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(new byte[26 << 20]), "file", "large.json" } };

        using var answer = await client.PostAsync(path, content);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).Should().Contain(words);
    }
}
