using System.Diagnostics.CodeAnalysis;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow;

/// <summary>A rule's "no": a value, never an exception.</summary>
/// <param name="Code">Stable, kebab-case; the reader's text is looked up by it.</param>
/// <param name="Detail">The English sentence, for logs and as the fall-back text.</param>
/// <param name="Field">The request's field at fault, or null when it is the whole.</param>
public sealed record Refusal(string Code, string Detail, string? Field = null)
{
    /// <summary>What goes into the places of the reader's text: names, numbers, instants.</summary>
    public IReadOnlyList<object> With { get; init; } = [];

    /// <summary>What checking a drawing found.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; init; } = [];

    /// <summary>Nobody by that id, as far as the asker may know: shown as 404.</summary>
    public static Refusal NotFound { get; } = new("not-found", "There is no such thing here, or it isn't yours to see.");

    /// <summary>The asker may not do this: shown as 403.</summary>
    public static Refusal Forbidden { get; } = new("forbidden", "You may not do this.");

    /// <summary>Somebody else changed the same thing in the meantime: shown as 409.</summary>
    public static Refusal ChangedMeanwhile { get; } =
        new("changed-meanwhile", "Somebody else changed this in the meantime. Load it again and repeat your change.");
}

/// <summary>What a decision says: a fact, or a refusal. Its only door is <see cref="Allows"/>.</summary>
/// <typeparam name="T">The fact.</typeparam>
public readonly record struct Verdict<T>
    where T : notnull
{
    readonly T? _fact;
    readonly Refusal? _refusal;

    Verdict(T? fact, Refusal? refusal) => (_fact, _refusal) = (fact, refusal);

    /// <summary>Opens the verdict: exactly one of the two is set.</summary>
    public bool Allows([NotNullWhen(true)] out T? fact, [NotNullWhen(false)] out Refusal? refusal)
    {
        (fact, refusal) = (_fact, _fact is null ? _refusal ?? Refusal.NotFound : null);
        return fact is not null;
    }

    /// <summary>Allowed, with its fact.</summary>
    public static implicit operator Verdict<T>(T fact) => new(fact, null);

    /// <summary>Refused.</summary>
    public static implicit operator Verdict<T>(Refusal refusal) => new(default, refusal);
}
