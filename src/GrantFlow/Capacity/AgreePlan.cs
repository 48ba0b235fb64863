using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>A plan was agreed.</summary>
public sealed record PlanAgreed(Guid PlanId, Guid AssessmentId, int Actions);

/// <summary>Records the plan that an organisation and the programme agreed after an assessment.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>assessment-not-done</c>, <c>plan-agreed</c>, <c>plan-empty</c>, <c>parameter-unknown</c>,
/// <c>day-past</c>. Signals: <c>PlanAgreed</c>. Mails: <c>plan-agreed</c>. Deadlines: <c>plan-action</c>, one for each action.
/// </remarks>
public static class AgreePlan
{
    /// <summary>One action.</summary>
    /// <param name="Parameter">A code of <see cref="CapacityParameters"/>.</param>
    /// <param name="Action">What will be done.</param>
    /// <param name="Owner">Who sees to it, by name.</param>
    /// <param name="DueOn">By which day.</param>
    public sealed record Step(
        [Required] string Parameter, [Required, StringLength(500)] string Action, [Required, StringLength(120)] string Owner, DateOnly DueOn);

    /// <summary>What is sent.</summary>
    /// <param name="Steps">At least one action.</param>
    public sealed record Request([Required, MinLength(1)] IReadOnlyList<Step> Steps);

    internal static readonly Refusal NotDone = new("assessment-not-done", "The assessment isn't scored.");
    internal static readonly Refusal Agreed = new("plan-agreed", "A plan for this assessment was agreed already.");
    internal static readonly Refusal PlanEmpty = new("plan-empty", "A plan has at least one action.", nameof(Request.Steps));
    internal static readonly Refusal ParameterUnknown = new("parameter-unknown", "An action strengthens one of the ten parameters.", nameof(Request.Steps));
    internal static readonly Refusal DayPast = new("day-past", "The day is over.", nameof(Request.Steps));

    /// <summary>Records the plan.</summary>
    public static async Task<Verdict<PlanAgreed>> Execute(
        GrantFlowDb db, Actor actor, Guid assessmentId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Assessments.FindAsync([assessmentId], ct) is not { } assessment) return Refusal.NotFound;
        if (!actor.May(Act.AgreePlan, assessment.ProgrammeId, assessment.OrganisationId, assessment.AssessorId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([assessment.ProgrammeId], ct))!;
        var agreed = await db.CapacityPlans.AnyAsync(p => p.AssessmentId == assessmentId, ct);
        var now = clock.GetUtcNow();
        if (!Decide(Guid.CreateVersion7(), assessment, agreed, request, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        var organisation = (await db.Organisations.FindAsync([assessment.OrganisationId], ct))!;
        db.Add(new CapacityPlan
        {
            Id = fact.PlanId,
            ProgrammeId = programme.Id,
            OrganisationId = organisation.Id,
            AssessmentId = assessmentId,
            AgreedAt = now,
        });
        var link = $"/organisations/{organisation.Id}";
        var contacts = await db.TellAsync(organisation, "plan-agreed", organisation.Subject, $"{fact.PlanId}", new() { ["link"] = link }, now, ct);
        var managers = await db.ManagersAsync(programme.Id, ct);
        foreach (var step in request.Steps)
        {
            var action = new PlanAction
            {
                ProgrammeId = programme.Id,
                PlanId = fact.PlanId,
                OrganisationId = organisation.Id,
                Parameter = step.Parameter,
                Action = step.Action,
                Owner = step.Owner,
                DueOn = step.DueOn,
            };
            db.Add(action);
            Dictionary<string, string> values = new()
            {
                ["organisation"] = MailValue.Text(organisation.Name),
                ["action"] = step.Action,
                ["link"] = link,
            };
            await SetDeadline.Execute(db, new DeadlineRequest(
                programme.Id, "plan-action", action.Subject, step.DueOn, new TimeOnly(23, 59), programme.TimeZone,
                contacts, managers, values, "plan-action"), now, ct);
        }

        db.Record(actor, programme.Id, organisation.Subject, fact, now);
        db.Signal("PlanAgreed", organisation.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<PlanAgreed> Decide(Guid id, Assessment assessment, bool agreed, Request request, DateOnly today)
    {
        if (assessment.State != AssessmentState.Done) return NotDone;
        if (agreed) return Agreed;
        if (request.Steps.Count == 0) return PlanEmpty;
        if (request.Steps.Any(s => CapacityParameters.Find(s.Parameter) is null)) return ParameterUnknown;
        if (request.Steps.Any(s => s.DueOn < today)) return DayPast;
        return new PlanAgreed(id, assessment.Id, request.Steps.Count);
    }
}
