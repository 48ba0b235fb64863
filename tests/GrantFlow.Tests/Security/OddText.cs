using System.Text.Json;
using System.Text.Json.Nodes;

namespace GrantFlow.Tests.Security;

/// <summary>Values that no honest hand types.</summary>
static class OddText
{
    /// <summary>As texts: of fields, of query strings, of parts of paths.</summary>
    internal static readonly string[] All =
    [
        "", " ", "\0", "a\0b", "\u0001\u0002\u001f", "\u007f", "\u0085\u2028\u2029", "\ud800", "x\udc00y", "\udbff\ud800", "\ufeff", "\ufffe\uffff", "\u202eabc", "👩‍👩‍👧‍👦", "ﷺ", "Z͑ͫ̓ͪ̂ͫ̽",
        "0", "-0", "-1", "1e308", "1e-400", "NaN", "Infinity", "-Infinity", "2147483648", "-2147483649", "9223372036854775808", "99999999999999999999999999999999", "79228162514264337593543950336",
        "0.0000000000000000000000000001", "0x10", "١٢٣", "1,2,3", "1 000", "999999999999.99", "1000000000000", "null", "true", "undefined", "[]", "{}",
        "0001-01-01", "9999-12-31", "2021-02-30", "10000-01-01", "2021-13-01", "-0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "2021-03-28T02:30", "2021-01-01T24:00:00+99:00", "0000-00-00T00:00:00Z",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000001}", "not-a-guid", "0198b1a2",
        "../../etc/passwd", "..\\..", "%00", "%2f%2e%2e", "%", "%zz", "/", "//evil.example", "\\\\evil", "javascript:alert(1)", "http://evil.example/", "file:///etc/passwd",
        "'", "''; drop table people; --", "\" or 1=1", "$$", "%s%n", "{0}", "{{7*7}}", "${7*7}", "<script>gf(1)</script>", "<!--", "]]>", "&#0;", "\r\nSet-Cookie: a=b", "a\nb", "\t",
        "person@example.org", "a@b", "@", "\"a b\"@example.org", "x@" + new string('a', 300), "hy", "xx", "EN-us", "award:", "award:x", "organisation:00000000-0000-0000-0000-000000000000", ":", "::",
        new string('x', 5_000), new string('ж', 40_000), new string('9', 500), string.Concat(Enumerable.Repeat("a\n", 3_000)), new string('[', 2_000),
    ];

    // What stands where a value of another kind was meant.
    static readonly Func<Random, JsonNode?>[] Nodes =
    [
        _ => null, _ => true, _ => 0, _ => -1, _ => long.MaxValue, _ => 1e300, _ => 0.1m, _ => decimal.MaxValue, _ => new JsonArray(), _ => new JsonObject(),
        _ => new JsonArray(null, null), _ => new JsonArray(1, "a", null, new JsonObject()), _ => new JsonObject { ["en"] = null }, _ => new JsonObject { ["xx"] = "y", [""] = "" },
        _ => new JsonObject { ["en"] = new JsonArray() }, _ => new JsonArray([.. Enumerable.Range(0, 2_000).Select(i => (JsonNode)i)]), _ => Nested(60), r => Whole(Pick(r, All)), r => Whole(Pick(r, All)), r => Whole(Pick(r, All)),
    ];

    // Bodies that aren't JSON, or are hardly.
    static readonly string[] Broken =
    [
        "", " ", "{", "}", "[", "null", "true", "1", "\"text\"", "[]", "[{}]", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "{\"a\":1}{\"b\":2}", "// no", "\u0000", "\ufeff{}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}",
        "{\"\":\"\"}", "{\"a\":1e999}", "<xml/>", "a=b&c=d", "NaN", new string('[', 3_000), "{\"a\":" + new string('9', 4_000) + "}",
    ];

    internal static T Pick<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    internal static JsonNode? Node(Random random) => Pick(random, Nodes)(random);

    internal static string Text(Random random) => Pick(random, All);

    /// <summary>A body made of a sound one.</summary>
    internal static string Json(Random random, JsonObject sound)
    {
        if (random.Next(6) == 0) return Pick(random, Broken);
        var body = (JsonObject)sound.DeepClone();
        for (var times = random.Next(3); times >= 0; times--) Spoil(random, body);
        var text = body.ToJsonString().Replace("\\uE000", "\\ud800", StringComparison.OrdinalIgnoreCase);
        return random.Next(25) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text.Replace("Some text", "\\ud800", StringComparison.Ordinal),
            2 => text.Replace("Some text", "a\\u0000b", StringComparison.Ordinal),
            3 => text.Replace(":", ":[", StringComparison.Ordinal),
            _ => text,
        };
    }

    /// <summary>Percent-encoded for a query string or a posted form; half a character goes as the bytes that no encoder would send.</summary>
    internal static string Encoded(string text) =>
        Uri.EscapeDataString(Whole(text)).Replace("%EE%80%80", "%ED%A0%80", StringComparison.Ordinal);

    // Writers refuse half a character: it goes in as a private one that is put back afterwards.
    static string Whole(string text)
    {
        var characters = text.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (char.IsHighSurrogate(characters[i]) && i + 1 < characters.Length && char.IsLowSurrogate(characters[i + 1])) i++;
            else if (char.IsSurrogate(characters[i])) characters[i] = '\ue000';
        }

        return new(characters);
    }

    static void Spoil(Random random, JsonNode within)
    {
        if (within is JsonObject { Count: > 0 } members)
        {
            var name = members.ElementAt(random.Next(members.Count)).Key;
            if (members[name] is JsonObject or JsonArray && random.Next(2) == 0) Spoil(random, members[name]!);
            else if (random.Next(8) == 0) members.Remove(name);
            else members[name] = random.Next(2) == 0 ? Node(random) : Alike(random, members[name]);
        }
        else if (within is JsonArray { Count: > 0 } items)
        {
            if (items[0] is JsonObject or JsonArray && random.Next(2) == 0) Spoil(random, items[0]!);
            else if (random.Next(4) == 0) items.Add(items[0]?.DeepClone());
            else items[0] = Node(random);
        }
        else if (within is JsonObject empty)
        {
            empty[Whole(Text(random))] = Node(random);
        }
    }

    // Of the kind meant, so that it gets past the reading and tries what comes after.
    static JsonNode? Alike(Random random, JsonNode? sound) => sound?.GetValueKind() switch
    {
        JsonValueKind.Number => Pick<JsonNode>(random, [0, -1, 1, int.MaxValue, int.MinValue, long.MaxValue, 999_999_999_999m, -0.5m, 0.000_000_000_1m, 1e28]),
        JsonValueKind.String when sound.ToString().StartsWith("20", StringComparison.Ordinal) =>
            Pick(random, ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "2021-02-30", "1600-02-29", "2021-03-28T02:30:00+04:00", "4714-11-24"]),
        JsonValueKind.String when Guid.TryParse(sound.ToString(), out _) => Pick(random, [$"{Guid.Empty}", "ffffffff-ffff-ffff-ffff-ffffffffffff"]),
        JsonValueKind.String => Whole(Text(random)),
        JsonValueKind.True or JsonValueKind.False => random.Next(2) == 0,
        _ => Node(random),
    };

    static JsonNode Nested(int deep)
    {
        JsonNode node = new JsonArray();
        for (var i = 0; i < deep; i++) node = new JsonArray(node);
        return node;
    }
}
