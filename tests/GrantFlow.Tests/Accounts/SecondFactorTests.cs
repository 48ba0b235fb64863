using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class SecondFactorTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Staff_without_a_second_factor_are_led_to_set_one_up_and_nowhere_else()
    {
        var person = await host.EnterAsync("bare@factor.example", Role.GrantManager);
        await WithoutFactorAsync(person);
        var client = await host.SignInAsync("bare@factor.example");

        foreach (var path in new[] { "/me", "/board", "/mails", "/me/security" })
            (await client.GetAsync(path)).Headers.Location!.ToString().Should().Be("/me/second-factor");
        var page = await client.GetStringAsync("/me/second-factor");
        var secret = Regex.Match(page, "gf-secret\">([A-Z2-7 ]+)<").Groups[1].Value;
        var form = await RunningHost.FormAsync(client, "/me/second-factor");
        form["Code"] = Totp.CodeOf(secret, Totp.StepOf(TimeProvider.System.GetUtcNow()));
        var done = await (await client.PostAsync("/me/second-factor", new FormUrlEncodedContent(form))).Content.ReadAsStringAsync();

        Regex.Matches(done, "<li>[a-z0-9]{5}-[a-z0-9]{5}</li>").Should().HaveCount(10);
        (await client.GetAsync("/board")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_api_gives_staff_no_token_without_a_code()
    {
        await host.EnterAsync("api@factor.example", Role.Finance);
        var bare = await host.EnterAsync("api-bare@factor.example", Role.Finance);
        await WithoutFactorAsync(bare);

        (await CodeOf("api@factor.example", null)).Should().Be((HttpStatusCode.Unauthorized, "second-factor-needed"));
        (await CodeOf("api@factor.example", "000000")).Should().Be((HttpStatusCode.Unauthorized, "code-wrong"));
        (await CodeOf("api-bare@factor.example", null)).Should().Be((HttpStatusCode.Unauthorized, "second-factor-not-set-up"));
        (await CodeOf("api@factor.example", await host.CodeAsync("api@factor.example"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_opens_once_and_of_two_at_the_same_moment_one_is_heard()
    {
        await host.EnterAsync("once@factor.example", Role.Reviewer);
        var code = await host.CodeAsync("once@factor.example");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CodeOf("once@factor.example", code)));

        answers.Count(a => a.Status == HttpStatusCode.OK).Should().Be(1);
        answers.Where(a => a.Status != HttpStatusCode.OK).Should().OnlyContain(a => a.Code == "code-used");
    }

    [Fact]
    public async Task Ten_wrong_codes_hold_the_account_up()
    {
        await host.EnterAsync("guessed@factor.example", Role.Donor);
        for (var i = 0; i < 10; i++) await CodeOf("guessed@factor.example", $"{i:000000}");

        var held = await CodeOf("guessed@factor.example", await host.CodeAsync("guessed@factor.example"));

        held.Should().Be((HttpStatusCode.TooManyRequests, "sign-in-too-often"));
    }

    [Fact]
    public async Task A_recovery_code_opens_once()
    {
        var person = await host.EnterAsync("lost@factor.example", Role.Assessor);
        string[] codes;
        await using (var db = host.Database.Open())
        {
            codes = await RenewRecoveryCodes.MakeAsync(db, person.Id, TimeProvider.System.GetUtcNow(), default);
            await db.SaveChangesAsync();
        }

        (await CodeOf("lost@factor.example", codes[3].ToUpperInvariant())).Status.Should().Be(HttpStatusCode.OK);
        (await CodeOf("lost@factor.example", codes[3])).Should().Be((HttpStatusCode.Unauthorized, "code-wrong"));
    }

    [Fact]
    public async Task The_half_of_a_sign_in_opens_nothing_but_the_question_for_the_code()
    {
        await host.EnterAsync("half@factor.example", Role.Administrator);
        var client = host.Client();
        var form = await RunningHost.FormAsync(client, "/sign-in");
        (form["Email"], form["Password"]) = ("half@factor.example", RunningHost.Password);

        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(form));

        answer.Headers.Location!.ToString().Should().Be("/sign-in/code");
        (await client.GetAsync("/me")).Headers.Location!.ToString().Should().StartWith("/sign-in");
        (await host.Client().GetAsync("/sign-in/code")).Headers.Location!.ToString().Should().Be("/sign-in");
    }

    [Fact]
    public async Task An_administrator_takes_a_lost_factor_off_with_a_reason_and_the_person_is_told()
    {
        var person = await host.EnterAsync("locked-out@factor.example", Role.GrantManager);
        await host.EnterAsync("chief@factor.example", Role.Administrator);
        var theirs = await host.SignInAsync("locked-out@factor.example");
        var chief = await host.SignInAsync("chief@factor.example");
        var form = await RunningHost.FormAsync(chief, $"/people/{person.Id}");

        form["Reason"] = "Showed the passport at the office";
        (await chief.PostAsync($"/people/{person.Id}?handler=Reset", new FormUrlEncodedContent(form))).StatusCode.Should().Be(HttpStatusCode.Redirect);

        (await theirs.GetAsync("/me")).Headers.Location!.ToString().Should().StartWith("/sign-in");
        await using var db = host.Database.Open();
        (await db.HasAuthenticatorAsync(person.Id, default)).Should().BeFalse();
        (await db.Set<GrantFlow.Notifications.Mail>().SingleAsync(m => m.Kind == "second-factor-reset")).TextBody.Should().Contain("Showed the passport");
        (await db.AuditFacts.CountAsync(f => f.Kind == nameof(SecondFactorReset) && f.Subject == $"person:{person.Id}")).Should().Be(1);
    }

    async Task<(HttpStatusCode Status, string? Code)> CodeOf(string email, string? code)
    {
        using var answer = await RunningHost.PostForTokenAsync(host.Client(), email, RunningHost.Password, code);
        var json = await RunningHost.JsonAsync(answer);
        return (answer.StatusCode, json.TryGetProperty("type", out var type) ? type.GetString() : null);
    }

    async Task WithoutFactorAsync(Person person)
    {
        await using var db = host.Database.Open();
        await db.Authenticators.Where(a => a.PersonId == person.Id).ExecuteDeleteAsync();
    }
}
