using System.Text.Json;
using System.Text.RegularExpressions;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Somebody drew on a definition.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">The draft's version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Activities">How many it has.</param>
/// <param name="Revision">The definition's revision now.</param>
public sealed record DraftSaved(string DefinitionId, int Version, string Name, int Activities, int Revision);

/// <summary>A grant manager draws: the drawing is kept as the definition's one draft, however unfinished it is.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>design-programme-missing</c>, <c>design-id-unfit</c>, <c>design-too-many</c>,
/// <c>design-root-unfit</c>, <c>design-name-long</c>, <c>design-stale</c>, <c>design-emptied</c>, <c>design-old</c>.
/// The designer saves half a second after each touch; the record has one fact for a person's sitting at a draft, not one a save.
/// </remarks>
public static partial class SaveDraft
{
    /// <summary>How long a pause ends a sitting.</summary>
    internal static readonly TimeSpan Sitting = TimeSpan.FromMinutes(30);

    /// <summary>What the designer sends.</summary>
    /// <param name="Model">The definition; without a <c>definitionId</c> a new one.</param>
    /// <param name="Revision">The revision that the drawing began from; null where the sender knows none.</param>
    /// <param name="Emptied">The user said that the canvas is to be emptied.</param>
    /// <param name="ProgrammeId">Whose a new definition becomes; null lets the rights say it.</param>
    /// <param name="FromFile">It was brought in from a file, which may well be of an older version.</param>
    public sealed record Request(JsonElement Model, int? Revision = null, bool Emptied = false, Guid? ProgrammeId = null, bool FromFile = false);

    internal static readonly Refusal IdUnfit = new("design-id-unfit", "A definition's id has up to 64 letters without accents, digits, dots, dashes and underscores, and begins with a letter or digit.", "definitionId");
    internal static readonly Refusal TooMany = new("design-too-many", $"There are more than {DefinitionCompiler.MaxActivities} activities.", "root") { With = [DefinitionCompiler.MaxActivities] };
    internal static readonly Refusal RootUnfit = new("design-root-unfit", "A workflow is drawn as a flowchart or a sequence; state machines can't run here.", "root");
    internal const int LongestName = 200;

    internal static readonly Refusal NameLong = new("design-name-long", "A name has at most 200 characters.", "name");
    internal static readonly Refusal Emptied = new("design-emptied", "This save would take every activity off the canvas. If that is meant, save again and say so.");

    /// <summary>Whoever means to go back to one takes it up again by <see cref="RevertDesign"/>, which says so on record.</summary>
    internal static readonly Refusal Old = new("design-old", "This is an old version: it can be read, not changed. Open the current one, or take this one up again from its history.");

    internal static readonly Refusal Stale = new("design-stale", "Somebody changed this workflow in the meantime. Load it again and repeat your change.");

