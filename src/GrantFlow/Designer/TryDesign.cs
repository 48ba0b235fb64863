using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Simulation;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Somebody had a definition tried.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">The version whose text it was.</param>
/// <param name="Revision">How often it had been saved; 0 for one that nobody has drawn on.</param>
/// <param name="Mood">How the sample's people were.</param>
/// <param name="Organisations">How many organisations it had.</param>
/// <param name="About">About what it was started by hand, or null.</param>
public sealed record DesignTried(string DefinitionId, int Version, int Revision, SampleMood Mood, int Organisations, string? About);

/// <summary>A try was put into the line, or the text isn't fit to be played.</summary>
/// <param name="TryId">The try; null where there are problems.</param>
/// <param name="Problems">What keeps the text from being published.</param>
public sealed record TryAsked(Guid? TryId, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>A grant manager has the latest text of a definition played on a sample, in virtual time, in the sandbox.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>trying-unavailable</c>, <c>about-missing</c>. Nothing is written to the served
/// database but the fact: who publishes later can show that it was tried before.
/// </remarks>
public static class TryDesign
{
    /// <summary>What the manager chooses.</summary>
    /// <param name="DefinitionId">The definition.</param>
    /// <param name="ProgrammeId">In whose likeness; null takes the definition's own, or the first of the person's.</param>
    /// <param name="Mood">How the sample's people are.</param>
    /// <param name="Organisations">How many organisations come forward.</param>
    /// <param name="About">About what to start it by hand, where the programme doesn't start it.</param>
    public sealed record Request(
        string DefinitionId, Guid? ProgrammeId = null, SampleMood Mood = SampleMood.AllGoesWell, int Organisations = TryRequest.UsualOrganisations, string? About = null);

    internal static readonly Refusal Unavailable =
        new("trying-unavailable", "Workflows can't be tried here: an operator has to make the sandbox first (ops/grantflow migrate says how).");

    internal static readonly Refusal AboutMissing = new("about-missing", "Say about what to start it: nothing in the programme starts it.", nameof(Request.About));

    /// <summary>What the person may try: shared definitions, and those of the programmes they draw for, by name.</summary>
    public static async Task<IReadOnlyList<NamedDesign>> ListAsync(GrantFlowDb db, Actor actor, CancellationToken ct)
    {
        var latest = await db.Database.SqlQuery<OwnedName>(
            $"""
            select distinct on (d.definition_id) d.definition_id as "DefinitionId", d.name as "Name", w.programme_id as "ProgrammeId"
            from workflow_definitions d left join workflow_designs w on w.definition_id = d.definition_id
            order by d.definition_id, d.version desc
            """).ToListAsync(ct);
        return
        [
            .. latest.Where(d => d.ProgrammeId is not { } own || actor.May(Act.DrawDesigns, own))
                .OrderBy(d => d.Name, StringComparer.Ordinal).Select(d => new NamedDesign(d.DefinitionId, d.Name)),
        ];
    }

    /// <summary>What there is to choose for a definition.</summary>
    public static async Task<Verdict<DesignToTry>> LookAsync(
        GrantFlowDb db, Actor actor, string definitionId, Guid? programmeId, ActivityCatalogue catalogue, CancellationToken ct)
    {
        var latest = await VersionsAsync(db, definitionId, ct) is [.., var last] ? last : null;
        if (latest is null) return Refusal.NotFound;
        var design = await db.WorkflowDesigns.AsNoTracking().FirstOrDefaultAsync(d => d.DefinitionId == definitionId, ct);
        if (!actor.Sees(design?.ProgrammeId)) return Refusal.NotFound;
        var likenesses = (await db.Programmes.AsNoTracking().Where(p => design == null || design.ProgrammeId == null || p.Id == design.ProgrammeId)
            .OrderBy(p => p.Kind).ThenByDescending(p => p.StartsOn).ToListAsync(ct)).Where(p => actor.May(Act.DrawDesigns, p.Id)).ToList();
        if (likenesses.Count == 0) return Refusal.Forbidden;
        var programme = programmeId is null ? likenesses[0] : likenesses.Find(p => p.Id == programmeId);
        if (programme is null) return Refusal.NotFound;
        var tried = new PlayedText(definitionId, latest.Json, design?.StandsInFor, design?.ProgrammeId is not null);
        var others = await OthersAsync(db, tried, programme.Id, ct);
        return new DesignToTry(
            definitionId, latest.Name, latest.Version, design, programme, likenesses, tried, others, !IsStarted(tried, others, catalogue));
    }

    /// <summary>Puts the try into the line.</summary>
    public static async Task<Verdict<TryAsked>> Execute(
        GrantFlowDb db, Tries tries, DesignChecks checks, Actor actor, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!(await LookAsync(db, actor, request.DefinitionId, request.ProgrammeId, checks.Catalogue, ct)).Allows(out var found, out var refusal)) return refusal;
        if (!await tries.AreReadyAsync(ct)) return Unavailable;
        var about = found.ByHand ? request.About : null;
        if (found.ByHand && !TryRequest.Kinds.Contains(about)) return AboutMissing;
        var now = clock.GetUtcNow();
        var check = await checks.CheckAsync(db, request.DefinitionId, found.Tried.Json, found.Design, now, ct);
        if (check.Problems.Count > 0) return new TryAsked(null, check.Problems);
        // A second click asks for nothing new.
        var mine = (await tries.OfAsync(request.DefinitionId, ct)).FirstOrDefault(t => t.AskedBy == actor.PersonId && t.State == TryState.Waiting);
        if (mine is not null) return new TryAsked(mine.Id, []);

        var programme = found.Programme;
        var asked = new TryRequest(
            found.Tried, found.Others, await LikenessAsync(db, programme, ct), programme.DayOf(now), request.Mood,
            Math.Clamp(request.Organisations, TryRequest.FewestOrganisations, TryRequest.MostOrganisations), about);
        db.Record(
            actor, programme.Id, $"design:{request.DefinitionId}",
            new DesignTried(request.DefinitionId, found.Version, found.Design?.Revision ?? 0, asked.Mood, asked.Organisations, about), now);
        await db.SaveChangesAsync(ct);
        return new TryAsked(await tries.AskAsync(asked, programme.Id, actor.PersonId, ct), []);
    }

    /// <summary>True when the programme's own work comes to start it: from the entrance or the cohort, by whatever stands in for them.</summary>
    internal static bool IsStarted(PlayedText tried, IReadOnlyList<PlayedText> others, ActivityCatalogue catalogue)
    {
        var texts = others.Append(tried).ToDictionary(t => t.DefinitionId);
        var standIns = texts.Values.Where(t => t.StandsInFor is not null).ToDictionary(t => t.StandsInFor!);
        var usable = others.ToDictionary(o => o.DefinitionId, o => o.Json);
        HashSet<string> seen = [];
        Queue<string> waiting = new(["entrance", "cohort"]);
        while (waiting.TryDequeue(out var next))
        {
            var taken = standIns.TryGetValue(next, out var own) ? own : texts.GetValueOrDefault(next);
            if (taken is null || !seen.Add(taken.DefinitionId)) continue;
            if (taken == tried) return true;
            foreach (var child in DefinitionCompiler.Compile(taken.Json, catalogue, usable).Graph?.Children ?? []) waiting.Enqueue(child);
        }

        return false;
    }

    /// <summary>What is published for a programme, without the tried definition and without what would take its place.</summary>
    static async Task<List<PlayedText>> OthersAsync(GrantFlowDb db, PlayedText tried, Guid programmeId, CancellationToken ct)
    {
        var published = await db.Database.SqlQuery<PublishedText>(
            $"""
            select d.definition_id as "DefinitionId", d.json as "Json", w.stands_in_for as "StandsInFor", w.programme_id is not null as "Own"
            from workflow_definitions d left join workflow_designs w on w.definition_id = d.definition_id
            where d.is_published and d.definition_id <> {tried.DefinitionId} and (w.programme_id is null or w.programme_id = {programmeId})
            order by d.definition_id
            """).ToListAsync(ct);
        return
        [
            .. published.Where(p => p.StandsInFor is null || (p.StandsInFor != tried.DefinitionId && p.StandsInFor != tried.StandsInFor))
                .Select(p => new PlayedText(p.DefinitionId, p.Json, p.StandsInFor, p.Own)),
        ];
    }

    static async Task<SampleProgramme> LikenessAsync(GrantFlowDb db, Programme programme, CancellationToken ct)
    {
        var forms = await db.Forms.AsNoTracking().Where(f => f.ProgrammeId == programme.Id).ToListAsync(ct);
        return new SampleProgramme(
            programme.NumberPrefix, programme.Name, programme.Goal, programme.Acknowledgement, programme.Country, programme.Currency, programme.TimeZone,
            [programme.DefaultLanguage, .. programme.Languages.Where(l => l != programme.DefaultLanguage)],
            forms.GroupBy(f => f.Purpose).ToDictionary(g => g.Key, g => g.MaxBy(f => f.Version)!.Questions));
    }

    static Task<List<DrawnText>> VersionsAsync(GrantFlowDb db, string definitionId, CancellationToken ct) => db.Database.SqlQuery<DrawnText>(
        $"""
        select name as "Name", version as "Version", json as "Json" from workflow_definitions
        where definition_id = {definitionId} and version = (select max(version) from workflow_definitions where definition_id = {definitionId})
        """).ToListAsync(ct);

    sealed record OwnedName(string DefinitionId, string Name, Guid? ProgrammeId);

    sealed record DrawnText(string Name, int Version, string Json);

    sealed record PublishedText(string DefinitionId, string Json, string? StandsInFor, bool Own);
}

/// <summary>A definition by its name.</summary>
public sealed record NamedDesign(string DefinitionId, string Name);

/// <summary>A definition that can be tried, and what there is to choose.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">The latest version, draft or not.</param>
/// <param name="Design">Whose it is; null for every programme's that nobody has drawn on.</param>
/// <param name="Programme">In whose likeness.</param>
/// <param name="Likenesses">All in whose likeness the person may try it.</param>
/// <param name="Tried">The latest text.</param>
/// <param name="Others">What is published around it.</param>
/// <param name="ByHand">True when nothing in the programme starts it.</param>
public sealed record DesignToTry(
    string DefinitionId,
    string Name,
    int Version,
    WorkflowDesign? Design,
    Programme Programme,
    IReadOnlyList<Programme> Likenesses,
    PlayedText Tried,
    IReadOnlyList<PlayedText> Others,
    bool ByHand);
