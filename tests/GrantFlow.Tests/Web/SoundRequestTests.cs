using System.Net;
using System.Text;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Web.Hosting;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>What can't be kept is refused at the door, wherever it stands; what people write in any script isn't.</summary>
public sealed class SoundRequestTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData("Երիտասարդական կենտրոն", true)]
    [InlineData("Жаштар борбору\r\n\t1", true)]
    [InlineData("👩‍👩‍👧‍👦 𐀀", true)]
    [InlineData("a\0b", false)]
    [InlineData("\u001b[31m", false)]
    [InlineData("\uffff", false)]
    [InlineData("\ufdd0", false)]
    public void Text_is_sound_when_it_can_be_kept(string text, bool sound) => SoundRequest.IsSound(text).Should().Be(sound);

    // Half a character: no test's data can hold one.
    [Fact]
    public void Half_a_character_is_no_text() =>
        new[] { "\ud800", "x\udc00", "\udbff\ud800y" }.Where(t => SoundRequest.IsSound(t)).Should().BeEmpty();

    [Theory]
    [InlineData("{\"email\":\"a\\u0000b@example.org\",\"password\":\"x\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"email\":\"\\ud800@example.org\",\"password\":\"x\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"email\":\"\\uffff@example.org\",\"password\":\"x\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"email\":\"a@example.org\",\"password\":\"x\"}", "application/json; charset=none", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{\"email\":\"a@example.org\",\"password\":\"x\"}", "application/json; charset=utf-8", HttpStatusCode.Unauthorized)]
    public async Task Json_that_cant_be_kept_is_the_senders_fault(string body, string type, HttpStatusCode answered)
    {
        using var client = host.Client();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await client.PostAsync("/api/sign-in", content);

        answer.StatusCode.Should().Be(answered);
    }

    [Fact]
    public async Task A_form_or_an_address_that_cant_be_kept_is_refused_with_a_page()
    {
        await host.EnterAsync("sound@test.example", Role.Applicant);
        using var client = await host.SignInAsync("sound@test.example");
        var form = await RunningHost.FormAsync(client, "/me/security");
        form["Old"] = "a\u0007b";

        using var posted = await client.PostAsync("/me/security?handler=Password", new FormUrlEncodedContent(form));
        using var asked = await client.GetAsync("/people?search=%00");

        (posted.StatusCode, asked.StatusCode).Should().Be((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
        (await posted.Content.ReadAsStringAsync()).Should().Contain("can&#x27;t be read");
    }

    [Fact]
    public async Task A_page_whose_handler_isnt_there_is_never_shown_empty()
    {
        await host.EnterAsync("handler@test.example", Role.Administrator);
        using var client = await host.SignInAsync("handler@test.example");

        using var unknown = await client.PostAsync("/people?handler=None", new FormUrlEncodedContent(await RunningHost.FormAsync(client, "/me/security")));
        using var head = await client.SendAsync(new(HttpMethod.Head, "/me"));

        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
        head.StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
