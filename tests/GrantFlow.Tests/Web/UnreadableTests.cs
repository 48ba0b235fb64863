using System.Net;
using System.Reflection;
using FluentAssertions;
using GrantFlow.Tests.Accounts;
using GrantFlow.Tests.Security;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>What can't be read in a page's address or form is told in the reader's language, by the field's name.</summary>
public sealed class UnreadableTests(RunningHost host) : IClassFixture<RunningHost>
{
    static IEnumerable<PropertyInfo> BoundOf(Type page) =>
        page.GetProperties().Where(p => p.IsDefined(typeof(BindPropertyAttribute)) && p.PropertyType != typeof(string) && p.PropertyType != typeof(List<string>) && p.PropertyType != typeof(string[]));

    static string? NameOf(string language, PropertyInfo bound) =>
        TextBook.Find(language, $"field.of.{bound.DeclaringType!.Name}.{bound.Name}") ?? TextBook.Find(language, $"field.of.{bound.Name}");

    static string NamedIn(PropertyInfo bound) => bound.GetCustomAttribute<BindPropertyAttribute>()!.Name ?? bound.Name;

    [Fact]
    public void Whatever_is_bound_to_a_page_has_a_name_people_read()
    {
        var bound = typeof(FlowPage).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(FlowPage))).SelectMany(BoundOf);

        bound.Where(p => NameOf("en", p) is null).Select(p => $"{p.DeclaringType!.Name}.{p.Name}").Should().BeEmpty();
    }

    [Fact]
    public async Task Every_page_opens_without_what_cannot_be_read_in_its_address_and_says_so()
    {
        var scene = new SomeScene(host.Database);
        var callers = await scene.CallersAsync();
        List<string> wrong = [];
        var opened = 0;

        foreach (var (path, page) in await PagesAsync(scene))
        {
            var asked = BoundOf(page).Where(p => p.GetCustomAttribute<BindPropertyAttribute>()!.SupportsGet).ToList();
            if (asked.Count == 0) continue;
            var reader = callers.First(c => c.Actor.IsSomebody && page.GetCustomAttribute<GrantFlow.Accounts.DoesAttribute>()!.Acts.Any(a => SomeScene.Should(a, c, isList: true)));
            using var client = await host.AsAsync(reader.Actor);
            foreach (var language in LocalText.Languages)
            {
                client.DefaultRequestHeaders.AcceptLanguage.Clear();
                client.DefaultRequestHeaders.AcceptLanguage.Add(new(language));
                using var answer = await client.GetAsync($"{path}?{string.Join('&', asked.Select(p => $"{NamedIn(p)}=31.02."))}");
                var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
                opened++;
                if (answer.StatusCode != HttpStatusCode.OK) wrong.Add($"{path} {language}: answered {(int)answer.StatusCode}");
                else wrong.AddRange(asked.Where(p => !text.Contains(new Texts(language)["field.unreadable", NameOf(language, p), "31.02."], StringComparison.Ordinal)).Select(p => $"{path} {language}: {p.Name}"));
            }
        }

        wrong.Should().BeEmpty();
        opened.Should().BeGreaterThan(30);
    }

    [Theory]
    [InlineData("hy", "Ոչինչ չի պահպանվել", "Դեր. «Emperor» հնարավոր չէ կարդալ։")]
    [InlineData("ru", "Ничего не сохранено", "Роль: «Emperor» нельзя прочитать.")]
    public async Task A_form_that_cannot_be_read_does_nothing_and_its_page_says_so(string language, string heading, string sentence)
    {
        var scene = new SomeScene(host.Database);
        var manager = (await scene.CallersAsync()).Single(c => c.Who == "a manager");
        using var client = await host.AsAsync(manager.Actor);
        client.DefaultRequestHeaders.AcceptLanguage.Clear();
        client.DefaultRequestHeaders.AcceptLanguage.Add(new(language));
        var staff = $"/programmes/{scene.Things["programmes"]}/staff";
        var form = await RunningHost.FormAsync(client, staff);
        form["role"] = "Emperor";
        form["email"] = "emperor@example.org";

        using var answer = await client.PostAsync($"{staff}?handler=Invite", new FormUrlEncodedContent(form));
        using var back = await client.GetAsync(answer.Headers.Location);

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        WebUtility.HtmlDecode(await back.Content.ReadAsStringAsync()).Should().Contain(heading).And.Contain(sentence).And.NotContain("emperor@example.org");
    }

    async Task<List<(string Path, Type Page)>> PagesAsync(SomeScene scene)
    {
        List<(string, Type)> pages = [];
        foreach (var endpoint in host.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } descriptor) continue;
            var page = (await host.Service<PageLoader>().LoadAsync(descriptor, endpoint.Metadata)).ModelTypeInfo!.AsType();
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (path.Contains("{id:guid}", StringComparison.Ordinal) && scene.Things.TryGetValue(path.Split('/')[1], out var id)) path = path.Replace("{id:guid}", $"{id}", StringComparison.Ordinal);
            path = path.Replace("{subject}", $"award:{scene.Things["awards"]}", StringComparison.Ordinal);
            if (!path.Contains('{', StringComparison.Ordinal)) pages.Add((path, page));
        }

        return pages;
    }
}
