using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Brings a matter before the grant managers and moves the award's light.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.Escalate", "Monitoring", "Queues a letter about the matter to the people with a role, and turns the award's light one step towards red.", Icon = "warning")]
public sealed class EscalateActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<EscalateActivity.Input>(db, clock)
{
    /// <summary>What, and to whom.</summary>
    public sealed record Input(
        [Input("What is the matter: plain words, or a JSON object of words by language.")] string Matter,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Who is told.", From = "roles")] Role Role = Role.GrantManager,
        [Input("Turns the light one step towards red.")] bool RaiseRisk = true,
        [Input("The visit that it is about, if it is: the letter names its number and day.")] string? VisitId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (!award.IsOpen) return Outcome.Done;
        var parties = await AwardParties.LoadAsync(Db, award, ct);
        var matter = Wording.Read(input.Matter);
        var visit = Guid.TryParse(input.VisitId, out var id) ? await Db.Visits.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id && v.AwardId == award.Id, ct) : null;
        // Two visits that were missed in one week are two matters: the letters about them must not read the same.
        var values = parties.Values(
            parties.Link,
            ("matter", visit is null
                ? MailValue.Text(matter.With(text => $"{award.Number} — {text}"))
                : Wording.OnDay($"{award.Number}/{visit.Number}", visit.PlannedOn, matter)),
            ("dueDate", MailValue.Date(visit?.PlannedOn ?? parties.Programme.DayOf(run.Now))));
        parties.Tell(Db, await parties.StaffAsync(Db, input.Role, ct), "escalation", award.Subject, run.Key, values, run.Now);
        Db.Record(Actor.Service, award.ProgrammeId, award.Subject, new MatterEscalated(award.Id, matter.In("en")), run.Now);
        if (input.RaiseRisk && award.Risk != Risk.Red)
            Must(await ChangeRisk.Execute(
                Db, Actor.Service, award.Id, new(award.Risk == Risk.Green ? Risk.Amber : Risk.Red, matter.In(parties.Programme.DefaultLanguage)), Clock, ct));
        return Outcome.Done;
    }
}

/// <summary>A matter was brought before those who have to know.</summary>
public sealed record MatterEscalated(Guid AwardId, string Matter);
