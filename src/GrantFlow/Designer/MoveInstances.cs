using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Designer;

/// <summary>Instances were moved.</summary>
/// <param name="MoveId">Takes it back.</param>
/// <param name="Moved">How many.</param>
/// <param name="Left">How many of those asked for couldn't be moved and stand where they stood.</param>
/// <param name="Bindings">In how many cohorts' sets later work takes the version too.</param>
public sealed record InstancesMoved(Guid MoveId, int Moved, int Left, int Bindings);

/// <summary>One instance was moved: on the record of what it is about.</summary>
/// <param name="MoveId">The act that moved it.</param>
/// <param name="InstanceId">Which.</param>
/// <param name="From">The version before, as definition and number.</param>
/// <param name="To">The version after.</param>
/// <param name="StandsAt">Where it stands there.</param>
/// <param name="Reason">Why.</param>
public sealed record InstanceMoved(Guid MoveId, Guid InstanceId, string From, string To, string StandsAt, string Reason);

/// <summary>A grant manager moves running instances to another published version of their workflow, with a reason, in one act that can be taken back until they go on.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>version-not-published</c>, <c>version-not-sound</c>, <c>move-reason-missing</c>, <c>nobody-to-move</c>,
/// <c>too-many-to-move</c>. Concurrency: plans are made under the instances' locks; all that is moved commits in one transaction with its record.
/// </remarks>
public static class MoveInstances
{
    /// <summary>The most instances moved in one act.</summary>
    public const int Most = 10_000;

    /// <summary>What the manager sends.</summary>
    /// <param name="DefinitionId">The definition to move to; usually the one they run.</param>
    /// <param name="To">The version to move to, newer or older.</param>
    /// <param name="Reason">Why; goes on record with each instance.</param>
    /// <param name="Instances">Only these; null is all that may be moved.</param>
    /// <param name="From">Only those that run these versions; null is every version.</param>
    /// <param name="LaterToo">What the instances' cohorts start later takes the version, too.</param>
    public sealed record Request(
        [MaxLength(200)] string DefinitionId,
        int To,
        [MaxLength(500)] string Reason,
        IReadOnlyList<Guid>? Instances = null,
        IReadOnlyList<int>? From = null,
        bool LaterToo = false);

    internal static readonly Refusal ReasonMissing = new("move-reason-missing", "Say why the instances are moved.", "Reason");

    internal static readonly Refusal Nobody = new("nobody-to-move", "None of these instances can be moved to this version.");

    internal static readonly Refusal TooMany = new("too-many-to-move", $"At most {Most} instances are moved in one act.");

    /// <summary>Moves those that can be moved.</summary>
    public static async Task<Verdict<InstancesMoved>> Execute(
        GrantFlowDb db, Actor actor, IWorkflowStore store, InstanceMover mover, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.MaySomewhere(Act.MoveInstances)) return Refusal.Forbidden;
        if (!(await MoveCandidates.TargetAsync(db, actor, store, request.DefinitionId, request.To, ct)).Allows(out var target, out var refusal)) return refusal;
        if (!await mover.IsSoundAsync(target.Number, ct)) return MoveCandidates.NotSound;
        var candidates = await MoveCandidates.OfAsync(db, actor, target, ct);
        if (!Decide(request, candidates).Allows(out var chosen, out refusal)) return refusal;

