using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Pages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>A form that our own page didn't make changes nothing (field: Unity AB#33424).</summary>
public sealed partial class AntiforgeryTests(RunningHost host) : IClassFixture<RunningHost>
{
    // Shows what went wrong with a post that was turned away, and does nothing.
    const string Told = "/status/{code:int}";

    [Fact]
    public async Task Every_posted_form_needs_its_pages_token_whoever_posts_it()
    {
        await host.EnterAsync("forged@test.example", Role.Administrator, Role.GrantManager, Role.Finance, Role.Reviewer, Role.Assessor);
        using var client = await host.SignInAsync("forged@test.example");
        var posts = (await host.DoorsAsync()).Where(d => d.Method == "POST" && d.Path != Told && !d.Path.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        List<string> taken = [];

        foreach (var door in posts)
        {
            var path = Parameter().Replace(door.Path, m => m.Value.Contains("guid", StringComparison.Ordinal) ? Guid.CreateVersion7().ToString() : "x");
            foreach (var token in new[] { null, "CfDJ8forged" })
            {
                var form = new FormUrlEncodedContent(token is null ? [] : [new("__RequestVerificationToken", token)]);
                using var answer = await client.PostAsync($"{path}{(door.Handler == "" ? "" : $"?handler={door.Handler}")}", form);
                if (answer.StatusCode != HttpStatusCode.BadRequest) taken.Add($"{door.Path} {door.Handler} answered {(int)answer.StatusCode}");
            }
        }

        taken.Should().BeEmpty();
        posts.Should().HaveCountGreaterThan(10);
    }

    [Fact]
    public void No_page_and_no_handler_does_without_it()
    {
        var pages = typeof(FlowPage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(PageModel)) && t != typeof(StatusPage));

        pages.Where(p => p.IsDefined(typeof(IgnoreAntiforgeryTokenAttribute), true)
            || p.GetMethods().Any(m => m.IsDefined(typeof(IgnoreAntiforgeryTokenAttribute), true))).Should().BeEmpty();
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
