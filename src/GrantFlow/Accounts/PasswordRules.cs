using System.Collections.Frozen;

namespace GrantFlow.Accounts;

/// <summary>Which passwords are refused: short ones, those on every guesser's list, and those made of what everybody knows about the person.</summary>
/// <remarks>
/// Refuses: <c>password-short</c>, <c>password-common</c>, <c>password-personal</c>. No rule asks for digits or signs: they make passwords
/// harder to remember and no harder to guess. Source: NIST SP 800-63B-4, 3.1.1; the list is the common part of @zxcvbn-ts/language-common (MIT).
/// </remarks>
static class PasswordRules
{
    /// <summary>The fewest characters.</summary>
    internal const int Least = 12;

    internal static readonly Refusal Short = new("password-short", "A password has at least twelve characters.", "Password");
    internal static readonly Refusal Common = new("password-common", "This password is on the lists that guessers try first. Take several words that don't belong together.", "Password");
    internal static readonly Refusal Personal = new("password-personal", "The password holds your name, your address or the name of this service.", "Password");

    static readonly FrozenSet<string> Known = Read().ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Judges a password.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="name">The person's name.</param>
    /// <param name="email">The person's address.</param>
    /// <returns>Null when nothing speaks against it.</returns>
    internal static Refusal? Judge(string password, string name, string email)
    {
        if (password.EnumerateRunes().Count() < Least) return Short;
        var plain = password.ToLowerInvariant();
        if (IsCommon(plain)) return Common;
        var words = name.Split([' ', '-', '\''], StringSplitOptions.RemoveEmptyEntries)
            .Concat(email.Split(['@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries))
            .Append("grantflow")
            .Where(w => w.Length >= 4)
            .Select(w => w.ToLowerInvariant());
        return words.Any(w => plain.Contains(w, StringComparison.Ordinal)) ? Personal : null;
    }

    // On the list; or a word of the list with figures and signs around it, or in it for letters; or the same few characters over and over.
    static bool IsCommon(string plain) =>
        Known.Contains(plain)
        || plain.Distinct().Count() < 5
        || Repeats(plain)
        || IsRow(plain)
        || Cores(plain).Any(c => Known.Contains(c) || (Repeats(c) && c.Length > 3));

    static IEnumerable<string> Cores(string plain)
    {
        var letters = Unmask(plain);
        yield return Trim(plain);
        yield return Trim(letters);
        yield return Unmask(Trim(plain));
        yield return string.Concat(letters.Where(char.IsLetter));
    }

    static string Trim(string text) => text.Trim("0123456789!@#$%^&*()_+-=.,?/\\|~ ".ToCharArray());

    static string Unmask(string text) => string.Concat(text.Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    }));

    static bool Repeats(string text)
    {
        for (var part = 1; part <= text.Length / 2; part++)
            if (text.Length % part == 0 && text == string.Concat(Enumerable.Repeat(text[..part], text.Length / part))) return true;
        return false;
    }

    // abcdefghijkl, 123456789012: one step up or down all the way, but for a turn or two.
    static bool IsRow(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => b - a).ToList();
        return steps.Count(s => s is 1 or -1) >= steps.Count - 2;
    }

    static IEnumerable<string> Read()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords")!);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
