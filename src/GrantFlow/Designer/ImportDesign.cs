using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Designer;

/// <summary>A definition came in as a file.</summary>
public sealed record DesignImported(string DefinitionId, int Version, string Name, string? FileId, int Revision);

/// <summary>A grant manager brings a definition in from a file: it becomes the draft of the definition it names, or a definition of its own.</summary>
/// <remarks>
/// Refuses what <see cref="SaveDraft"/> refuses, and <c>design-unreadable</c>. Where the file names a definition that isn't the person's to
/// draw, what comes in gets an id of its own: a file is no way to others' work, nor to learning of it.
/// </remarks>
public static class ImportDesign
{
    internal static readonly Refusal Unreadable = new("design-unreadable", "The file holds no workflow definition: it has no root activity.", "root");

    /// <summary>Takes it in.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who.</param>
    /// <param name="model">The definition, as the designer or a stock Elsa 3 server writes it.</param>
    /// <param name="programmeId">Whose a new definition becomes; null lets the rights say it.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<DesignImported>> Execute(
        GrantFlowDb db, Actor actor, JsonElement model, Guid? programmeId, TimeProvider clock, CancellationToken ct)
    {
        if (model.Member("root") is not { ValueKind: JsonValueKind.Object } root || root.Text("type") is null) return Unreadable;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var fileId = model.Text("definitionId");
        if (!(await DesignAccess.HomeAsync(db, actor, programmeId, ct)).Allows(out var home, out var closed)) return closed;
        var hold = fileId is null ? null : await DesignHold.LockAsync(db, fileId, ct);
        var taken = hold is { Versions.Count: > 0 } && (hold.ProgrammeId != home.ProgrammeId || hold.Judge(actor, Act.DrawDesigns) is not null);
        using var renamed = taken ? Renamed(model) : null;
        var request = new SaveDraft.Request(renamed?.RootElement ?? model, taken ? null : hold?.Design?.Revision, Emptied: true, home.ProgrammeId, FromFile: true);
        if (!(await SaveDraft.Execute(db, actor, request, clock, ct)).Allows(out var saved, out var refusal)) return refusal;
        var fact = new DesignImported(saved.DefinitionId, saved.Version, saved.Name, fileId, saved.Revision);
        db.Record(actor, home.ProgrammeId, DesignHold.SubjectOf(saved.DefinitionId), fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    static JsonDocument Renamed(JsonElement model) => DesignText.Parse(DesignText.Written(json =>
    {
        foreach (var member in model.EnumerateObject())
            if (member.Name != "definitionId") member.WriteTo(json);
    }));
}
