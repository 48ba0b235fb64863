using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>A programme has its own version of a shared definition.</summary>
public sealed record DesignCopied(string DefinitionId, string Of, int OfVersion, Guid ProgrammeId, int Revision);

/// <summary>A grant manager draws their own version: the shared definition is copied, and the copy takes its place in the programme's new cohorts once it is published.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>design-not-shared</c>, <c>design-own-already</c>.</remarks>
public static class CopyDesign
{
    internal static readonly Refusal NotShared = new("design-not-shared", "Only a workflow that all programmes share can be drawn anew for one.");
    internal static readonly Refusal OwnAlready = new("design-own-already", "The programme has its own version of this workflow already.");

    /// <summary>Copies it as a draft.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who.</param>
    /// <param name="definitionId">The shared definition.</param>
    /// <param name="programmeId">Whose the copy becomes.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<DesignCopied>> Execute(GrantFlowDb db, Actor actor, string definitionId, Guid programmeId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var hold = await DesignHold.LockAsync(db, definitionId, ct);
        if (hold.Versions.Count == 0 || !actor.Sees(hold.ProgrammeId)) return Refusal.NotFound;
        if (!(await DesignAccess.HomeAsync(db, actor, programmeId, ct)).Allows(out _, out var closed)) return closed;
        var taken = await db.WorkflowDesigns.AnyAsync(d => d.ProgrammeId == programmeId && d.StandsInFor == definitionId, ct);
        var copied = hold.Published ?? hold.Latest!;
        if (!Decide(hold, copied, programmeId, taken).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var name = await NameAsync(db, copied.Name, programmeId, ct);
        using var shared = DesignText.Parse(await DesignHold.TextAsync(db, copied.Number, ct));
        using var document = Renamed(shared.RootElement, name);
        var text = DesignText.Compose(document.RootElement, new(StoredDefinition.IdOf(fact.DefinitionId, 1), fact.DefinitionId, 1, now));
        await DefinitionTable.SaveDraftAsync(DesignHold.ConnectionOf(db), fact.DefinitionId, name, text, now, ct);
        var design = db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = fact.DefinitionId, ProgrammeId = programmeId }).Entity;
        (design.StandsInFor, design.Revision, design.SavedChecksum) = (definitionId, 1, DesignText.Checksum(document.RootElement));
        (design.SavedBy, design.SavedAt) = (actor.PersonId, now);
        db.Record(actor, programmeId, DesignHold.SubjectOf(fact.DefinitionId), fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>The copy's name: the shared one's and the programme's, numbered where another has it already.</summary>
    /// <param name="shared">The shared definition's name.</param>
    /// <param name="programme">The programme's name.</param>
    /// <param name="taken">Names that there are.</param>
    internal static string NameOf(string shared, string programme, IReadOnlySet<string> taken)
    {
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? "" : $" ({number})";
            var name = programme.Length == 0 ? shared : $"{shared} – {programme}";
            name = name[..Math.Min(name.Length, SaveDraft.LongestName - end.Length)].TrimEnd() + end;
            if (!taken.Contains(name)) return name;
        }
    }

    static async Task<string> NameAsync(GrantFlowDb db, string shared, Guid programmeId, CancellationToken ct)
    {
        var programme = await db.Programmes.AsNoTracking().SingleAsync(p => p.Id == programmeId, ct);
        return NameOf(shared, programme.Name.In("en"), (await db.DesignVersions.Where(v => v.Name.StartsWith(shared)).Select(v => v.Name).ToListAsync(ct)).ToHashSet());
    }

    static JsonDocument Renamed(JsonElement shared, string name) => DesignText.Parse(Encoding.UTF8.GetBytes(DesignText.Written(json =>
    {
        json.WriteString("name", name);
        foreach (var member in shared.EnumerateObject())
            if (member.Name != "name") member.WriteTo(json);
    })));

    internal static Verdict<DesignCopied> Decide(DesignHold hold, StoredDesign copied, Guid programmeId, bool taken) =>
        hold.ProgrammeId is not null ? NotShared
        : taken ? OwnAlready
        : new DesignCopied(SaveDraft.NewId(), hold.DefinitionId, copied.Version, programmeId, 1);
}
