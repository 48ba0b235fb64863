using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Designer;

/// <summary>The activity types that the designer has a descriptor of; what isn't here it must never be sent.</summary>
/// <param name="Catalogue">The engine's own and the host's.</param>
/// <param name="Used">Types and versions of definitions that the reader may use as activities.</param>
public sealed record KnownActivities(ActivityCatalogue Catalogue, IReadOnlySet<(string Type, int Version)> Used)
{
    /// <summary>The designer's own word for what it doesn't know.</summary>
    public const string Missing = "Elsa.NotFoundActivity";

    /// <summary>Drawn by the designer without a descriptor, where it is the root.</summary>
    public const string StateMachine = "Elsa.StateMachine";

    /// <summary>What is known now to a person: just what their palette is told of.</summary>
    public static async Task<KnownActivities> LoadAsync(GrantFlowDb db, ActivityCatalogue catalogue, Actor actor, CancellationToken ct) =>
        new(catalogue, (await UsableVersion.OfAsync(db, actor, ct)).Select(v => (v.Type, v.Version)).ToHashSet());

    /// <summary>True when the pair can be drawn.</summary>
    public bool Has(string type, int version) =>
        Catalogue.Descriptors.TryGetValue(type, out var descriptor) ? descriptor.Version == version
        : type == Missing ? version == 1
        : Used.Contains((type, version));

    /// <summary>The activity type that a definition gives rise to: its name in Pascal case.</summary>
    public static string TypeOf(string name) => string.Concat(
        name.Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => string.Concat(char.ToUpperInvariant(w[0]).ToString(), w.AsSpan(1))));
}