        var now = clock.GetUtcNow();
        var fact = new InstancesMoved(Guid.CreateVersion7(now), 0, chosen.Count, 0);
        await mover.MoveAsync(
            [.. chosen.Select(c => c.InstanceId)],
            target.Number,
            moved => async (services, token) => fact = await WriteAsync(services.GetRequiredService<GrantFlowDb>(), actor, request, chosen, moved, fact, now, token),
            ct);
        return fact.Moved == 0 ? Nobody : fact;
    }

    internal static Verdict<IReadOnlyList<MoveCandidate>> Decide(Request request, IReadOnlyList<MoveCandidate> candidates)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        var asked = request.Instances?.ToHashSet();
        List<MoveCandidate> chosen =
            [.. candidates.Where(c => asked?.Contains(c.InstanceId) != false && request.From?.Contains(c.Version) != false)];
        return chosen.Count switch
        {
            0 => Nobody,
            > Most => TooMany,
            _ => chosen,
        };
    }

    static async Task<InstancesMoved> WriteAsync(
        GrantFlowDb db, Actor actor, Request request, IReadOnlyList<MoveCandidate> chosen, IReadOnlyList<MovedInstance> moved, InstancesMoved fact,
        DateTimeOffset now, CancellationToken ct)
    {
        await ForgetAsync(db, ct);
        var candidates = chosen.ToDictionary(c => c.InstanceId);
        var bindings = request.LaterToo ? await RebindAsync(db, request, moved, candidates, ct) : [];
        db.WorkflowMoves.Add(new WorkflowMove
        {
            Id = fact.MoveId,
            DefinitionId = request.DefinitionId,
            Version = request.To,
            Reason = request.Reason.Trim(),
            MovedBy = actor.PersonId,
            MovedAt = now,
            Bindings = bindings,
        });
        foreach (var one in moved)
        {
            var (candidate, about) = (candidates[one.InstanceId], one.CorrelationId ?? $"workflow:{one.InstanceId}");
            db.MovedWorkflows.Add(new MovedWorkflow
            {
                MoveId = fact.MoveId,
                InstanceId = one.InstanceId,
                ProgrammeId = candidate.ProgrammeId,
                CorrelationId = one.CorrelationId,
                Binding = one.Binding,
                FromDefinition = one.From,
                ToDefinition = one.To,
                Before = one.Before,
                After = one.After,
                IncidentNodes = one.IncidentNodes.ToDictionary(),
            });
            var (from, to) = (StoredDefinition.IdOf(candidate.DefinitionId, candidate.Version), StoredDefinition.IdOf(request.DefinitionId, request.To));
            db.Record(actor, candidate.ProgrammeId, about, new InstanceMoved(fact.MoveId, one.InstanceId, from, to, string.Join(", ", one.StandsAt), request.Reason.Trim()), now);
        }

        await db.SaveChangesAsync(ct);
        return fact with { Moved = moved.Count, Left = chosen.Count - moved.Count, Bindings = bindings.Select(b => b.Binding).Distinct().Count() };
    }

    /// <summary>Lets what the cohorts start later take the version.</summary>
    /// <returns>The entries before.</returns>
    static async Task<List<BindingEntry>> RebindAsync(
        GrantFlowDb db, Request request, IReadOnlyList<MovedInstance> moved, Dictionary<Guid, MoveCandidate> candidates, CancellationToken ct)
    {
        var sets = moved.Select(m => m.Binding).OfType<Guid>().Distinct().ToArray();
        var running = moved.Select(m => candidates[m.InstanceId].DefinitionId).Distinct().ToArray();
        var before = await db.Database.SqlQuery<BindingEntry>(
            $"""
            select binding as "Binding", definition_id as "DefinitionId", version as "Version", taken as "Taken" from workflow_bindings
            where binding = any({sets}) and coalesce(taken, definition_id) = any({running}) order by binding, definition_id for update
            """).ToListAsync(ct);
        foreach (var entry in before)
        {
            var taken = entry.DefinitionId == request.DefinitionId ? null : request.DefinitionId;
            await db.Database.ExecuteSqlAsync(
                $"update workflow_bindings set version = {request.To}, taken = {taken} where binding = {entry.Binding} and definition_id = {entry.DefinitionId}", ct);
        }

        return before;
    }

    /// <summary>What an instance held before is kept no longer than it can be given back.</summary>
    static Task<int> ForgetAsync(GrantFlowDb db, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        update workflow_moved_instances m set before = null from workflow_instances i
        where m.before is not null and i.id = m.instance_id and (m.undone_at is not null or sha256(i.state) <> m.after)
        """,
        ct);
}
