using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Capacity;
using GrantFlow.Files;
using GrantFlow.Forms;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>An application was sent in and sealed.</summary>
public sealed record ApplicationSubmitted(Guid ApplicationId, string Number, DateTimeOffset SubmittedAt, string SnapshotHash);

/// <summary>A person of the organisation sends its application in: what was sent is sealed, and a receipt goes out.</summary>
/// <remarks>
/// Refuses: <c>not-found</c> to everybody else, <c>application-not-draft</c>, <c>competition-not-open</c>, <c>not-entitled</c>,
/// <c>title-missing</c>, <c>answers-missing</c>, <c>amount-missing</c>, <c>amount-above-limit</c>. Signals: <c>ApplicationSubmitted</c> to
/// the competition. Mails: <c>application-received</c>. Concurrency: <see cref="CompetitionLock"/>.
/// </remarks>
public static class SubmitApplication
{
    internal static readonly Refusal NotDraft = new("application-not-draft", "The application was sent in or withdrawn.");
    internal static readonly Refusal NotOpen = new("competition-not-open", "The competition takes no applications now.");
    internal static readonly Refusal NotEntitled = new("not-entitled", "The organisation isn't entitled to apply: profile and assessment come first.");
    internal static readonly Refusal TitleMissing = new("title-missing", "The project has a title.", "Title");
    internal static readonly Refusal AnswersMissing = new("answers-missing", "Some answers are missing or wrong.", "Answers");
    internal static readonly Refusal AmountMissing = new("amount-missing", "Say how much is asked for.", "RequestedAmount");
    internal static readonly Refusal AmountAboveLimit = new("amount-above-limit", "More is asked for than one award may be.", "RequestedAmount");

    /// <summary>Sends the application in.</summary>
    public static async Task<Verdict<ApplicationSubmitted>> Execute(
        GrantFlowDb db, Actor actor, Guid applicationId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Applications.FindAsync([applicationId], ct) is not { } application) return Refusal.NotFound;
        var organisation = (await db.Organisations.FindAsync([application.OrganisationId], ct))!;
        if (!actor.May(Act.SubmitApplication, organisation.ProgrammeId, organisation.Id)) return Refusal.NotFound;
        var competition = (await CompetitionLock.ShareAsync(db, application.CompetitionId, ct))!;
        var form = (await db.Forms.FindAsync([competition.FormId], ct))!;
        // The clock is read once the row is shared: an hour read while waiting for the lock would be too early.
        var now = clock.GetUtcNow();
        var entitled = !competition.EntitlementRequired
            || await EntitlementOf.At(db, competition.ProgrammeId, organisation.Id, now, ct) is not null;
        if (Decide(application, competition, form, entitled, now) is { } refusal) return refusal;

        await FileLock.TakeAsync(db, application.Subject, ct);
        var files = await db.Files.AsNoTracking().Where(f => f.SubjectRef == application.Subject).OrderBy(f => f.AttachedAt).ThenBy(f => f.Id).ToListAsync(ct);
        (application.Snapshot, application.SnapshotHash) = ApplicationSnapshot.Seal(application, competition, organisation, form, files, now);
        (application.State, application.SubmittedAt) = (ApplicationState.Submitted, now);
        var fact = new ApplicationSubmitted(application.Id, application.Number, now, application.SnapshotHash);
        await EndDeadline.Execute(db, application.Subject, "application-closing", DeadlineEnd.Met, now, ct);
        Dictionary<string, string> values = new()
        {
            ["competition"] = MailValue.Text(competition.Title),
            ["number"] = application.Number,
            ["receivedAt"] = MailValue.Date(now, competition.TimeZone),
            ["link"] = $"/applications/{application.Id}",
        };
        await db.TellAsync(organisation, "application-received", application.Subject, now.ToString("O", CultureInfo.InvariantCulture), values, now, ct);
        db.Seal(actor, application.ProgrammeId, application.Subject, nameof(ApplicationSubmitted), application.Snapshot, now);
        db.Record(actor, application.ProgrammeId, application.Subject, fact, now);
        db.Signal("ApplicationSubmitted", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Application application, Competition competition, Form form, bool entitled, DateTimeOffset now)
    {
        if (application.State != ApplicationState.Draft) return NotDraft;
        if (!competition.TakesApplicationsAt(now)) return NotOpen;
        if (!entitled) return NotEntitled;
        if (application.Title.Length == 0) return TitleMissing;
        var faults = FormAnswers.Check(form.Questions, application.Answers, complete: true);
        if (faults.Count > 0) return AnswersMissing with { Detail = FormAnswers.Tell(faults) };
        if (application.RequestedAmount <= 0) return AmountMissing;
        return application.RequestedAmount > competition.MaxAward ? AmountAboveLimit : null;
    }
}
