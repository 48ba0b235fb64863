using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>What a move would do to an instance, and whose it is.</summary>
/// <param name="Candidate">Whose it is and what it runs.</param>
/// <param name="Plan">Where it stands, where it would stand, what stands against it.</param>
public sealed record PreviewedMove(MoveCandidate Candidate, MovePreview Plan);

/// <summary>What a move would do to all whom it may concern.</summary>
/// <param name="Target">The version.</param>
/// <param name="Instances">All of them, those that can be moved first.</param>
public sealed record MovePreviewed(StoredDefinition Target, IReadOnlyList<PreviewedMove> Instances)
{
    /// <summary>How many can be moved.</summary>
    public int Movable => Instances.Count(i => i.Plan.CanMove);
}

/// <summary>Shows a grant manager what a move of instances to another version would do; changes nothing.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>version-not-published</c>, <c>version-not-sound</c>.</remarks>
public static class PreviewMove
{
    /// <summary>Looks.</summary>
    public static async Task<Verdict<MovePreviewed>> Execute(
        GrantFlowDb db, Actor actor, IWorkflowStore store, InstanceMover mover, string definitionId, int to, CancellationToken ct)
    {
        if (!actor.MaySomewhere(Act.MoveInstances)) return Refusal.Forbidden;
        if (!(await MoveCandidates.TargetAsync(db, actor, store, definitionId, to, ct)).Allows(out var target, out var refusal)) return refusal;
        if (!await mover.IsSoundAsync(target.Number, ct)) return MoveCandidates.NotSound;
        var candidates = await MoveCandidates.OfAsync(db, actor, target, ct);
        var plans = (await mover.PreviewAsync([.. candidates.Select(c => c.InstanceId)], target.Number, ct)).ToDictionary(p => p.InstanceId);
        return new MovePreviewed(
            target,
            [.. candidates.Where(c => plans.ContainsKey(c.InstanceId)).Select(c => new PreviewedMove(c, plans[c.InstanceId])).OrderBy(p => !p.Plan.CanMove)]);
    }
}
