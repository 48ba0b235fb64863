using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Whose a workflow instance is, and so who may see and mend it.</summary>
/// <remarks>It is the programme's of what it is about; where that is nothing known, its definition's; else the whole service's.</remarks>
public static class InstanceAccess
{
    /// <summary>The programmes whose instances somebody may see; the empty id stands for the whole service's own.</summary>
    /// <returns>Null where they may see all.</returns>
    public static async Task<Guid[]?> ProgrammesAsync(GrantFlowDb db, Actor actor, Act act, CancellationToken ct)
    {
        List<Guid> all = [Guid.Empty, .. await db.Programmes.Select(p => p.Id).ToListAsync(ct)];
        var seen = all.FindAll(p => actor.May(act, p));
        return seen.Count == all.Count ? null : [.. seen];
    }

    /// <summary>Whose an instance is; null where there is none by that id. A start that nobody claimed yet counts as one.</summary>
    public static async Task<InstanceOwner?> OwnerAsync(GrantFlowDb db, Guid instanceId, CancellationToken ct) =>
        (await OwnersAsync(db, [instanceId], ct)).GetValueOrDefault(instanceId);

    /// <summary>Whose instances are, by their ids; those that don't exist are left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, InstanceOwner>> OwnersAsync(GrantFlowDb db, Guid[] instances, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Row>($"""
            select x.id as "Id", coalesce(s.programme_id, w.programme_id) as "ProgrammeId", s.cohort_id as "CohortId", x.correlation_id as "CorrelationId",
                x.definition_id as "DefinitionId"
            from (
                select i.id, i.correlation_id, d.definition_id from workflow_instances i join workflow_definitions d on d.number = i.definition
                where i.id = any({instances})
                union all
                select g.instance_id, g.correlation_id, g.name from workflow_signals g
                where g.kind = 'start' and g.instance_id = any({instances})) x
            left join workflow_subjects s on s.subject = x.correlation_id
            left join workflow_designs w on w.definition_id = x.definition_id
            """).ToListAsync(ct);
        return rows.DistinctBy(r => r.Id)
            .ToDictionary(r => r.Id, r => new InstanceOwner(r.ProgrammeId ?? Guid.Empty, r.CohortId, r.CorrelationId, r.DefinitionId));
    }

    sealed class Row
    {
        public Guid Id { get; init; }

        public Guid? ProgrammeId { get; init; }

        public Guid? CohortId { get; init; }

        public string? CorrelationId { get; init; }

        public required string DefinitionId { get; init; }
    }
}

/// <summary>Whose an instance is.</summary>
/// <param name="ProgrammeId">The programme; the empty id for the whole service.</param>
/// <param name="CohortId">The cohort of what it is about, or null.</param>
/// <param name="CorrelationId">What it is about, or null.</param>
/// <param name="DefinitionId">Which workflow.</param>
public sealed record InstanceOwner(Guid ProgrammeId, Guid? CohortId, string? CorrelationId, string DefinitionId);
