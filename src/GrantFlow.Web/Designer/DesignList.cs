using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>One version as lists show it; read from columns, never from the text.</summary>
sealed class DesignHead
{
    public required int Number { get; init; }

    public required string VersionId { get; init; }

    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? ToolVersion { get; init; }

    public required bool IsPublished { get; init; }

    public required bool IsLatest { get; init; }

    public required bool IsDraft { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whose it is; null for every programme's.</summary>
    public Guid? ProgrammeId { get; init; }

    public int Revision { get; init; }
}

/// <summary>Which of a definition's versions are asked for, as Studio spells it.</summary>
/// <param name="Word">The word; empty for all.</param>
/// <param name="Number">A version's number; null where a word was given.</param>
readonly record struct VersionOptions(string Word, int? Number)
{
    /// <summary>Reads <c>Latest</c>, <c>Published</c>, <c>Draft</c>, <c>LatestOrPublished</c>, <c>LatestAndPublished</c>, <c>AllVersions</c>, a number, or nothing.</summary>
    public static VersionOptions Of(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new("", number) : new(text?.ToUpperInvariant() ?? "", null);

    /// <summary>Those that are asked for.</summary>
    public IQueryable<DesignHead> Of(IQueryable<DesignHead> heads)
    {
        var number = Number;
        if (number is not null) return heads.Where(h => h.Version == number);
        return Word switch
        {
            "LATEST" => heads.Where(h => h.IsLatest),
            "PUBLISHED" => heads.Where(h => h.IsPublished),
            "DRAFT" => heads.Where(h => h.IsLatest && !h.IsPublished),
            "LATESTORPUBLISHED" => heads.Where(h => h.IsLatest || h.IsPublished),
            "LATESTANDPUBLISHED" => heads.Where(h => h.IsLatest && h.IsPublished),
            _ => heads,
        };
    }
}

/// <summary>Finds definitions that a person may see.</summary>
static class DesignList
{
    /// <summary>The versions that the person may see, of the programme that their page is of and of all.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="programme">Only this programme's own beside the shared ones; null for every one the person may see.</param>
    public static IQueryable<DesignHead> Of(GrantFlowDb db, Actor actor, Guid? programme)
    {
        var (versions, designs) = (db.DesignVersions, db.WorkflowDesigns);
        var heads =
            from v in versions
            join d in designs on v.DefinitionId equals d.DefinitionId into rows
            from d in rows.DefaultIfEmpty()
            select new DesignHead
            {
                Number = v.Number,
                VersionId = v.VersionId,
                DefinitionId = v.DefinitionId,
                Version = v.Version,
                Name = v.Name,
                Description = v.Description,
                ToolVersion = v.ToolVersion,
                IsPublished = v.IsPublished,
                IsLatest = !versions.Any(o => o.DefinitionId == v.DefinitionId && o.Version > v.Version),
                IsDraft = v.PublishedAt == null,
                CreatedAt = v.CreatedAt,
                ProgrammeId = d == null ? null : d.ProgrammeId,
                Revision = d == null ? 0 : d.Revision,
            };
        if (!actor.Sees(null)) heads = heads.Where(h => h.ProgrammeId != null);
        if (DesignAccess.SeenBy(actor) is { } own) heads = heads.Where(h => h.ProgrammeId == null || own.Contains(h.ProgrammeId.Value));
        return programme is null ? heads : heads.Where(h => h.ProgrammeId == null || h.ProgrammeId == programme);
    }

    /// <summary>What Studio's list asks for.</summary>
    public static IQueryable<DesignHead> Asked(StudioCall call)
    {
        var heads = VersionOptions.Of(call.Text("versionOptions")).Of(Of(call.Db, call.Actor, call.Programme));
        if (call.All("DefinitionIds") is { Count: > 0 } definitions) heads = heads.Where(h => definitions.Contains(h.DefinitionId));
        if (call.All("Ids") is { Count: > 0 } ids) heads = heads.Where(h => ids.Contains(h.VersionId));
        if (call.Flag("IsSystem") == true) heads = heads.Where(h => false);
        if (call.Text("SearchTerm") is not { } term) return heads;
        var like = $"%{Escaped(term)}%";
        return heads.Where(h => EF.Functions.ILike(h.Name, like, "\\") || EF.Functions.ILike(h.Description ?? "", like, "\\") || EF.Functions.ILike(h.DefinitionId, like, "\\"));
    }

    /// <summary>A text as a pattern that stands for nothing but itself.</summary>
    public static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>In the order that Studio's list asks for; by name where it asks for none.</summary>
    public static IQueryable<DesignHead> Ordered(StudioCall call, IQueryable<DesignHead> heads)
    {
        var down = string.Equals(call.Text("OrderDirection"), "Descending", StringComparison.OrdinalIgnoreCase);
        return (call.Text("OrderBy")?.ToUpperInvariant(), down) switch
        {
            ("CREATED", false) => heads.OrderBy(h => h.CreatedAt).ThenBy(h => h.Number),
            ("CREATED", true) => heads.OrderByDescending(h => h.CreatedAt).ThenByDescending(h => h.Number),
            ("VERSION", false) => heads.OrderBy(h => h.Version).ThenBy(h => h.DefinitionId),
            ("VERSION", true) => heads.OrderByDescending(h => h.Version).ThenBy(h => h.DefinitionId),
            (_, true) => heads.OrderByDescending(h => h.Name).ThenBy(h => h.DefinitionId).ThenBy(h => h.Version),
            _ => heads.OrderBy(h => h.Name).ThenBy(h => h.DefinitionId).ThenBy(h => h.Version),
        };
    }

    /// <summary>One version of a definition; the latest of those asked for. Null where there is none that the person may see.</summary>
    public static Task<DesignHead?> FindAsync(StudioCall call, string definitionId, VersionOptions versions) =>
        versions.Of(Of(call.Db, call.Actor, null).Where(h => h.DefinitionId == definitionId)).OrderByDescending(h => h.Version).FirstOrDefaultAsync(call.Ct);

    /// <summary>One version by its own id, or null.</summary>
    public static Task<DesignHead?> FindAsync(StudioCall call, string versionId) =>
        Of(call.Db, call.Actor, null).FirstOrDefaultAsync(h => h.VersionId == versionId, call.Ct);
}
