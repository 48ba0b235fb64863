using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Selection;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Privacy;

/// <summary>What a person would leave undone.</summary>
public enum DutyKind
{
    /// <summary>A task given to them is open.</summary>
    Task,

    /// <summary>A review given to them isn't scored.</summary>
    Review,

    /// <summary>An assessment is theirs to hold.</summary>
    Assessment,

    /// <summary>They are the only head of an organisation that is worked with.</summary>
    OnlyHead,

    /// <summary>They are the only administrator.</summary>
    OnlyAdministrator,
}

/// <summary>One open duty.</summary>
/// <param name="Kind">What.</param>
/// <param name="Link">Where it is ended or handed over.</param>
public sealed record Duty(DutyKind Kind, string Link)
{
    /// <summary>Every open duty of a person, in no order.</summary>
    public static async Task<IReadOnlyList<Duty>> OfAsync(GrantFlowDb db, Guid person, CancellationToken ct)
    {
        var tasks = await db.Tasks.Where(t => t.PersonId == person && t.State == TaskState.Open).Select(t => t.Id).ToListAsync(ct);
        var reviews = await db.Reviews.Where(r => r.ReviewerId == person && r.State == ReviewState.Assigned).Select(r => r.CompetitionId).Distinct().ToListAsync(ct);
        var assessments = await db.Assessments.Where(a => a.AssessorId == person && a.State == AssessmentState.Scheduled).Select(a => a.OrganisationId).ToListAsync(ct);
        var led = await db.OrganisationPeople.Where(p => p.PersonId == person && p.Role == OrganisationRole.Head)
            .Join(db.Organisations.Where(o => o.State == OrganisationState.Active), p => p.OrganisationId, o => o.Id, (p, o) => o.Id)
            .Where(id => !db.Set<OrganisationPerson>().Any(p => p.OrganisationId == id && p.Role == OrganisationRole.Head && p.PersonId != null && p.PersonId != person)).ToListAsync(ct);
        var runs = await db.ProgrammeRoles.AnyAsync(r => r.PersonId == person && r.Role == Role.Administrator && r.ProgrammeId == Guid.Empty, ct)
            && !await db.ProgrammeRoles.AnyAsync(r => r.PersonId != person && r.Role == Role.Administrator && r.ProgrammeId == Guid.Empty, ct);
        return
        [
            .. tasks.Select(t => new Duty(DutyKind.Task, $"/tasks/{t}")),
            .. reviews.Select(c => new Duty(DutyKind.Review, $"/competitions/{c}/selection")),
            .. assessments.Select(o => new Duty(DutyKind.Assessment, $"/organisations/{o}/assessment")),
            .. led.Select(o => new Duty(DutyKind.OnlyHead, $"/organisations/{o}")),
            .. runs ? [new Duty(DutyKind.OnlyAdministrator, "/people")] : Array.Empty<Duty>(),
        ];
    }
}
