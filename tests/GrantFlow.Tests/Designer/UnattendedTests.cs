using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What an open page asks for by itself keeps nobody signed in.</summary>
public sealed class UnattendedTests(StudioHost host) : IClassFixture<StudioHost>
{
    const string List = "/elsa/api/workflow-definitions?versionOptions=Latest";

    [Fact]
    public async Task A_page_that_nobody_touches_is_answered_and_doesnt_count_as_use_of_the_session()
    {
        var before = await AgedAsync();
        host.Anna.Client.DefaultRequestHeaders.Add(Unattended.Header, "yes");
        using var alone = await host.Anna.Client.GetAsync(List);
        host.Anna.Client.DefaultRequestHeaders.Remove(Unattended.Header);
        var after = await SeenAsync();

        using var touched = await host.Anna.Client.GetAsync(List);

        (alone.StatusCode, touched.StatusCode).Should().Be((HttpStatusCode.OK, HttpStatusCode.OK));
        after.Should().Be(before);
        (await SeenAsync()).Should().BeAfter(before);
    }

    [Fact]
    public async Task A_session_left_alone_for_too_long_is_over_although_the_page_went_on_asking()
    {
        await host.Host.EnterAsync("left@alone.example", Role.GrantManager);
        using var client = await host.Host.SignInAsync("left@alone.example");
        client.DefaultRequestHeaders.Add(Unattended.Header, "yes");
        (await client.GetAsync(List)).StatusCode.Should().Be(HttpStatusCode.OK);
        await using (var db = host.Host.Database.Open())
            await db.Database.ExecuteSqlAsync($"update sessions s set last_seen_at = {TimeProvider.System.GetUtcNow().AddHours(-13)} from people p where p.id = s.person_id and p.email = 'left@alone.example'");

        using var answer = await client.GetAsync(List);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nor_is_its_cookie_renewed_and_the_socket_of_a_viewer_is_such_a_page()
    {
        (await RenewsAsync(_ => { })).Should().BeTrue();
        (await RenewsAsync(c => c.Request.Headers[Unattended.Header] = "yes")).Should().BeFalse();
        host.Host.Routes().Where(r => r.RoutePattern.RawText!.StartsWith("/elsa/hubs", StringComparison.Ordinal))
            .Should().NotBeEmpty().And.OnlyContain(r => r.Metadata.GetMetadata<UnattendedAttribute>() != null);
    }

    async Task<bool> RenewsAsync(Action<HttpContext> make)
    {
        var options = host.Host.Service<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var context = new DefaultHttpContext();
        make(context);
        var ticket = new AuthenticationTicket(new(), IdentityConstants.ApplicationScheme);
        var check = new CookieSlidingExpirationContext(context, new(IdentityConstants.ApplicationScheme, null, typeof(CookieAuthenticationHandler)), options, ticket, TimeSpan.FromHours(7), TimeSpan.FromHours(5)) { ShouldRenew = true };
        await options.Events.CheckSlidingExpiration(check);
        return check.ShouldRenew;
    }

    async Task<DateTimeOffset> AgedAsync()
    {
        await using var db = host.Host.Database.Open();
        await db.Database.ExecuteSqlAsync($"update sessions s set last_seen_at = {TimeProvider.System.GetUtcNow().AddHours(-1)} from people p where p.id = s.person_id and p.email = 'anna@example.org'");
        return await SeenAsync();
    }

    async Task<DateTimeOffset> SeenAsync()
    {
        await using var db = host.Host.Database.Open();
        return await db.Sessions.Where(s => db.Users.Any(p => p.Id == s.PersonId && p.Email == "anna@example.org")).Select(s => s.LastSeenAt).SingleAsync();
    }
}