    /// <summary>Keeps the drawing.</summary>
    public static async Task<Verdict<DraftSaved>> Execute(GrantFlowDb db, Actor actor, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var id = request.Model.Text("definitionId") is { Length: > 0 } given ? given : NewId();
        if (!Id().IsMatch(id)) return IdUnfit;
        var hold = await DesignHold.LockAsync(db, id, ct);
        if (hold.Versions.Count > 0 && hold.Judge(actor, Act.DrawDesigns) is { } forbidden) return forbidden;
        if (hold.Versions.Count == 0 && !(await OpenAsync(db, actor, hold, request, ct)).Allows(out hold, out var closed)) return closed;

        var latest = hold.Latest is { } l ? await DesignHold.TextAsync(db, l.Number, ct) : null;
        using var before = latest is null ? null : DesignText.Parse(latest);
        var text = DesignText.Compose(request.Model, Identity(hold, clock.GetUtcNow()));
        using var after = DesignText.Parse(text);
        var checksum = DesignText.Checksum(after.RootElement);
        var known = hold.Design?.SavedChecksum ?? (before is null ? null : DesignText.Checksum(before.RootElement));
        var fact = new DraftSaved(id, hold.Draft?.Version ?? (hold.Latest?.Version ?? 0) + 1, DesignText.NameOf(after.RootElement), CountOf(after.RootElement), hold.Design?.Revision ?? 0);
        // The same once more, or nothing new: whoever's it is, there is nothing to lose and nothing to keep.
        if (checksum == known && hold.Latest is { } same) return fact with { Version = same.Version };
        if (await DecideAsync(db, actor, hold, request, fact, before, after.RootElement, ct) is { } refusal) return refusal;

        var now = clock.GetUtcNow();
        var sitting = hold is { Draft: not null, Design: { } last } && last.SavedBy == actor.PersonId && now - last.SavedAt < Sitting;
        await DefinitionTable.SaveDraftAsync(DesignHold.ConnectionOf(db), id, fact.Name, text, now, ct);
        fact = fact with { Revision = hold.Touch(db, actor, checksum, now).Revision };
        if (!sitting) db.Record(actor, hold.ProgrammeId, hold.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(DraftSaved fact, JsonElement? before, JsonElement after, bool emptied)
    {
        var type = after.Member("root")?.Text("type");
        return fact.Name.Length > LongestName ? NameLong
            : fact.Activities > DefinitionCompiler.MaxActivities ? TooMany
            : type == KnownActivities.StateMachine && before?.Member("root")?.Text("type") != type ? RootUnfit
            : !emptied && before is { } drawn && DesignText.OnCanvas(drawn) > 0 && DesignText.OnCanvas(after) == 0 ? Emptied
            : null;
    }

    /// <summary>True when what the sender began from isn't what is there now.</summary>
    /// <param name="seen">The revision the sender has; null where it knows none.</param>
    /// <param name="actor">The sender.</param>
    /// <param name="design">What is there; null where nobody ever saved.</param>
    internal static bool IsStale(int? seen, Guid actor, WorkflowDesign? design) =>
        design is not null && (seen is { } revision ? revision < design.Revision : design.Revision > 0 && design.SavedBy != actor);

    /// <summary>Who saved in between, and when.</summary>
    internal static async Task<Refusal> StaleAsync(GrantFlowDb db, Actor actor, WorkflowDesign design, CancellationToken ct)
    {
        var name = design.SavedBy == actor.PersonId ? actor.Name
            : design.SavedBy == Guid.Empty ? Actor.Service.Name
            : await db.Users.Where(p => p.Id == design.SavedBy).Select(p => p.FullName).FirstOrDefaultAsync(ct) ?? "";
        return Stale with { Detail = $"{name} changed this workflow at {design.SavedAt:u}. Load it again and repeat your change.", With = [name, design.SavedAt] };
    }

    static async Task<Refusal?> DecideAsync(
        GrantFlowDb db, Actor actor, DesignHold hold, Request request, DraftSaved fact, JsonDocument? before, JsonElement after, CancellationToken ct) =>
        IsStale(request.Revision, actor.PersonId, hold.Design)
            ? await StaleAsync(db, actor, hold.Design!, ct)
            : !request.FromFile && request.Model.Text("id") is { } drawn && hold.Versions.Any(v => v.VersionId == drawn && v != hold.Latest)
            ? Old
            : Decide(fact, before?.RootElement, after, request.Emptied);

    static async Task<Verdict<DesignHold>> OpenAsync(GrantFlowDb db, Actor actor, DesignHold hold, Request request, CancellationToken ct)
    {
        if (!(await DesignAccess.HomeAsync(db, actor, request.ProgrammeId, ct)).Allows(out var home, out var refusal)) return refusal;
        // A row may be left from a definition of that id that was deleted.
        var design = hold.Design ?? db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = hold.DefinitionId, ProgrammeId = home.ProgrammeId }).Entity;
        return design.ProgrammeId == home.ProgrammeId ? hold with { Design = design } : Refusal.NotFound;
    }

    static DesignIdentity Identity(DesignHold hold, DateTimeOffset now)
    {
        var version = hold.Draft?.Version ?? (hold.Latest?.Version ?? 0) + 1;
        return new(Workflows.Runtime.StoredDefinition.IdOf(hold.DefinitionId, version), hold.DefinitionId, version, hold.Draft?.CreatedAt ?? now);
    }

    static int CountOf(JsonElement model) => model.Member("root") is { } root ? DesignNodes.Of(root).Count() : 0;

    /// <summary>An id as the designer makes them.</summary>
    internal static string NewId() => Guid.CreateVersion7().ToString("N")[16..];

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Id();
}
