using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>An unfinished instance that may be moved, as far as who may.</summary>
/// <param name="InstanceId">Which.</param>
/// <param name="DefinitionId">The definition that it runs.</param>
/// <param name="Version">The version that it runs.</param>
/// <param name="ProgrammeId">Whose it is: its subject's, else its definition's; null for the service's own.</param>
/// <param name="CohortId">The cohort it belongs to, or null.</param>
/// <param name="OrganisationId">The organisation it concerns, or null.</param>
public sealed record MoveCandidate(Guid InstanceId, string DefinitionId, int Version, Guid? ProgrammeId, Guid? CohortId, Guid? OrganisationId);

/// <summary>Whom a person may move to a version: the unfinished instances of its definition, and of the one that it stands in for.</summary>
static class MoveCandidates
{
    internal static readonly Refusal NotPublished = new("version-not-published", "Instances run published versions only: this one was never published.", "To");

    internal static readonly Refusal NotSound = new("version-not-sound", "The version names an activity that isn't installed here any more.", "To");

    /// <summary>The version to move to, if the person may see its definition.</summary>
    public static async Task<Verdict<StoredDefinition>> TargetAsync(
        GrantFlowDb db, Actor actor, IWorkflowStore store, string definitionId, int version, CancellationToken ct)
    {
        var design = await db.WorkflowDesigns.AsNoTracking().FirstOrDefaultAsync(d => d.DefinitionId == definitionId, ct);
        var sees = design?.ProgrammeId is { } own ? actor.May(Act.SeeDesigns, own) : actor.MaySomewhere(Act.SeeDesigns);
        if (!sees) return Refusal.NotFound;
        if ((await store.DefinitionsAsync(definitionId, ct)).FirstOrDefault(d => d.Version == version) is not { } target) return Refusal.NotFound;
        return target.PublishedAt is null ? NotPublished : target;
    }

    /// <summary>The instances, by cohort and age.</summary>
    public static async Task<IReadOnlyList<MoveCandidate>> OfAsync(GrantFlowDb db, Actor actor, StoredDefinition target, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<MoveCandidate>(
            $"""
            select i.id as "InstanceId", d.definition_id as "DefinitionId", d.version as "Version",
                coalesce(s.programme_id, own.programme_id) as "ProgrammeId", s.cohort_id as "CohortId", s.organisation_id as "OrganisationId"
            from workflow_instances i
                join workflow_definitions d on d.number = i.definition
                left join workflow_subjects s on s.subject = i.correlation_id
                left join workflow_designs own on own.definition_id = d.definition_id
                left join workflow_designs w on w.definition_id = {target.DefinitionId}
            where d.number <> {target.Number} and i.sub_status not in (3, 4)
                and (d.definition_id = {target.DefinitionId}
                    or d.definition_id = w.stands_in_for and s.programme_id = w.programme_id)
            order by 4, s.cohort_id, i.id
            """).ToListAsync(ct);
        var mine = rows.Select(r => r.ProgrammeId ?? Guid.Empty).Distinct().Where(p => actor.May(Act.MoveInstances, p)).ToHashSet();
        return [.. rows.Where(r => mine.Contains(r.ProgrammeId ?? Guid.Empty))];
    }
}
