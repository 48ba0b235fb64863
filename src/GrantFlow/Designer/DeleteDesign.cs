using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>A definition, or some of its versions, are gone.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Versions">Which versions.</param>
/// <param name="Whole">Nothing of it is left.</param>
public sealed record DesignDeleted(string DefinitionId, IReadOnlyList<int> Versions, bool Whole);

/// <summary>A grant manager throws away a draft, or versions that nothing runs or ever ran.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>design-in-use</c>, <c>design-published</c>, <c>design-shipped</c>, <c>design-stood-in</c>.
/// What an instance has run stays for ever: its journal is told by it.
/// </remarks>
public static class DeleteDesign
{
    internal static readonly Refusal InUse = new("design-in-use", "Instances ran this workflow, or a cohort keeps it: it can be taken back, not deleted.");
    internal static readonly Refusal Published = new("design-published", "This version is published. Take it back first.");
    internal static readonly Refusal StoodIn = new("design-stood-in", "A programme's own workflow stands in for this one.");

    /// <summary>Deletes the definition, or one version of it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who.</param>
    /// <param name="definitionId">The definition.</param>
    /// <param name="version">The version; null for all of it.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<DesignDeleted>> Execute(GrantFlowDb db, Actor actor, string definitionId, int? version, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var hold = await DesignHold.LockAsync(db, definitionId, ct);
        if (hold.Judge(actor, Act.DrawDesigns) is { } forbidden) return forbidden;
        // Deleting what is published takes it back as well.
        if (version is null && hold.Published is not null && !actor.MayTo(Act.PublishDesigns, hold.ProgrammeId)) return Refusal.Forbidden;
        var stoodIn = await db.WorkflowDesigns.AnyAsync(d => d.StandsInFor == definitionId, ct);
        if (!Decide(hold, version, stoodIn).Allows(out var fact, out var refusal)) return refusal;

        foreach (var gone in hold.Versions.Where(v => fact.Versions.Contains(v.Version)))
            if (!await DefinitionTable.DeleteAsync(DesignHold.ConnectionOf(db), gone.VersionId, ct)) return InUse;
        var now = clock.GetUtcNow();
        if (!fact.Whole) hold.Touch(db, actor, await ChecksumLeftAsync(db, definitionId, ct), now);
        else if (hold.Design is { } design) db.Remove(design);
        db.Record(actor, hold.ProgrammeId, hold.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DesignDeleted> Decide(DesignHold hold, int? version, bool stoodIn)
    {
        var gone = hold.Versions.Where(v => version is null || v.Version == version).ToList();
        if (gone.Count == 0) return Refusal.NotFound;
        var whole = gone.Count == hold.Versions.Count;
        if (whole && ShippedWorkflows.Ids.Contains(hold.DefinitionId)) return RetractDesign.Shipped;
        if (whole && stoodIn) return StoodIn;
        return version is not null && gone[0].IsPublished ? Published : new DesignDeleted(hold.DefinitionId, [.. gone.Select(v => v.Version)], whole);
    }

    static async Task<string> ChecksumLeftAsync(GrantFlowDb db, string definitionId, CancellationToken ct)
    {
        var json = await db.DesignVersions.Where(v => v.DefinitionId == definitionId).OrderByDescending(v => v.Version).Select(v => v.Json).FirstAsync(ct);
        using var document = DesignText.Parse(json);
        return DesignText.Checksum(document.RootElement);
    }
}
