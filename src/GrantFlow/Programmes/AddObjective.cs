using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>An objective was added to a programme.</summary>
public sealed record ObjectiveAdded(Guid ObjectiveId, string Code);

/// <summary>A grant manager adds an objective or a result area under one.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>objective-known</c>.</remarks>
public static class AddObjective
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Code">Unique in the programme.</param>
    /// <param name="Name">What is to be reached.</param>
    /// <param name="ParentId">The objective it is part of, or null.</param>
    public sealed record Request([Required, StringLength(20)] string Code, [Required] LocalText Name, Guid? ParentId = null);

    internal static readonly Refusal Known = new("objective-known", "The programme has an objective with this code.", nameof(Request.Code));

    /// <summary>Adds the objective.</summary>
    public static async Task<Verdict<ObjectiveAdded>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.AddObjective, programmeId)) return Refusal.Forbidden;
        var others = await db.Objectives.Where(o => o.ProgrammeId == programmeId).ToListAsync(ct);
        var objective = new Objective { ProgrammeId = programmeId, ParentId = request.ParentId, Code = request.Code, Name = request.Name };
        if (!Decide(objective, others).Allows(out var fact, out var refusal)) return refusal;
        db.Add(objective);
        db.Record(actor, programmeId, $"programme:{programmeId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ObjectiveAdded> Decide(Objective objective, IReadOnlyList<Objective> others)
    {
        if (others.Any(o => o.Code == objective.Code)) return Known;
        if (objective.ParentId is { } parent && others.All(o => o.Id != parent)) return Refusal.NotFound;
        return new ObjectiveAdded(objective.Id, objective.Code);
    }
}
