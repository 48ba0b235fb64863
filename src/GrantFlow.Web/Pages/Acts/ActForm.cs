namespace GrantFlow.Web.Pages.Acts;

/// <summary>What a person can do on a page now: a button, or a few fields and a button. The use case behind it decides.</summary>
/// <param name="Key">The text's key: <c>act.…</c>; also what is posted.</param>
/// <param name="Offered">True where state and role allow it: only then it is shown.</param>
/// <param name="Asks">What it asks for, in the order shown.</param>
/// <param name="Perform">Runs the use case with what was typed.</param>
sealed record ActForm(string Key, bool Offered, IReadOnlyList<Ask> Asks, Func<Typed, Task<ActEnd>> Perform)
{
    /// <summary>The part of the page it is about, or null for the page's own object.</summary>
    public Guid? On { get; init; }

    /// <summary>The step that is waited for.</summary>
    public bool Next { get; init; }

    /// <summary>A sentence above the fields, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>The key of the words on the form's button, where the act's own name doesn't fit; null takes the name.</summary>
    public string? Go { get; init; }

    /// <summary>What is said when it is done.</summary>
    public string Told { get; init; } = "done.recorded";

    /// <summary>The fields as just typed, after a refusal.</summary>
    public IReadOnlyDictionary<string, string>? Kept { get; init; }

    /// <summary>The id and name of a field in the page.</summary>
    public string FieldId(Ask ask) => FieldId(ask.Name);

    /// <summary>What stands in a field.</summary>
    public string ValueOf(Ask ask) => Kept is null ? ask.Value : Kept.GetValueOrDefault(ask.Name, "");

    /// <summary>The id of a field by the request's name; a list's name is its first field's.</summary>
    public string FieldId(string name)
    {
        var ask = Asks.FirstOrDefault(a => a.Name == name) ?? Asks.FirstOrDefault(a => a.Name.StartsWith($"{name}-", StringComparison.Ordinal));
        return ask is null ? "" : $"{Key.Replace('.', '-')}{(On is { } on ? $"-{on:N}" : "")}-{ask.Name}";
    }

    /// <summary>An act whose use case tells a fact.</summary>
    /// <param name="key">The text's key.</param>
    /// <param name="offered">True where it is shown.</param>
    /// <param name="perform">Runs the use case.</param>
    /// <param name="asks">What it asks for.</param>
    public static ActForm New<T>(string key, bool offered, Func<Typed, Task<Verdict<T>>> perform, params IReadOnlyList<Ask> asks)
        where T : notnull =>
        new(key, offered, asks, async typed => (await perform(typed)).Allows(out _, out var refusal) ? default : new(refusal, null));

    /// <summary>An act that makes something and leads to it.</summary>
    public static ActForm New<T>(string key, bool offered, Func<T, string> to, Func<Typed, Task<Verdict<T>>> perform, params IReadOnlyList<Ask> asks)
        where T : notnull =>
        new(key, offered, asks, async typed => (await perform(typed)).Allows(out var fact, out var refusal) ? new(null, to(fact)) : new(refusal, null)) { Go = "act.create" };
}

/// <summary>How an act ended: refused, done, or done and to be read elsewhere.</summary>
/// <param name="Refusal">The rule's no, or null.</param>
/// <param name="To">The page to go to, or null for the same.</param>
readonly record struct ActEnd(Refusal? Refusal, string? To);
