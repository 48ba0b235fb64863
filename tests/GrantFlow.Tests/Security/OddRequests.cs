using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Tests.Security;

/// <summary>One route of the API with the smallest body that it takes.</summary>
/// <param name="Method">GET, POST …</param>
/// <param name="Path">The pattern.</param>
/// <param name="Body">Sound JSON.</param>
public sealed record ApiRoute(string Method, string Path, JsonObject Body);

/// <summary>Makes requests that no browser and no honest program sends; the same seed makes the same ones.</summary>
/// <param name="seed">Where the dice begin.</param>
/// <param name="things">Ids that lead somewhere, by the word that stands for them in a path.</param>
/// <param name="routes">Of the API.</param>
/// <param name="doors">Of the pages.</param>
/// <param name="forms">As this person's pages show them.</param>
sealed partial class OddRequests(int seed, IReadOnlyDictionary<string, Guid> things, IReadOnlyList<ApiRoute> routes, IReadOnlyList<Door> doors, IReadOnlyList<PageForm> forms)
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "X"];

    static readonly string[] Kinds =
    [
        "application/json", "application/json; charset=utf-16", "application/json; charset=none", "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded",
        "multipart/form-data", "multipart/form-data; boundary=b", "multipart/form-data; boundary=\"" + new string('b', 100) + "\"", "application/octet-stream", "nonsense", "",
    ];

    static readonly (string Name, string[] Values)[] Headers =
    [
        ("Accept-Language", ["", "*", ";q=", "hy;q=9", "xx-YY-zz", "\u0085", new string('h', 8_000), "hy,ky;q=0.5,,ru;q=-1"]),
        ("Accept", ["", "*", "text/plain", "application/xml", "x/y;q=z", ";;;"]),
        ("Cookie", ["language=xx", "language=%00", "grantflow=garbage; antiforgery=garbage", "=;;=", "told=CfDJ8x", "half=CfDJ8", new string('c', 6_000)]),
        ("X-Forwarded-For", ["not an address", "::1", "1.2.3.4, 5.6.7.8", "999.1.1.1", "[::1", "\"", new string('1', 2_000)]),
        ("X-Forwarded-Proto", ["ftp", "https", "", "javascript"]),
        ("Forwarded", ["for=_x;proto=gopher"]),
        ("Host", ["evil.example", "a:99999", "", "[::1]"]),
        ("Range", ["bytes=9-1", "bytes=-", "lines=1-2", "bytes=0-0,0-0,0-0"]),
        ("If-None-Match", ["*", "W/\"", "x"]),
        ("If-Modified-Since", ["yesterday"]),
        ("Origin", ["null", "http://evil.example"]),
        ("Referer", ["javascript:alert(1)", "/"]),
        ("User-Agent", ["", new string('u', 7_000), "<script>gf(1)</script>", "\u0430\u0431"]),
        ("Content-Encoding", ["gzip", "br", "x"]),
        ("Expect", ["nothing"]),
        ("HX-Request", ["true", "x"]),
        ("Traceparent", ["00-zz-zz-zz", "x"]),
    ];

    readonly Random _random = new(seed);

    /// <summary>Anti-forgery token of the reader's own; without it posts would be turned away at the door.</summary>
    internal string Token { get; init; } = "";

    /// <summary>Bearer token of the same person; empty for nobody.</summary>
    internal string Bearer { get; init; } = "";

    /// <summary>The next one.</summary>
    internal HttpRequestMessage Next()
    {
        var request = _random.Next(20) switch
        {
            < 8 => Api(),
            < 14 when forms.Count > 0 => Form(),
            < 17 => Page(),
            < 18 => Handler(),
            _ => AnyMethod(),
        };
        if (_random.Next(8) == 0)
        {
            var (name, values) = OddText.Pick(_random, Headers);
            request.Headers.TryAddWithoutValidation(name, OddText.Pick(_random, values));
        }

        if (request.RequestUri!.OriginalString.StartsWith("/api", StringComparison.Ordinal) && Bearer != "")
            request.Headers.TryAddWithoutValidation("Authorization", _random.Next(60) == 0 ? OddText.Pick(_random, ["Bearer", "Bearer x", $"bearer {Bearer}", "Basic Og==", $"Bearer {Bearer[..^9]}"]) : $"Bearer {Bearer}");
        return request;
    }

    HttpRequestMessage Api()
    {
        var route = OddText.Pick(_random, routes);
        var request = Of(route.Method, Filled(route.Path, _random.Next(5) == 0) + (_random.Next(4) == 0 || (route.Method == "GET" && _random.Next(2) == 0) ? Query() : ""));
        if (route.Method is "GET" or "DELETE" && _random.Next(10) > 0) return request;
        request.Content = Content(OddText.Json(_random, route.Body), _random.Next(12) == 0 ? OddText.Pick(_random, Kinds) : "application/json");
        return request;
    }

    // A form of the pages' own, with one or some of its fields spoilt.
    HttpRequestMessage Form()
    {
        var form = OddText.Pick(_random, forms);
        List<(string Name, string Value)> fields = [.. form.Fields.Select(f => (f.Name, f.Value == "" ? "1" : f.Value))];
        for (var times = _random.Next(3); times >= 0 && fields.Count > 0; times--)
        {
            var at = _random.Next(fields.Count);
            if (fields[at].Name == "__RequestVerificationToken" && _random.Next(20) > 0) continue;
            switch (_random.Next(10))
            {
                case 0: fields.RemoveAt(at); break;
                case 1: fields.Add((fields[at].Name, OddText.Text(_random))); break;
                case 2: fields[at] = (OddText.Text(_random), fields[at].Value); break;
                default: fields[at] = (fields[at].Name, OddText.Text(_random)); break;
            }
        }

        if (form.Method == "get") return Of("GET", form.Action.Split('?')[0] + "?" + Encoded(fields));
        return Posted(_random.Next(10) == 0 ? form.Action + (form.Action.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Query()[1..] : form.Action, fields);
    }

    HttpRequestMessage Page() => Of("GET", Filled(OddText.Pick(_random, doors).Path, _random.Next(3) == 0) + (_random.Next(2) == 0 ? Query() : ""));

    // Any handler, whether this person's pages show its form or not.
    HttpRequestMessage Handler()
    {
        var door = OddText.Pick(_random, doors);
        List<(string, string)> fields = [("__RequestVerificationToken", Token)];
        string[] names = ["act", "on", "id", "Email", "Code", "Password", "person", "organisation", "role", "reason", "a-need", "name", "version", "to"];
        for (var times = _random.Next(5); times > 0; times--) fields.Add((OddText.Pick(_random, names), _random.Next(3) == 0 ? $"{Known()}" : OddText.Text(_random)));
        return Posted($"{Filled(door.Path, _random.Next(5) == 0)}?handler={(_random.Next(10) == 0 ? OddText.Encoded(OddText.Text(_random)) : door.Handler)}", fields);
    }

    HttpRequestMessage AnyMethod()
    {
        var path = _random.Next(2) == 0 ? OddText.Pick(_random, routes).Path : OddText.Pick(_random, doors).Path;
        var request = Of(OddText.Pick(_random, Methods), Filled(path, _random.Next(2) == 0) + Query());
        if (_random.Next(2) == 0 && request.Method.Method is not ("GET" or "HEAD" or "TRACE" or "get"))
            request.Content = Content(OddText.Text(_random), OddText.Pick(_random, Kinds));
        return request;
    }

    HttpRequestMessage Posted(string path, List<(string, string)> fields)
    {
        var request = Of("POST", path);
        if (_random.Next(15) > 0)
        {
            request.Content = Content(Encoded(fields), "application/x-www-form-urlencoded");
            return request;
        }

        var parts = string.Concat(fields.Select(f => $"--b\r\nContent-Disposition: form-data; name=\"{f.Item1}\"{(_random.Next(4) == 0 ? "; filename=\"x\"" : "")}\r\n\r\n{f.Item2}\r\n"));
        request.Content = Content(parts + (_random.Next(3) == 0 ? "" : "--b--\r\n"), "multipart/form-data; boundary=b");
        return request;
    }

    string Filled(string pattern, bool odd) => Parameter().Replace(pattern, m =>
        !odd && things.TryGetValue(pattern.Split('/').SkipWhile(p => p == "" || p == "api").FirstOrDefault("")!, out var id) && m.Value.Contains("guid", StringComparison.Ordinal) ? $"{id}"
        : _random.Next(3) == 0 ? $"{Known()}" : Short(OddText.Encoded(OddText.Text(_random))));

    string Query()
    {
        string[] names = ["page", "programme", "cohort", "organisation", "competition", "q", "state", "to", "from", "until", "person", "subject", "kind", "handler", "after", "id", "take", "format", "token", "on", "region", "a", ""];
        return "?" + string.Join('&', Enumerable.Range(0, 1 + _random.Next(3)).Select(_ =>
            $"{OddText.Pick(_random, names)}{(_random.Next(9) == 0 ? "" : "=" + (_random.Next(5) == 0 ? $"{Known()}" : Short(OddText.Encoded(OddText.Text(_random)))))}"));
    }

    Guid Known() => things.Values.ElementAt(_random.Next(things.Count));

    static HttpRequestMessage Of(string method, string path) => new(new HttpMethod(method), new Uri(path, UriKind.Relative));

    static string Encoded(IEnumerable<(string Name, string Value)> fields) => string.Join('&', fields.Select(f => $"{OddText.Encoded(f.Name)}={OddText.Encoded(f.Value)}"));

    // A request line has its own limit, which isn't ours to try each time.
    static string Short(string text) => text.Length > 3_000 ? text[..3_000] : text;

    static ByteArrayContent Content(string text, string kind)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (kind != "") content.Headers.TryAddWithoutValidation("Content-Type", kind);
        return content;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
