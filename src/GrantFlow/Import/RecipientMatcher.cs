using System.Globalization;
using System.Text;

namespace GrantFlow.Import;

/// <summary>Finds out which published recipients are one organisation.</summary>
/// <remarks>
/// The same identifier is the same organisation, however the name is spelt. A company or charity number that another
/// row uses as its identifier joins the two. Names join only those that no register knows, because two registered bodies may
/// bear one name; and nothing joins two entries of one register. Source: org-id.guide's list codes.
/// </remarks>
sealed class RecipientMatcher
{
    static readonly string[] LegalForms =
    [
        " community interest company", " cic", " limited", " ltd", " llc", " ngo", " cbo", " cso", " charitable incorporated organisation", " cio",
        " հկ", " հասարակական կազմակերպություն", " оф", " ао", " оо", " коомдук фонду", " коомдук бирикмеси", " общественный фонд", " общественное объединение",
    ];

    readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    readonly List<int> _parents = [];
    readonly List<Dictionary<string, string>> _registers = [];

    /// <summary>Matches all recipients of a file.</summary>
    /// <returns>For each recipient, in order, the number of its organisation; the numbers have gaps.</returns>
    public static IReadOnlyList<int> Match(IReadOnlyList<Recipient> recipients)
    {
        var matcher = new RecipientMatcher();
        var first = recipients.Select(r => matcher.GroupOf(KeyOf(r))).ToArray();
        for (var i = 0; i < recipients.Count; i++)
            foreach (var claimed in ClaimedBy(recipients[i]))
                if (matcher._groups.TryGetValue(claimed, out var other)) matcher.Join(first[i], other);
        matcher.JoinUnregistered(recipients, first);
        return [.. first.Select(matcher.Root)];
    }

    /// <summary>The identifier that stands for a recipient: its own, or its name when it has none.</summary>
    public static string KeyOf(Recipient recipient) => recipient.Id is { } id ? id.ToUpperInvariant() : $"name:{Normalise(recipient.Name)}";

    /// <summary>Register and number of an identifier, or null when the publisher made it up or it has no such form.</summary>
    public static (string Register, string Number)? RegisterOf(string? id)
    {
        var parts = (id ?? "").ToUpperInvariant().Split('-', 3);
        return parts.Length == 3 && parts[0] != "360G" && parts[0].Length == 2 ? ($"{parts[0]}-{parts[1]}", parts[2]) : null;
    }

    /// <summary>A name without case, accents, punctuation and legal form.</summary>
    public static string Normalise(string name)
    {
        var text = string.Join(' ', Words(name));
        if (text.StartsWith("the ", StringComparison.Ordinal)) text = text[4..];
        foreach (var form in LegalForms)
            if (text.Length > form.Length && text.EndsWith(form, StringComparison.Ordinal)) text = text[..^form.Length];
        return text;
    }

    /// <summary>The words of a name in lower case, without accents and punctuation.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c)) letters.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) letters.Append(' ');
        }

        return letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    static IEnumerable<string> ClaimedBy(Recipient recipient)
    {
        if (recipient.Id?.StartsWith("GB-", StringComparison.OrdinalIgnoreCase) != true) yield break;
        if (recipient.CompanyNumber is { } company) yield return $"GB-COH-{company.ToUpperInvariant()}";
        if (recipient.CharityNumber is { } charity) yield return $"GB-CHC-{charity.ToUpperInvariant()}";
    }

    void JoinUnregistered(IReadOnlyList<Recipient> recipients, int[] first)
    {
        var byName = recipients.Select((r, i) => (Name: Normalise(r.Name), Group: first[i])).Where(x => x.Name.Length > 0).GroupBy(x => x.Name);
        foreach (var sameName in byName)
        {
            var groups = sameName.Select(x => Root(x.Group)).Distinct().ToList();
            var registered = groups.Where(g => _registers[g].Count > 0).ToList();
            if (registered.Count > 1) continue;
            foreach (var group in groups) Join(groups[0], group);
        }
    }

    int GroupOf(string key)
    {
        if (_groups.TryGetValue(key, out var group)) return group;
        group = _parents.Count;
        _groups.Add(key, group);
        _parents.Add(group);
        _registers.Add(RegisterOf(key) is var (register, number) ? new() { [register] = number } : []);
        return group;
    }

    int Root(int group)
    {
        while (_parents[group] != group) group = _parents[group] = _parents[_parents[group]];
        return group;
    }

    void Join(int a, int b)
    {
        (a, b) = (Math.Min(Root(a), Root(b)), Math.Max(Root(a), Root(b)));
        if (a == b || _registers[b].Any(r => _registers[a].TryGetValue(r.Key, out var other) && other != r.Value)) return;
        foreach (var (register, number) in _registers[b]) _registers[a][register] = number;
        _parents[b] = a;
    }
}
