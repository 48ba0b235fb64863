using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Waits for the organisation's profile.</summary>
[Activity(
    "GrantFlow.WaitForProfile", "Entrance", "Waits until the profile is sent in; gives up some days after it was due.",
    Outcomes = ["Submitted", "Expired"], Waits = true, Icon = "wait")]
public sealed class WaitForProfileActivity(GrantFlowDb db) : HostActivity<WaitForProfileActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days after the due day until it is given up.")] int GraceDays = 30,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var subject = $"organisation:{ActivitySupport.IdOf(run, "organisation", input.OrganisationId)}";
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        var profile = await db.Profiles.AsNoTracking().FirstAsync(p => p.OrganisationId == organisation, ct);
        if (profile.SubmittedAt is not null) return Outcome.Of("Submitted");
        var limit = (await db.DueAsync(subject, "profile", ct) ?? profile.InvitedAt).AddDays(input.GraceDays);
        if (run.Now < limit) return ActivitySupport.LookAgain(limit, "ProfileSubmitted", "DeadlineMoved");
        await EndDeadline.Execute(db, subject, "profile", DeadlineEnd.Cancelled, run.Now, ct);
        return Outcome.Of("Expired");
    }
}
