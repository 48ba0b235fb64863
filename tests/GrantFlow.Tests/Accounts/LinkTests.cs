using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class LinkTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Asking_for_a_new_password_tells_nobody_who_has_an_account()
    {
        await host.EnterAsync("has-one@link.example");
        var client = host.Client("ru");

        var known = await AskAsync(client, "/recover", "has-one@link.example");
        var unknown = await AskAsync(client, "/recover", "has-none@link.example");

        known.Should().Be(unknown).And.Contain("письмо уже отправлено");
        await using var db = host.Database.Open();
        (await db.Mails.CountAsync(m => m.ReceiverEmail == "has-one@link.example")).Should().Be(1);
        (await db.Mails.CountAsync(m => m.ReceiverEmail == "has-none@link.example")).Should().Be(0);
    }

    [Fact]
    public async Task A_recovery_link_works_once_ends_every_session_and_leaves_the_second_factor()
    {
        var person = await host.EnterAsync("forgets@link.example", Role.GrantManager);
        var before = await host.SignInAsync("forgets@link.example");
        await AskAsync(host.Client(), "/recover", "forgets@link.example");
        var path = $"/recover/{await TokenAsync("forgets@link.example")}";

        var first = await SetAsync(path, "seven quiet rivers");
        var second = await SetAsync(path, "eight quiet rivers");

        (first.StatusCode, second.StatusCode).Should().Be((HttpStatusCode.Redirect, HttpStatusCode.OK));
        (await before.GetAsync("/me")).Headers.Location!.ToString().Should().StartWith("/sign-in");
        using var token = await RunningHost.PostForTokenAsync(host.Client(), "forgets@link.example", "seven quiet rivers");
        (await RunningHost.JsonAsync(token)).GetProperty("type").GetString().Should().Be("second-factor-needed");
        await using var db = host.Database.Open();
        (await db.Mails.CountAsync(m => m.ReceiverPersonId == person.Id && m.Kind == "sign-in-changed")).Should().Be(1);
    }

    [Fact]
    public async Task A_link_is_nowhere_in_the_database_and_hidden_in_the_mail_console_of_managers()
    {
        await host.EnterAsync("hidden@link.example");
        await host.EnterAsync("manager@link.example", Role.GrantManager);
        await AskAsync(host.Client(), "/recover", "hidden@link.example");
        var token = await TokenAsync("hidden@link.example");
        await using var db = host.Database.Open();
        var mail = await db.Mails.SingleAsync(m => m.ReceiverEmail == "hidden@link.example");

        mail.TextBody.Should().NotContain(token);
        mail.Secret.Should().NotBe(token);
        (await db.Set<MailLink>().CountAsync(l => l.Hash == token)).Should().Be(0);
        var manager = await host.SignInAsync("manager@link.example");
        (await manager.GetStringAsync($"/mails/{mail.Id}")).Should().Contain("•••").And.NotContain(token);
        (await manager.GetStringAsync($"/mails/{mail.Id}/html")).Should().Contain("•••").And.NotContain(token);
    }

    [Fact]
    public async Task A_link_too_old_opens_nothing()
    {
        await host.EnterAsync("late@link.example");
        await AskAsync(host.Client(), "/recover", "late@link.example");
        var token = await TokenAsync("late@link.example");
        await using var db = host.Database.Open();
        await db.Database.ExecuteSqlAsync($"update mail_links set expires_at = created_at where email = 'late@link.example'");

        var answer = await host.Client().GetStringAsync($"/recover/{token}");

        answer.Should().Contain("used already, or it is too old");
    }

    [Fact]
    public async Task Somebody_new_confirms_the_address_and_is_in()
    {
        var client = host.Client("ky");
        await AskAsync(client, "/register", "jany@link.example");
        var token = await TokenAsync("jany@link.example");
        var form = await RunningHost.FormAsync(client, $"/register/{token}");
        (form["Name"], form["Language"], form["Password"]) = ("Айгүл Токтосунова", "ky", "тоодо кар жаады");

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => client.PostAsync($"/register/{token}", new FormUrlEncodedContent(form))));

        answers.Count(a => a.Headers.Location?.ToString() == "/me").Should().Be(1);
        (await client.GetStringAsync("/me")).Should().Contain("Айгүл Токтосунова");
        await using var db = host.Database.Open();
        var person = await db.Users.SingleAsync(p => p.Email == "jany@link.example");
        (person.Language, person.EmailConfirmed).Should().Be(("ky", true));
    }

    [Fact]
    public async Task Registering_with_a_known_address_answers_alike_and_tells_only_its_mailbox()
    {
        await host.EnterAsync("twice@link.example");
        var client = host.Client();

        var known = await AskAsync(client, "/register", "twice@link.example");
        var unknown = await AskAsync(client, "/register", "new@link.example");

        known.Should().Be(unknown);
        await using var db = host.Database.Open();
        (await db.Mails.SingleAsync(m => m.ReceiverEmail == "twice@link.example")).Kind.Should().Be("registration-known");
        (await db.Mails.SingleAsync(m => m.ReceiverEmail == "new@link.example")).Kind.Should().Be("registration-confirm");
    }

    [Fact]
    public async Task A_mailbox_gets_five_mails_an_hour_and_the_village_goes_on()
    {
        for (var i = 0; i < 8; i++) await AskAsync(host.Client(), "/register", "flooded@link.example");

        await AskAsync(host.Client(), "/register", "neighbour@link.example");

        await using var db = host.Database.Open();
        (await db.Mails.CountAsync(m => m.ReceiverEmail == "flooded@link.example")).Should().Be(5);
        (await db.Mails.CountAsync(m => m.ReceiverEmail == "neighbour@link.example")).Should().Be(1);
    }

    static async Task<string> AskAsync(HttpClient client, string path, string email)
    {
        var form = await RunningHost.FormAsync(client, path);
        form["Email"] = email;
        return await (await client.PostAsync(path, new FormUrlEncodedContent(form))).Content.ReadAsStringAsync();
    }

    async Task<string> TokenAsync(string email)
    {
        await using var db = host.Database.Open();
        var secret = await db.Mails.Where(m => m.ReceiverEmail == email && m.Secret != null).OrderByDescending(m => m.Id).Select(m => m.Secret).FirstAsync();
        return host.Service<Secrets>().Open(secret!);
    }

    async Task<HttpResponseMessage> SetAsync(string path, string password)
    {
        var client = host.Client();
        var form = await RunningHost.FormAsync(client, path);
        form["Password"] = password;
        form["__RequestVerificationToken"] = (await RunningHost.FormAsync(client, "/sign-in"))["__RequestVerificationToken"];
        return await client.PostAsync(path, new FormUrlEncodedContent(form));
    }
}
