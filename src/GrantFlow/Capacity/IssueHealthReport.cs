using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>A health report was issued.</summary>
public sealed record HealthReportIssued(Guid HealthReportId, Guid AssessmentId);

/// <summary>Writes the report on an organisation's condition in the programme's languages and tells the organisation.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>assessment-not-done</c>, <c>health-report-issued</c>. Mails: <c>health-report-ready</c>.</remarks>
public static class IssueHealthReport
{
    internal static readonly Refusal NotDone = new("assessment-not-done", "The assessment isn't scored.");
    internal static readonly Refusal Issued = new("health-report-issued", "The assessment's report was issued already.");

    /// <summary>Issues the report.</summary>
    public static async Task<Verdict<HealthReportIssued>> Execute(
        GrantFlowDb db, Actor actor, Guid assessmentId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Assessments.FindAsync([assessmentId], ct) is not { } assessment) return Refusal.NotFound;
        if (!actor.May(Act.IssueHealthReport, assessment.ProgrammeId, assessment.OrganisationId, assessment.AssessorId)) return Refusal.Forbidden;
        var issued = await db.HealthReports.AnyAsync(r => r.AssessmentId == assessmentId, ct);
        if (!Decide(Guid.CreateVersion7(), assessment, issued).Allows(out var fact, out var refusal)) return refusal;

        var programme = (await db.Programmes.FindAsync([assessment.ProgrammeId], ct))!;
        var organisation = (await db.Organisations.FindAsync([assessment.OrganisationId], ct))!;
        var now = clock.GetUtcNow();
        var day = programme.DayOf(assessment.DoneAt!.Value);
        db.Add(new HealthReport
        {
            Id = fact.HealthReportId,
            ProgrammeId = programme.Id,
            OrganisationId = organisation.Id,
            AssessmentId = assessmentId,
            Html = new LocalText(programme.Languages.Select(l => KeyValuePair.Create(l, HealthReportText.Write(l, organisation.Name, assessment, day)))),
            Mean = HealthReportText.MeanOf(assessment),
            IssuedAt = now,
        });
        Dictionary<string, string> values = new() { ["link"] = $"/organisations/{organisation.Id}/health-report" };
        await db.TellAsync(organisation, "health-report-ready", organisation.Subject, $"{assessmentId}", values, now, ct);
        db.Record(actor, programme.Id, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<HealthReportIssued> Decide(Guid id, Assessment assessment, bool issued) =>
        assessment.State != AssessmentState.Done ? NotDone
        : issued ? Issued
        : new HealthReportIssued(id, assessment.Id);
}
