using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Moving;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Designer;

/// <summary>A move was taken back.</summary>
/// <param name="MoveId">Which.</param>
/// <param name="Undone">How many instances stand again where they stood.</param>
/// <param name="GoneOn">How many have gone on since and stay.</param>
public sealed record MoveUndone(Guid MoveId, int Undone, int GoneOn);

/// <summary>One instance was put back: on the record of what it is about.</summary>
/// <param name="MoveId">The act that had moved it.</param>
/// <param name="InstanceId">Which.</param>
public sealed record InstanceMovedBack(Guid MoveId, Guid InstanceId);

/// <summary>A grant manager takes a move of instances back, for those that haven't gone on since.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>move-undone</c>, <c>all-gone-on</c>.</remarks>
public static class UndoMove
{
    internal static readonly Refusal Undone = new("move-undone", "This move was taken back already.");

    internal static readonly Refusal AllGoneOn = new("all-gone-on", "Every instance has gone on since: the move can't be taken back any more.");

    /// <summary>Takes it back.</summary>
    public static async Task<Verdict<MoveUndone>> Execute(
        GrantFlowDb db, Actor actor, InstanceMover mover, Guid moveId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.WorkflowMoves.AsNoTracking().FirstOrDefaultAsync(m => m.Id == moveId, ct) is not { } move) return Refusal.NotFound;
        var parts = await db.MovedWorkflows.AsNoTracking().Where(m => m.MoveId == moveId).ToListAsync(ct);
        if (!Decide(actor, move, parts).Allows(out var open, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var undone = await mover.UndoAsync(
            [.. open.Select(p => new MovedInstance(p.InstanceId, p.FromDefinition, p.ToDefinition, [], p.Before!, p.After, p.Binding, p.CorrelationId, p.IncidentNodes))],
            back => async (services, token) => await WriteAsync(services.GetRequiredService<GrantFlowDb>(), actor, moveId, back, now, token),
            ct);
        return undone.Count == 0 ? AllGoneOn : new MoveUndone(moveId, undone.Count, parts.Count - undone.Count);
    }

    internal static Verdict<IReadOnlyList<MovedWorkflow>> Decide(Actor actor, WorkflowMove move, IReadOnlyList<MovedWorkflow> parts)
    {
        var programmes = parts.Select(p => p.ProgrammeId ?? Guid.Empty).Distinct().ToList();
        if (!programmes.Exists(p => actor.May(Act.SeeWorkflows, p))) return Refusal.NotFound;
        // One act is taken back as one act: by whoever may move all of it.
        if (!programmes.TrueForAll(p => actor.May(Act.MoveInstances, p))) return Refusal.Forbidden;
        if (move.UndoneAt is not null) return Undone;
        List<MovedWorkflow> open = [.. parts.Where(p => p is { Before: not null, UndoneAt: null })];
        return open.Count == 0 ? AllGoneOn : open;
    }

    static async Task WriteAsync(GrantFlowDb db, Actor actor, Guid moveId, IReadOnlyList<MovedInstance> back, DateTimeOffset now, CancellationToken ct)
    {
        var move = await db.WorkflowMoves.SingleAsync(m => m.Id == moveId, ct);
        var ids = back.Select(b => b.InstanceId).ToHashSet();
        foreach (var part in await db.MovedWorkflows.Where(m => m.MoveId == moveId && ids.Contains(m.InstanceId)).ToListAsync(ct))
        {
            (part.UndoneAt, part.Before) = (now, null);
            db.Record(actor, part.ProgrammeId, part.CorrelationId ?? $"workflow:{part.InstanceId}", new InstanceMovedBack(moveId, part.InstanceId), now);
        }

        (move.UndoneBy, move.UndoneAt) = (actor.PersonId, now);
        foreach (var entry in move.Bindings)
        {
            var (version, taken) = (move.Version, entry.DefinitionId == move.DefinitionId ? null : move.DefinitionId);
            await db.Database.ExecuteSqlAsync(
                $"""
                update workflow_bindings set version = {entry.Version}, taken = {entry.Taken}
                where binding = {entry.Binding} and definition_id = {entry.DefinitionId} and version = {version} and taken is not distinct from {taken}
                """,
                ct);
        }

        await db.SaveChangesAsync(ct);
    }
}
