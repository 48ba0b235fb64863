using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>An organisation's newest assessment: the offer answered, a day given, the ten parameters scored.</summary>
[Does(Act.SeeHealthReport)]
sealed class AssessmentPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>Whose assessment.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The newest round.</summary>
    public Assessment Assessment { get; private set; } = null!;

    /// <summary>Who assesses, once given.</summary>
    public string? AssessorName { get; private set; }

    /// <summary>The programme's assessors.</summary>
    public IReadOnlyList<Person> Assessors { get; private set; } = [];

    /// <summary>The scores just typed; shown again after a refusal.</summary>
    public IReadOnlyList<ParameterScore> Given { get; private set; } = [];

    /// <summary>The day.</summary>
    [BindProperty]
    public DateOnly? On { get; set; }

    /// <summary>The place.</summary>
    [BindProperty]
    public string? Place { get; set; }

    /// <summary>The reader may accept or decline the offer.</summary>
    public bool MayAnswer => Assessment.State == AssessmentState.Offered && Actor.May(Act.AnswerAssessmentOffer, Organisation.ProgrammeId, Organisation.Id);

    /// <summary>The reader may give it a day.</summary>
    public bool MaySchedule => Assessment.State is AssessmentState.Accepted or AssessmentState.Scheduled && Actor.May(Act.ScheduleAssessment, Organisation.ProgrammeId, Organisation.Id);

    /// <summary>The reader is the one to score it.</summary>
    public bool MayScore => Assessment.State == AssessmentState.Scheduled
        && Actor.May(Act.RecordAssessment, Organisation.ProgrammeId, Organisation.Id, Assessment.AssessorId);

    /// <summary>Shows the assessment.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Accepts the offer.</summary>
    [Does(Act.AnswerAssessmentOffer)]
    public Task<IActionResult> OnPostAcceptAsync(Guid id, bool consent, CancellationToken ct) => AnswerAsync(id, new(true, consent), ct);

    /// <summary>Declines the offer.</summary>
    [Does(Act.AnswerAssessmentOffer)]
    public Task<IActionResult> OnPostDeclineAsync(Guid id, CancellationToken ct) => AnswerAsync(id, new(false, false), ct);

    /// <summary>Gives the assessment a day and an assessor.</summary>
    [Does(Act.ScheduleAssessment)]
    public async Task<IActionResult> OnPostScheduleAsync(Guid id, Guid assessorId, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var verdict = await ScheduleAssessment.Execute(db, Actor, Assessment.Id, new(assessorId, On ?? default, Place ?? ""), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/organisations/{id}/assessment", "done.saved") : Refused(refusal);
    }

    /// <summary>Records the ten scores.</summary>
    [Does(Act.RecordAssessment)]
    public async Task<IActionResult> OnPostScoreAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        Given = [.. CapacityParameters.All.Select(p => new ParameterScore(
            p.Code,
            int.TryParse(Request.Form[$"s-{p.Code}"], NumberStyles.None, CultureInfo.InvariantCulture, out var score) ? score : 0,
            Request.Form[$"j-{p.Code}"].ToString().Trim()))];
        var verdict = await RecordAssessment.Execute(db, Actor, Assessment.Id, new(Given), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/organisations/{id}/assessment", "done.saved") : Refused(refusal);
    }

    async Task<IActionResult> AnswerAsync(Guid id, AnswerAssessmentOffer.Request request, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var verdict = await AnswerAssessmentOffer.Execute(db, Actor, Assessment.Id, request, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/organisations/{id}", "done.answered") : Refused(refusal);
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var organisation = await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct);
        if (organisation is null) return false;
        if (await db.Assessments.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct) is not { } assessment)
            return false;
        if (!Actor.May(Act.SeeHealthReport, organisation.ProgrammeId, id, assessment.AssessorId)) return false;
        (Organisation, Assessment) = (organisation, assessment);
        On ??= assessment.ScheduledOn;
        AssessorName = await db.Users.Where(p => p.Id == assessment.AssessorId).Select(p => p.FullName).FirstOrDefaultAsync(ct);
        if (MaySchedule)
        {
            Assessors = await db.Users.AsNoTracking().Where(p => db.ProgrammeRoles.Any(r => r.PersonId == p.Id && r.Role == Role.Assessor
                && (r.ProgrammeId == organisation.ProgrammeId || r.ProgrammeId == Guid.Empty))).OrderBy(p => p.FullName).ToListAsync(ct);
        }

        return true;
    }
}
