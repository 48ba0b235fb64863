using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Persistence;

/// <summary>Which definitions a programme's work takes: its own published one where that stands in for a shared one.</summary>
public static class ProgrammeWorkflows
{
    extension(GrantFlowDb db)
    {
        /// <summary>Binds every definition that is published now and not another programme's; starts with the binding take these versions.</summary>
        /// <param name="binding">The set's id.</param>
        /// <param name="programmeId">Whose work it is.</param>
        /// <param name="ct">Cancels.</param>
        public Task BindAsync(Guid binding, Guid programmeId, CancellationToken ct) => db.Database.ExecuteSqlAsync(
            $"""
            insert into workflow_bindings (binding, definition_id, version, taken)
            select {binding}, d.definition_id, coalesce(o.version, d.version), o.definition_id
            from workflow_definitions d
                left join workflow_designs w on w.definition_id = d.definition_id
                left join workflow_designs s on s.programme_id = {programmeId} and s.stands_in_for = d.definition_id
                left join workflow_definitions o on o.definition_id = s.definition_id and o.is_published
            where d.is_published and (w.programme_id is null or w.programme_id = {programmeId})
            """,
            ct);

        /// <summary>What to start for a programme where no binding says it.</summary>
        /// <param name="programmeId">Whose work it is.</param>
        /// <param name="definitionId">The shared definition.</param>
        /// <param name="ct">Cancels.</param>
        /// <returns>The programme's own definition that stands in for it and is published; else the shared one.</returns>
        public async Task<string> WorkflowOfAsync(Guid programmeId, string definitionId, CancellationToken ct) =>
            await db.Database.SqlQuery<string>(
                $"""
                select s.definition_id as "Value" from workflow_designs s
                    join workflow_definitions o on o.definition_id = s.definition_id and o.is_published
                where s.programme_id = {programmeId} and s.stands_in_for = {definitionId}
                """).FirstOrDefaultAsync(ct) ?? definitionId;
    }
}
