using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Persistence;
using GrantFlow.Programmes;

namespace GrantFlow.Competitions;

/// <summary>A competition was entered.</summary>
public sealed record CompetitionCreated(Guid CompetitionId, Guid CohortId);

/// <summary>A grant manager prepares a competition for a cohort.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>cohort-closed</c>, <c>closing-before-opening</c>, <c>closing-after-programme</c>,
/// <c>amounts-wrong</c>, <c>places-beyond-cohort</c>, <c>criteria-wrong</c>, <c>reviewers-wrong</c>.
/// </remarks>
public static class CreateCompetition
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Title">The title.</param>
    /// <param name="Description">What is asked for and offered.</param>
    /// <param name="OpensAt">First instant applications are taken.</param>
    /// <param name="ClosesAt">Last instant that counts.</param>
    /// <param name="Budget">The money there is, in the programme's currency.</param>
    /// <param name="MaxAward">The most one application may ask for.</param>
    /// <param name="Places">How many are selected at most; null is all of the cohort's.</param>
    /// <param name="ReserveSize">How many are kept in reserve.</param>
    /// <param name="RegionCap">The most selected from one region, or null.</param>
    /// <param name="ReviewersPerApplication">1 to 9.</param>
    /// <param name="Criteria">What reviewers score; null takes the four usual ones.</param>
    /// <param name="EntitlementRequired">Null takes the programme's rule.</param>
    public sealed record Request(
        [Required] LocalText Title,
        LocalText Description,
        DateTimeOffset OpensAt,
        DateTimeOffset ClosesAt,
        decimal Budget,
        decimal MaxAward,
        int? Places = null,
        int ReserveSize = 5,
        int? RegionCap = null,
        int ReviewersPerApplication = 2,
        IReadOnlyList<Criterion>? Criteria = null,
        bool? EntitlementRequired = null);

    internal static readonly Refusal CohortClosed = new("cohort-closed", "The cohort is closed.");
    internal static readonly Refusal ClosingBeforeOpening = new("closing-before-opening", "It closes before it opens.", nameof(Request.ClosesAt));
    internal static readonly Refusal ClosingAfterProgramme = new("closing-after-programme", "It closes after the programme's last day.", nameof(Request.ClosesAt));
    internal static readonly Refusal AmountsWrong = new("amounts-wrong", "The budget covers at least one award, and an award is more than nothing.", nameof(Request.MaxAward));
    internal static readonly Refusal PlacesBeyondCohort = new("places-beyond-cohort", "The cohort has fewer places than that.", nameof(Request.Places));
    internal static readonly Refusal CriteriaWrong = new("criteria-wrong", "Each criterion has its own code, and more than nothing to score and to weigh.", nameof(Request.Criteria));
    internal static readonly Refusal ReviewersWrong = new("reviewers-wrong", "An application gets 1 to 9 reviews.", nameof(Request.ReviewersPerApplication));

    /// <summary>Prepares the competition.</summary>
    public static async Task<Verdict<CompetitionCreated>> Execute(
        GrantFlowDb db, Actor actor, Guid cohortId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Cohorts.FindAsync([cohortId], ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.CreateCompetition, cohort.ProgrammeId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!;
        var form = await CurrentForm.OfAsync(db, programme.Id, FormPurpose.Application, ct);
        var competition = new Competition
        {
            ProgrammeId = programme.Id,
            CohortId = cohortId,
            Title = request.Title,
            Description = request.Description,
            OpensAt = request.OpensAt.ToUniversalTime(),
            ClosesAt = request.ClosesAt.ToUniversalTime(),
            TimeZone = programme.TimeZone,
            Budget = request.Budget,
            MaxAward = request.MaxAward,
            Currency = programme.Currency,
            Places = request.Places ?? cohort.Places,
            ReserveSize = request.ReserveSize,
            EntitlementRequired = request.EntitlementRequired ?? programme.EntranceRequired,
            RegionCap = request.RegionCap,
            ReviewersPerApplication = request.ReviewersPerApplication,
            Criteria = [.. request.Criteria ?? UsualCriteria.All],
            FormId = form.Id,
            CreatedAt = clock.GetUtcNow(),
        };
        if (!Decide(competition, cohort, programme).Allows(out var fact, out var refusal)) return refusal;
        db.Add(competition);
        db.Record(actor, programme.Id, competition.Subject, fact, competition.CreatedAt);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<CompetitionCreated> Decide(Competition competition, Cohort cohort, Programme programme)
    {
        if (cohort.State == CohortState.Closed) return CohortClosed;
        if (competition.ClosesAt <= competition.OpensAt) return ClosingBeforeOpening;
        if (competition.ClosesAt > programme.EndOf(programme.EndsOn)) return ClosingAfterProgramme;
        if (competition.MaxAward <= 0 || competition.Budget < competition.MaxAward) return AmountsWrong;
        if (competition.Places < 1 || competition.Places > cohort.Places) return PlacesBeyondCohort;
        if (competition.ReviewersPerApplication is < 1 or > 9) return ReviewersWrong;
        return AreSound(competition.Criteria) ? new CompetitionCreated(competition.Id, cohort.Id) : CriteriaWrong;
    }

    static bool AreSound(List<Criterion> criteria) =>
        criteria.Count > 0
        && criteria.DistinctBy(c => c.Code).Count() == criteria.Count
        && criteria.All(c => c.MaxPoints > 0 && c.Weight > 0);
}
