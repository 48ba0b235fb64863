using System.Net;
using AngleSharp.Html.Parser;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Tests.Web;

/// <summary>Somebody who reads pages of a running host and posts the forms on them, as a browser without scripts does.</summary>
public sealed class PageReader(HttpClient client)
{
    /// <summary>Signs a person of the scenario in; staff get an authenticator app first.</summary>
    public static async Task<PageReader> OfAsync(RunningHost host, Actor actor, string language = "en")
    {
        await using var db = host.Database.Open();
        var person = await db.Users.FirstAsync(p => p.Id == actor.PersonId);
        person.PasswordHash = new PasswordHasher<Person>().HashPassword(person, RunningHost.Password);
        person.SecurityStamp = Guid.CreateVersion7().ToString();
        if (await db.ProgrammeRoles.AnyAsync(r => r.PersonId == person.Id && r.Role != Role.Applicant))
            await SomeSecondFactor.GiveAsync(db, host.Service<Secrets>(), person.Id);
        await db.SaveChangesAsync();
        return new PageReader(await host.SignInAsync(person.Email!, language));
    }

    /// <summary>The keys of the acts that a page offers.</summary>
    public async Task<IReadOnlyList<string>> OfferedAsync(string path)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync(path));
        return [.. page.QuerySelectorAll("input[name=act]").Select(i => i.GetAttribute("value")!)];
    }

    /// <summary>The page as sent.</summary>
    public Task<string> ReadAsync(string path) => client.GetStringAsync(path);

    /// <summary>What stands in a field of a page.</summary>
    public async Task<string> ValueAsync(string path, string field) =>
        (await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync(path))).QuerySelector(field)?.GetAttribute("value") ?? "";

    /// <summary>Posts fields to a handler of a page.</summary>
    public async Task<(HttpStatusCode Status, string Html)> PostHandlerAsync(string path, string handler, params (string Field, string Value)[] typed)
    {
        var fields = await RunningHost.FormAsync(client, path);
        foreach (var (field, value) in typed) fields[field] = value;
        var posted = await client.PostAsync($"{path}?handler={handler}", new FormUrlEncodedContent(fields));
        return (posted.StatusCode, await posted.Content.ReadAsStringAsync());
    }

    /// <summary>Posts fields to a page.</summary>
    public async Task<(HttpStatusCode Status, string Html)> PostFormAsync(string path, params (string Field, string Value)[] typed)
    {
        var fields = await RunningHost.FormAsync(client, path);
        foreach (var (field, value) in typed) fields[field] = value;
        var posted = await client.PostAsync(path, new FormUrlEncodedContent(fields));
        return (posted.StatusCode, await posted.Content.ReadAsStringAsync());
    }

    /// <summary>Posts an act; the page is read before, for its token and for what stands in the fields.</summary>
    /// <returns>Redirect when it is done, OK when the page is shown again with what is wrong.</returns>
    public async Task<(HttpStatusCode Status, string Html)> PostAsync(string path, string act, Guid? on = null, params (string Field, string Value)[] typed)
    {
        var answer = await client.GetAsync(path);
        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "";
        var form = page.QuerySelectorAll("form").FirstOrDefault(f =>
            f.QuerySelector("input[name=act]")?.GetAttribute("value") == act
            && f.QuerySelector("input[name=on]")?.GetAttribute("value") == (on?.ToString() ?? ""));
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["act"] = act, ["on"] = on?.ToString() ?? "" };
        foreach (var field in form?.QuerySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea, select").ToList() ?? [])
            fields[field.GetAttribute("name")!] = field is AngleSharp.Html.Dom.IHtmlSelectElement select ? select.Value ?? "" : field.GetAttribute("value") ?? field.TextContent;
        foreach (var (field, value) in typed) fields[field] = value;
        var posted = await client.PostAsync($"{path}?handler=Act", new FormUrlEncodedContent(fields));
        return (posted.StatusCode, await posted.Content.ReadAsStringAsync());
    }
}
