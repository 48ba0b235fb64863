using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Designer;

/// <summary>A definition that nobody else changes until the transaction ends.</summary>
/// <param name="DefinitionId">Its lasting id.</param>
/// <param name="Design">Whose it is and who drew last; null for one that came with the program and was never touched.</param>
/// <param name="Versions">Without their texts, oldest first; empty for a new one.</param>
sealed record DesignHold(string DefinitionId, WorkflowDesign? Design, IReadOnlyList<StoredDesign> Versions)
{
    /// <summary>The latest version, or null.</summary>
    public StoredDesign? Latest => Versions.Count == 0 ? null : Versions[^1];

    /// <summary>The version that new instances take, or null.</summary>
    public StoredDesign? Published => Versions.FirstOrDefault(v => v.IsPublished);

    /// <summary>The draft, or null.</summary>
    public StoredDesign? Draft => Versions.FirstOrDefault(v => v.PublishedAt is null);

    /// <summary>Whose it is; null for every programme's.</summary>
    public Guid? ProgrammeId => Design?.ProgrammeId;

    /// <summary>The subject on record.</summary>
    public string Subject => SubjectOf(DefinitionId);

    /// <summary>The subject on record of a definition.</summary>
    public static string SubjectOf(string definitionId) => $"design:{definitionId}";

    /// <summary>Locks and loads it, inside the transaction that is open.</summary>
    public static async Task<DesignHold> LockAsync(GrantFlowDb db, string definitionId, CancellationToken ct)
    {
        await DefinitionTable.LockAsync(ConnectionOf(db), definitionId, ct);
        var design = await db.WorkflowDesigns.FirstOrDefaultAsync(d => d.DefinitionId == definitionId, ct);
        return new DesignHold(definitionId, design, await HeadsAsync(db, definitionId, ct));
    }

    /// <summary>The context's connection, with the use case's transaction on it.</summary>
    public static NpgsqlConnection ConnectionOf(GrantFlowDb db) => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>Why the person may not, or null.</summary>
    public Refusal? Judge(Actor actor, Act act) => Versions.Count == 0 ? Refusal.NotFound : actor.Judge(act, ProgrammeId);

    /// <summary>Notes that the definition was changed: what somebody else has open is stale from now on.</summary>
    /// <param name="db">The context.</param>
    /// <param name="actor">Who.</param>
    /// <param name="checksum">What the latest version holds now; null leaves what is noted.</param>
    /// <param name="at">When.</param>
    /// <returns>The definition's row.</returns>
    public WorkflowDesign Touch(GrantFlowDb db, Actor actor, string? checksum, DateTimeOffset at)
    {
        var design = Design ?? db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = DefinitionId }).Entity;
        design.Revision++;
        if (checksum is not null) design.SavedChecksum = checksum;
        (design.SavedBy, design.SavedAt) = (actor.PersonId, at.ToUniversalTime());
        return design;
    }

    /// <summary>A version's text.</summary>
    public static Task<string> TextAsync(GrantFlowDb db, int number, CancellationToken ct) =>
        db.DesignVersions.Where(v => v.Number == number).Select(v => v.Json).SingleAsync(ct);

    static async Task<List<StoredDesign>> HeadsAsync(GrantFlowDb db, string definitionId, CancellationToken ct) =>
        await db.DesignVersions.AsNoTracking().Where(v => v.DefinitionId == definitionId).OrderBy(v => v.Version)
            .Select(v => new StoredDesign
            {
                Number = v.Number,
                VersionId = v.VersionId,
                DefinitionId = v.DefinitionId,
                Version = v.Version,
                Name = v.Name,
                IsPublished = v.IsPublished,
                PublishedAt = v.PublishedAt,
                CreatedAt = v.CreatedAt,
            }).ToListAsync(ct);
}
