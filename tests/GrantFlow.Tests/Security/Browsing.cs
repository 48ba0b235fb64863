using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace GrantFlow.Tests.Security;

/// <summary>One field of a form, with what a browser would send.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">As it stands there.</param>
/// <param name="Hidden">People don't see it.</param>
/// <param name="Choices">What may be chosen, where it is a list.</param>
sealed record FormField(string Name, string Value, bool Hidden, IReadOnlyList<string> Choices);

/// <summary>A form on a page.</summary>
/// <param name="Method">get or post.</param>
/// <param name="Action">Path and query it goes to.</param>
/// <param name="Fields">In order.</param>
/// <param name="Offered">One of its buttons sends it there.</param>
sealed record PageForm(string Method, string Action, IReadOnlyList<FormField> Fields, bool Offered)
{
    /// <summary>Forms that differ only in ids are the same one.</summary>
    public string Kind => Browsing.Pattern($"{Action} {Fields.FirstOrDefault(f => f.Name == "act")?.Value} {string.Join(',', Fields.Select(f => f.Name))}");

    /// <summary>Something in every field that the form would take.</summary>
    public IEnumerable<(FormField Field, string Value)> Filled() => Fields.Select(f => (f, Of(f)));

    /// <summary>Fills it in and sends it, as a browser does.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpClient client) => SendAsync(client, Method, Action, Filled().Select(f => (f.Field.Name, f.Value)));

    /// <summary>Sends fields somewhere.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string action, IEnumerable<(string Name, string Value)> fields)
    {
        var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return method == "post" ? await client.PostAsync(action, form) : await client.GetAsync($"{action.Split('?')[0]}?{await form.ReadAsStringAsync()}");
    }

    static string Of(FormField field) =>
        field.Value.Length > 0 || field.Hidden ? field.Value
        : field.Choices.FirstOrDefault(c => c.Length > 0) is { } choice ? choice
        : field.Name.Contains("mail", StringComparison.OrdinalIgnoreCase) ? "somebody@example.org"
        : field.Name.Contains("day", StringComparison.OrdinalIgnoreCase) || field.Name.EndsWith("On", StringComparison.Ordinal) ? "2021-10-01"
        : "1";
}

/// <summary>A page as read.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Text">The answer's body.</param>
/// <param name="Links">Into our own service, in order, each once.</param>
/// <param name="Forms">In order.</param>
sealed record PageRead(string Path, int Status, string Text, IReadOnlyList<string> Links, IReadOnlyList<PageForm> Forms);

/// <summary>Somebody who follows every link.</summary>
sealed partial class Browsing(HttpClient client)
{
    // The way out ends the walk; the languages say the same in other words.
    static readonly string[] Passed = ["/sign-out", "/language/"];

    /// <summary>Whose cookies it are.</summary>
    public HttpClient Client => client;

    /// <summary>An address without what tells one thing from another of its kind.</summary>
    public static string Pattern(string address) => Id().Replace(address, "#");

    /// <summary>Reads a page; a redirect is one more link.</summary>
    public async Task<PageRead> ReadAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        List<string> links = answer.Headers.Location is { } to && Local(to.OriginalString, path) is { } local ? [local] : [];
        if (answer.Content.Headers.ContentType?.MediaType != "text/html") return new(path, (int)answer.StatusCode, text, links, []);
        var page = await new HtmlParser().ParseDocumentAsync(text);
        links.AddRange(page.QuerySelectorAll("a[href], iframe[src]").Select(a => Local(a.GetAttribute("href") ?? a.GetAttribute("src")!, path)).OfType<string>());
        return new(path, (int)answer.StatusCode, text, [.. links.Distinct()], [.. page.QuerySelectorAll("form").OfType<IHtmlFormElement>().SelectMany(f => FormsOf(f, path))]);
    }

    /// <summary>Reads everything that links lead to.</summary>
    /// <param name="starts">Where to begin.</param>
    /// <param name="ofAKind">How many pages that differ only in ids or pages of lists are read.</param>
    public async Task<IReadOnlyList<PageRead>> WalkAsync(IEnumerable<string> starts, int ofAKind)
    {
        var ahead = new Queue<string>(starts);
        HashSet<string> known = [.. ahead];
        Dictionary<string, int> read = [];
        List<PageRead> pages = [];
        while (ahead.TryDequeue(out var path))
        {
            var kind = Pattern(path);
            if (read.GetValueOrDefault(kind) >= ofAKind || Passed.Any(p => path.StartsWith(p, StringComparison.Ordinal))) continue;
            read[kind] = read.GetValueOrDefault(kind) + 1;
            var page = await ReadAsync(path);
            pages.Add(page);
            foreach (var link in page.Links) if (known.Add(link)) ahead.Enqueue(link);
        }

        return pages;
    }

    // One for each way to send it: a button may have an address of its own.
    static IEnumerable<PageForm> FormsOf(IHtmlFormElement form, string path)
    {
        List<FormField> fields = [];
        foreach (var field in form.QuerySelectorAll("input[name], textarea[name], select[name], button[name]"))
        {
            var name = field.GetAttribute("name")!;
            var type = field.GetAttribute("type");
            if (type is "checkbox" or "radio" && !field.HasAttribute("checked") && fields.Any(f => f.Name == name)) continue;
            IReadOnlyList<string> choices = field is IHtmlSelectElement list ? [.. list.Options.Select(o => o.Value)] : [];
            var value = field is IHtmlSelectElement select ? select.Value ?? "" : field is IHtmlTextAreaElement area ? area.Value : field.GetAttribute("value") ?? "";
            fields.Add(new(name, value, type == "hidden" || field.LocalName == "button", choices));
        }

        var action = form.GetAttribute("action") is { Length: > 0 } given ? Local(given, path) ?? path : path;
        var method = (form.GetAttribute("method") ?? "get").ToLowerInvariant();
        var buttons = form.QuerySelectorAll("button:not([type=button]), input[type=submit]").Select(b => b.GetAttribute("formaction") is { } to ? Local(to, path) : action).OfType<string>().ToHashSet();
        return buttons.Prepend(action).Distinct().Select(to => new PageForm(method, to, fields, buttons.Contains(to)));
    }

    static string? Local(string address, string from)
    {
        var bare = address.Split('#')[0];
        if (bare.StartsWith('?')) bare = from.Split('?')[0] + bare;
        return bare.StartsWith('/') && !bare.StartsWith("//", StringComparison.Ordinal) ? bare : null;
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(?<=[?&](?:page|after|from|to)=)[^&]*")]
    private static partial Regex Id();
}
