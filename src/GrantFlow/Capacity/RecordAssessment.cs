using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Capacity;

/// <summary>An assessment was scored.</summary>
public sealed record AssessmentDone(Guid AssessmentId, Guid OrganisationId, decimal Mean);

/// <summary>The assessor records the ten scores, each with what was seen.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>assessment-not-scheduled</c>, <c>scores-incomplete</c>. Signals: <c>AssessmentDone</c>.</remarks>
public static class RecordAssessment
{
    /// <summary>What the assessor sends.</summary>
    /// <param name="Scores">One for each of the ten parameters: 1 to 4 with its justification.</param>
    public sealed record Request([Required] IReadOnlyList<ParameterScore> Scores);

    internal static readonly Refusal NotScheduled = new("assessment-not-scheduled", "The assessment has no day, or was scored already.");
    internal static readonly Refusal Incomplete = new(
        "scores-incomplete", "Each of the ten parameters takes one score from 1 to 4 and its justification.", nameof(Request.Scores));

    /// <summary>Records the scores.</summary>
    public static async Task<Verdict<AssessmentDone>> Execute(
        GrantFlowDb db, Actor actor, Guid assessmentId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Assessments.FindAsync([assessmentId], ct) is not { } assessment) return Refusal.NotFound;
        // Only the assessor given the case sees and scores it (K8.2).
        if (!actor.May(Act.RecordAssessment, assessment.ProgrammeId, assessment.OrganisationId, assessment.AssessorId)) return Refusal.Forbidden;
        if (!Decide(assessment, request).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        (assessment.State, assessment.Scores, assessment.DoneAt) = (AssessmentState.Done, [.. request.Scores], now);
        db.Record(actor, assessment.ProgrammeId, $"organisation:{assessment.OrganisationId}", fact, now);
        db.Signal("AssessmentDone", $"organisation:{assessment.OrganisationId}", now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<AssessmentDone> Decide(Assessment assessment, Request request)
    {
        if (assessment.State != AssessmentState.Scheduled) return NotScheduled;
        var complete = request.Scores.Count == CapacityParameters.All.Count
            && CapacityParameters.All.All(p => request.Scores.Any(s => s.Parameter == p.Code))
            && request.Scores.All(s => s.Score is >= 1 and <= 4 && !string.IsNullOrWhiteSpace(s.Justification));
        return complete
            ? new AssessmentDone(assessment.Id, assessment.OrganisationId, decimal.Round(request.Scores.Average(s => (decimal)s.Score), 2))
            : Incomplete;
    }
}
