using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Who may do what with a definition: it is its programme's, or everybody's.</summary>
public static class DesignAccess
{
    /// <summary>True when the definition exists for the person at all.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="programmeId">Whose it is; null for every programme's.</param>
    public static bool Sees(this Actor actor, Guid? programmeId) =>
        programmeId is { } own ? actor.May(Act.SeeDesigns, own) || actor.May(Act.SeeWorkflows, own) : actor.MaySomewhere(Act.SeeDesigns) || actor.MaySomewhere(Act.SeeWorkflows);

    /// <summary>True when the person may do it to the definition; what all programmes share is the service's.</summary>
    public static bool MayTo(this Actor actor, Act act, Guid? programmeId) => actor.May(act, programmeId ?? Guid.Empty);

    /// <summary>Why not, or null: what isn't the person's to see isn't there.</summary>
    public static Refusal? Judge(this Actor actor, Act act, Guid? programmeId) =>
        !actor.Sees(programmeId) ? Refusal.NotFound : actor.MayTo(act, programmeId) ? null : Refusal.Forbidden;

    /// <summary>The programmes whose own definitions the person may see; null for all.</summary>
    public static IReadOnlyList<Guid>? SeenBy(Actor actor) =>
        actor.May(Act.SeeDesigns, Guid.Empty) ? null : [.. actor.Grants.Select(g => g.Programme).Distinct().Where(p => p != Guid.Empty && actor.Sees(p))];

    /// <summary>Whose a new definition becomes: the programme named, else the service's for who may, else the one programme that the person draws for.</summary>
    public static async Task<Verdict<DesignHome>> HomeAsync(GrantFlowDb db, Actor actor, Guid? programmeId, CancellationToken ct)
    {
        if (programmeId is null && !actor.May(Act.DrawDesigns, Guid.Empty))
        {
            var own = actor.Grants.Select(g => g.Programme).Distinct().Where(p => actor.May(Act.DrawDesigns, p)).ToList();
            if (own.Count == 0) return Refusal.Forbidden;
            if (own.Count > 1) return ProgrammeMissing;
            programmeId = own[0];
        }

        if (actor.Judge(Act.DrawDesigns, programmeId) is { } refusal) return refusal;
        return programmeId is null || await db.Programmes.AnyAsync(p => p.Id == programmeId, ct) ? new DesignHome(programmeId) : Refusal.NotFound;
    }

    internal static readonly Refusal ProgrammeMissing =
        new("design-programme-missing", "Say for which programme: you draw workflows in several.", "programme");
}

/// <summary>Whose a definition is.</summary>
/// <param name="ProgrammeId">Null for every programme's.</param>
public sealed record DesignHome(Guid? ProgrammeId);
