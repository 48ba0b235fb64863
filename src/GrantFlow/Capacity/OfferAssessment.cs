using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>An organisation was offered an assessment.</summary>
public sealed record AssessmentOffered(Guid AssessmentId, int Round, DateOnly AnswerBy);

/// <summary>Offers an organisation an assessment of its capacity; it may say no.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>profile-first</c>, <c>assessment-open</c>. Mails: <c>assessment-offer</c>.
/// Deadline: <c>assessment-answer</c>.
/// </remarks>
public static class OfferAssessment
{
    /// <summary>What is sent.</summary>
    /// <param name="Days">Days to answer in.</param>
    public sealed record Request([Range(1, 365)] int Days = 14);

    internal static readonly Refusal ProfileFirst = new("profile-first", "The organisation sends its profile in first.");
    internal static readonly Refusal AssessmentOpen = new("assessment-open", "An assessment of the organisation is under way.");

    static readonly LocalText Task = new(
    [
        new("hy", "Պատասխանել կարողությունների գնահատման առաջարկին"),
        new("ky", "Дараметти баалоо сунушуна жооп берүү"),
        new("ru", "Ответить на предложение об оценке потенциала"),
        new("en", "Answer the offer of a capacity assessment"),
    ]);

    /// <summary>Makes the offer.</summary>
    public static async Task<Verdict<AssessmentOffered>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.OfferAssessment, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!;
        var profiled = await db.Profiles.AnyAsync(p => p.OrganisationId == organisationId && p.SubmittedAt != null, ct);
        var before = await db.Assessments.Where(a => a.OrganisationId == organisationId).ToListAsync(ct);
        var now = clock.GetUtcNow();
        if (!Decide(Guid.CreateVersion7(), profiled, before, programme.DayOf(now).AddDays(request.Days)).Allows(out var fact, out var refusal))
            return refusal;

        db.Add(new Assessment
        {
            Id = fact.AssessmentId,
            ProgrammeId = programme.Id,
            OrganisationId = organisationId,
            Round = fact.Round,
            OfferedAt = now,
        });
        Dictionary<string, string> values = new()
        {
            ["dueDate"] = MailValue.Date(fact.AnswerBy),
            ["link"] = $"/organisations/{organisationId}/assessment",
            ["task"] = MailValue.Text(Task),
        };
        var contacts = await db.TellAsync(organisation, "assessment-offer", organisation.Subject, $"{fact.AssessmentId}", values, now, ct);
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, "assessment-answer", organisation.Subject, fact.AnswerBy, new TimeOnly(23, 59), programme.TimeZone,
            contacts, await db.ManagersAsync(programme.Id, ct), values, "task"), now, ct);
        db.Record(actor, programme.Id, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<AssessmentOffered> Decide(Guid id, bool profiled, IReadOnlyList<Assessment> before, DateOnly answerBy)
    {
        if (!profiled) return ProfileFirst;
        if (before.Any(a => a.State is AssessmentState.Offered or AssessmentState.Accepted or AssessmentState.Scheduled)) return AssessmentOpen;
        return new AssessmentOffered(id, before.Select(a => a.Round).DefaultIfEmpty().Max() + 1, answerBy);
    }
}
