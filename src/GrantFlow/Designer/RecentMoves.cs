using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>An act of moving, as a list shows it.</summary>
/// <param name="Move">The act.</param>
/// <param name="By">Who.</param>
/// <param name="Moved">How many instances.</param>
/// <param name="MayUndo">The reader may take it back, and some of them still stand where it put them.</param>
public sealed record RecentMove(WorkflowMove Move, string By, int Moved, bool MayUndo);

/// <summary>The last acts of moving instances to a definition's versions, as far as a person may see them.</summary>
public static class RecentMoves
{
    /// <summary>Lists them, newest first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="definitionId">The definition moved to.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<RecentMove>> OfAsync(GrantFlowDb db, Actor actor, string definitionId, int most, CancellationToken ct)
    {
        var moves = await db.WorkflowMoves.AsNoTracking().Where(m => m.DefinitionId == definitionId).OrderByDescending(m => m.Id).Take(4 * most).ToListAsync(ct);
        var ids = moves.ConvertAll(m => m.Id);
        var parts = (await db.Database.SqlQuery<Part>(
            $"""
            select m.move_id as "MoveId", m.programme_id as "ProgrammeId", count(*)::integer as "Moved",
                count(*) filter (where m.before is not null and i.definition = m.to_definition and sha256(i.state) = m.after and not exists (
                    select from workflow_moved_instances l where l.instance_id = m.instance_id and l.move_id > m.move_id and l.undone_at is null))::integer as "Open"
            from workflow_moved_instances m left join workflow_instances i on i.id = m.instance_id
            where m.move_id = any({ids}) group by m.move_id, m.programme_id
            """).ToListAsync(ct)).ToLookup(p => p.MoveId);
        var people = moves.ConvertAll(m => m.MovedBy);
        var names = await db.Users.AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.FullName, ct);
        return
        [
            .. from move in moves
               let seen = parts[move.Id].Where(p => actor.May(Act.SeeWorkflows, p.ProgrammeId ?? Guid.Empty)).ToList()
               where seen.Count > 0
               let all = parts[move.Id].All(p => actor.May(Act.MoveInstances, p.ProgrammeId ?? Guid.Empty))
               select new RecentMove(move, names.GetValueOrDefault(move.MovedBy, Actor.Service.Name), seen.Sum(p => p.Moved), all && move.UndoneAt is null && seen.Exists(p => p.Open > 0)),
        ];
    }

    sealed record Part(Guid MoveId, Guid? ProgrammeId, int Moved, int Open);
}
