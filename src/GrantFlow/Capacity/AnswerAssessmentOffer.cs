using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;

namespace GrantFlow.Capacity;

/// <summary>An organisation answered the offer of an assessment.</summary>
public sealed record AssessmentAnswered(Guid AssessmentId, string Outcome, DateTimeOffset At);

/// <summary>A person of the organisation says yes or no to an assessment.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>assessment-answered</c>, <c>consent-missing</c>. Signals: <c>AssessmentAnswered</c>.</remarks>
public static class AnswerAssessmentOffer
{
    /// <summary>What the organisation sends.</summary>
    /// <param name="Accept">Yes or no.</param>
    /// <param name="Consent">With a yes: agrees to the assessment and to its report being kept.</param>
    public sealed record Request(bool Accept, bool Consent);

    internal static readonly Refusal Answered = new("assessment-answered", "The offer was answered already.");
    internal static readonly Refusal ConsentMissing = new("consent-missing", "An assessment takes the organisation's consent.", nameof(Request.Consent));

    /// <summary>Records the answer.</summary>
    public static async Task<Verdict<AssessmentAnswered>> Execute(
        GrantFlowDb db, Actor actor, Guid assessmentId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Assessments.FindAsync([assessmentId], ct) is not { } assessment) return Refusal.NotFound;
        var organisation = (await db.Organisations.FindAsync([assessment.OrganisationId], ct))!;
        if (!actor.May(Act.AnswerAssessmentOffer, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        if (!Decide(assessment, request, now).Allows(out var fact, out var refusal)) return refusal;
        assessment.State = request.Accept ? AssessmentState.Accepted : AssessmentState.Declined;
        (assessment.Consent, assessment.AnsweredAt) = (request.Accept, now);
        await EndDeadline.Execute(db, organisation.Subject, "assessment-answer", DeadlineEnd.Met, now, ct);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        db.Signal("AssessmentAnswered", organisation.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<AssessmentAnswered> Decide(Assessment assessment, Request request, DateTimeOffset now) => assessment.State switch
    {
        AssessmentState.Offered when request is { Accept: true, Consent: false } => ConsentMissing,
        AssessmentState.Offered => new AssessmentAnswered(assessment.Id, request.Accept ? "Accepted" : "Declined", now),
        AssessmentState.Accepted or AssessmentState.Declined or AssessmentState.Scheduled or AssessmentState.Done => Answered,
    };
}
