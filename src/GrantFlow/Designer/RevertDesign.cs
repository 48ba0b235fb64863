using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>An earlier version was taken up again as the draft.</summary>
public sealed record DesignReverted(string DefinitionId, int From, int Version, int Revision);

/// <summary>A grant manager takes an earlier version up again: its drawing becomes the draft.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>.</remarks>
public static class RevertDesign
{
    /// <summary>Makes the draft.</summary>
    public static async Task<Verdict<DesignReverted>> Execute(GrantFlowDb db, Actor actor, string definitionId, int version, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var hold = await DesignHold.LockAsync(db, definitionId, ct);
        if (hold.Judge(actor, Act.DrawDesigns) is { } forbidden) return forbidden;
        if (hold.Versions.FirstOrDefault(v => v.Version == version) is not { } earlier) return Refusal.NotFound;
        var now = clock.GetUtcNow();
        var number = hold.Draft?.Version ?? hold.Latest!.Version + 1;
        using var document = DesignText.Parse(await DesignHold.TextAsync(db, earlier.Number, ct));
        var text = DesignText.Compose(document.RootElement, new(StoredDefinition.IdOf(definitionId, number), definitionId, number, hold.Draft?.CreatedAt ?? now));
        await DefinitionTable.SaveDraftAsync(DesignHold.ConnectionOf(db), definitionId, DesignText.NameOf(document.RootElement), text, now, ct);
        var design = hold.Touch(db, actor, DesignText.Checksum(document.RootElement), now);
        var fact = new DesignReverted(definitionId, version, number, design.Revision);
        db.Record(actor, hold.ProgrammeId, hold.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
