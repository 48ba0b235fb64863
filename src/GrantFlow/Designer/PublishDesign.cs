using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Designer;

/// <summary>A version became the one that new work takes.</summary>
public sealed record DesignPublished(string DefinitionId, int Version, string Name, string Checksum, int Revision, bool Already);

/// <summary>A grant manager publishes the latest version: new cohorts take it, what runs keeps its own.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>design-stale</c>, <c>design-faulty</c> with a sentence for each fault.</remarks>
public static class PublishDesign
{
    internal static readonly Refusal Faulty = new("design-faulty", "The workflow can't be published yet:");

    /// <summary>Publishes.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who.</param>
    /// <param name="definitionId">The definition.</param>
    /// <param name="revision">The revision the person has seen; null takes whatever is there.</param>
    /// <param name="checks">What stands against publishing.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<DesignPublished>> Execute(
        GrantFlowDb db, Actor actor, string definitionId, int? revision, DesignChecks checks, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var hold = await DesignHold.LockAsync(db, definitionId, ct);
        if (hold.Judge(actor, Act.PublishDesigns) is { } forbidden) return forbidden;
        if (revision is not null && SaveDraft.IsStale(revision, actor.PersonId, hold.Design)) return await SaveDraft.StaleAsync(db, actor, hold.Design!, ct);
        var latest = hold.Latest!;
        var json = await DesignHold.TextAsync(db, latest.Number, ct);
        var checksum = ChecksumOf(json);
        var fact = new DesignPublished(definitionId, latest.Version, latest.Name, checksum, hold.Design?.Revision ?? 0, latest.IsPublished);
        if (latest.IsPublished) return fact;

        var now = clock.GetUtcNow();
        var found = await checks.CheckAsync(db, definitionId, json, hold.Design, now, ct);
        if (!Decide(fact, found).Allows(out fact, out var refusal)) return refusal;
        var stored = await DefinitionTable.PublishAsync(DesignHold.ConnectionOf(db), found.Sound!, now, ct);
        fact = fact with { Version = stored.Version, Revision = hold.Touch(db, actor, checksum, now).Revision };
        db.Record(actor, hold.ProgrammeId, hold.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DesignPublished> Decide(DesignPublished fact, CheckedDesign found) => found.Sound is not null
        ? fact
        : Faulty with
        {
            Detail = $"{Faulty.Detail} {string.Join(" ", found.Problems.Select(p => p.Message).Distinct())}",
            Problems = found.Problems,
        };

    static string ChecksumOf(string json)
    {
        using JsonDocument document = DesignText.Parse(json);
        return DesignText.Checksum(document.RootElement);
    }
}
