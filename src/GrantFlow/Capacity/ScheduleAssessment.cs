using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>An assessment got a day and an assessor.</summary>
public sealed record AssessmentScheduled(Guid AssessmentId, Guid AssessorId, DateOnly On);

/// <summary>A grant manager sets the day and the assessor; both can be set anew until it is done.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>assessment-not-accepted</c>, <c>assessor-unknown</c>, <c>day-past</c>. Mails: <c>assessment-scheduled</c>.
/// </remarks>
public static class ScheduleAssessment
{
    /// <summary>What the manager sends.</summary>
    /// <param name="AssessorId">A person with the assessor's role in the programme.</param>
    /// <param name="On">The day, in the programme's zone.</param>
    /// <param name="Place">Where.</param>
    public sealed record Request(Guid AssessorId, DateOnly On, [Required, StringLength(200)] string Place);

    internal static readonly Refusal NotAccepted = new("assessment-not-accepted", "Only an accepted assessment that isn't done gets a day.");
    internal static readonly Refusal AssessorUnknown = new("assessor-unknown", "The person isn't an assessor in the programme.", nameof(Request.AssessorId));
    internal static readonly Refusal DayPast = new("day-past", "The day is over.", nameof(Request.On));

    /// <summary>Sets the day and the assessor.</summary>
    public static async Task<Verdict<AssessmentScheduled>> Execute(
        GrantFlowDb db, Actor actor, Guid assessmentId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Assessments.FindAsync([assessmentId], ct) is not { } assessment) return Refusal.NotFound;
        if (!actor.May(Act.ScheduleAssessment, assessment.ProgrammeId, assessment.OrganisationId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([assessment.ProgrammeId], ct))!;
        var isAssessor = await db.ProgrammeRoles.AnyAsync(
            r => r.PersonId == request.AssessorId && r.Role == Role.Assessor
                && (r.ProgrammeId == assessment.ProgrammeId || r.ProgrammeId == Guid.Empty), ct);
        var now = clock.GetUtcNow();
        if (!Decide(assessment, request, isAssessor, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;
        (assessment.State, assessment.AssessorId, assessment.ScheduledOn) = (AssessmentState.Scheduled, fact.AssessorId, fact.On);
        var organisation = (await db.Organisations.FindAsync([assessment.OrganisationId], ct))!;
        Dictionary<string, string> values = new()
        {
            ["date"] = MailValue.Date(fact.On),
            ["place"] = request.Place,
            ["link"] = $"/organisations/{organisation.Id}/assessment",
        };
        await db.TellAsync(organisation, "assessment-scheduled", organisation.Subject, $"{assessment.Id}:{fact.On:O}", values, now, ct);
        db.Record(actor, programme.Id, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<AssessmentScheduled> Decide(Assessment assessment, Request request, bool isAssessor, DateOnly today) =>
        assessment.State switch
        {
            AssessmentState.Accepted or AssessmentState.Scheduled when !isAssessor => AssessorUnknown,
            AssessmentState.Accepted or AssessmentState.Scheduled when request.On < today => DayPast,
            AssessmentState.Accepted or AssessmentState.Scheduled => new AssessmentScheduled(assessment.Id, request.AssessorId, request.On),
            AssessmentState.Offered or AssessmentState.Declined or AssessmentState.Done => NotAccepted,
        };
}
