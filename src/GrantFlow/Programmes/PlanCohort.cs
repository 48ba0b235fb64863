using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>A cohort was entered.</summary>
public sealed record CohortPlanned(Guid CohortId, int Number, int Places);

/// <summary>A grant manager enters a cohort with its places.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>cohort-known</c>, <c>cohort-outside-programme</c>.</remarks>
public static class PlanCohort
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Number">1, 2 …, unique in the programme.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Year">The year it begins.</param>
    /// <param name="Places">How many organisations it holds at once.</param>
    public sealed record Request([Range(1, 99)] int Number, [Required] LocalText Name, int Year, [Range(1, 10_000)] int Places);

    internal static readonly Refusal Known = new("cohort-known", "The programme has a cohort with this number.", nameof(Request.Number));
    internal static readonly Refusal Outside = new("cohort-outside-programme", "The year isn't one of the programme's.", nameof(Request.Year));

    /// <summary>Enters the cohort.</summary>
    public static async Task<Verdict<CohortPlanned>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.PlanCohort, programmeId)) return Refusal.Forbidden;
        if (await db.Programmes.FindAsync([programmeId], ct) is not { } programme) return Refusal.NotFound;
        var known = await db.Cohorts.AnyAsync(c => c.ProgrammeId == programmeId && c.Number == request.Number, ct);
        var cohort = new Cohort
        {
            ProgrammeId = programmeId,
            Number = request.Number,
            Name = request.Name,
            Year = request.Year,
            Places = request.Places,
            CreatedAt = clock.GetUtcNow(),
        };
        if (!Decide(programme, cohort, known).Allows(out var fact, out var refusal)) return refusal;
        db.Add(cohort);
        db.Record(actor, programmeId, cohort.Subject, fact, cohort.CreatedAt);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<CohortPlanned> Decide(Programme programme, Cohort cohort, bool known) =>
        known ? Known
        : cohort.Year < programme.StartsOn.Year || cohort.Year > programme.EndsOn.Year ? Outside
        : new CohortPlanned(cohort.Id, cohort.Number, cohort.Places);
}
