using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;

namespace GrantFlow.Competitions;

/// <summary>An application was taken back.</summary>
public sealed record ApplicationWithdrawn(Guid ApplicationId, ApplicationState From);

/// <summary>A person of the organisation takes its application back; until the closing it may begin another.</summary>
/// <remarks>Refuses: <c>not-found</c> to everybody else, <c>application-decided</c>.</remarks>
public static class WithdrawApplication
{
    internal static readonly Refusal Decided = new("application-decided", "The application was decided on, or withdrawn already.");

    /// <summary>Takes the application back.</summary>
    public static async Task<Verdict<ApplicationWithdrawn>> Execute(
        GrantFlowDb db, Actor actor, Guid applicationId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Applications.FindAsync([applicationId], ct) is not { } application) return Refusal.NotFound;
        var organisation = (await db.Organisations.FindAsync([application.OrganisationId], ct))!;
        if (!actor.May(Act.WithdrawApplication, organisation.ProgrammeId, organisation.Id)) return Refusal.NotFound;
        if (!Decide(application).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        application.State = ApplicationState.Withdrawn;
        await EndDeadline.Execute(db, application.Subject, null, DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, application.ProgrammeId, application.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    // A ranked one stays: its rank is part of a proposal that somebody is about to judge.
    internal static Verdict<ApplicationWithdrawn> Decide(Application application) => application.State switch
    {
        ApplicationState.Draft or ApplicationState.Submitted or ApplicationState.Eligible or ApplicationState.UnderReview
            or ApplicationState.Reserved => new ApplicationWithdrawn(application.Id, application.State),
        ApplicationState.Withdrawn or ApplicationState.Ineligible or ApplicationState.Ranked or ApplicationState.Selected
            or ApplicationState.Refused => Decided,
    };
}
