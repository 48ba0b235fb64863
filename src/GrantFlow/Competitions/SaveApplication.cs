using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Persistence;

namespace GrantFlow.Competitions;

/// <summary>An application was saved.</summary>
public sealed record ApplicationSaved(Guid ApplicationId, DateTimeOffset SavedAt);

/// <summary>A person of the organisation saves its application as it stands.</summary>
/// <remarks>
/// Refuses: <c>not-found</c> to everybody else, <c>application-not-draft</c>, <c>answers-wrong</c>. A missing answer is no fault
/// before submission. Concurrency: a stale save is refused, so that two people never overwrite one another unseen.
/// </remarks>
public static class SaveApplication
{
    /// <summary>What is sent.</summary>
    /// <param name="Title">The project's title.</param>
    /// <param name="Summary">The project in short.</param>
    /// <param name="Answers">All answers, by question code.</param>
    /// <param name="RequestedAmount">In the competition's currency.</param>
    public sealed record Request(
        [Required(AllowEmptyStrings = true), StringLength(200)] string Title,
        [Required(AllowEmptyStrings = true), StringLength(2000)] string Summary,
        [Required] Dictionary<string, string> Answers,
        [Range(0, 1e15)] decimal RequestedAmount);

    internal static readonly Refusal NotDraft = new("application-not-draft", "The application was sent in or withdrawn.");
    internal static readonly Refusal AnswersWrong = new("answers-wrong", "Some answers can't be kept as they are.", nameof(Request.Answers));

    /// <summary>Saves the application.</summary>
    public static async Task<Verdict<ApplicationSaved>> Execute(
        GrantFlowDb db, Actor actor, Guid applicationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Applications.FindAsync([applicationId], ct) is not { } application) return Refusal.NotFound;
        var organisation = (await db.Organisations.FindAsync([application.OrganisationId], ct))!;
        if (!actor.May(Act.SaveApplication, organisation.ProgrammeId, organisation.Id)) return Refusal.NotFound;
        var competition = (await db.Competitions.FindAsync([application.CompetitionId], ct))!;
        var form = (await db.Forms.FindAsync([competition.FormId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(application, form, request, now).Allows(out var fact, out var refusal)) return refusal;
        (application.Title, application.Summary, application.Answers) = (request.Title.Trim(), request.Summary.Trim(), request.Answers);
        (application.RequestedAmount, application.SavedAt) = (request.RequestedAmount, now);
        db.Record(actor, application.ProgrammeId, application.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ApplicationSaved> Decide(Application application, Form form, Request request, DateTimeOffset now)
    {
        if (application.State != ApplicationState.Draft) return NotDraft;
        var faults = FormAnswers.Check(form.Questions, request.Answers, complete: false);
        return faults.Count == 0 ? new ApplicationSaved(application.Id, now) : AnswersWrong with { Detail = FormAnswers.Tell(faults) };
    }
}
