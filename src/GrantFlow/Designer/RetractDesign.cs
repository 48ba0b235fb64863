using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Designer;

/// <summary>A published version was taken back.</summary>
public sealed record DesignRetracted(string DefinitionId, int Version, int Revision);

/// <summary>A grant manager takes the published version back: nothing new begins with it, what runs goes on.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>design-unpublished</c>, <c>design-shipped</c>.</remarks>
public static class RetractDesign
{
    internal static readonly Refusal Unpublished = new("design-unpublished", "No version of this workflow is published.");

    /// <summary>The stages' own definitions begin the programmes' work: without one, nothing would.</summary>
    internal static readonly Refusal Shipped = new("design-shipped", "The programmes' work begins with this workflow. Publish another version in its place instead.");

    /// <summary>Takes it back.</summary>
    public static async Task<Verdict<DesignRetracted>> Execute(GrantFlowDb db, Actor actor, string definitionId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var hold = await DesignHold.LockAsync(db, definitionId, ct);
        if (hold.Judge(actor, Act.PublishDesigns) is { } forbidden) return forbidden;
        if (!Decide(hold).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        await DefinitionTable.RetractAsync(DesignHold.ConnectionOf(db), definitionId, ct);
        fact = fact with { Revision = hold.Touch(db, actor, null, now).Revision };
        db.Record(actor, hold.ProgrammeId, hold.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DesignRetracted> Decide(DesignHold hold) =>
        hold.Published is not { } published ? Unpublished
        : ShippedWorkflows.Ids.Contains(hold.DefinitionId) ? Shipped
        : new DesignRetracted(hold.DefinitionId, published.Version, 0);
}
