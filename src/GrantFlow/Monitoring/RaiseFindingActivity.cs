using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Raises a finding for the service itself.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.RaiseFinding", "Monitoring", "Raises a finding and tells the organisation what to do by when; reminds it until the finding is resolved.", Icon = "warning")]
public sealed class RaiseFindingActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<RaiseFindingActivity.Input>(db, clock)
{
    /// <summary>What was found.</summary>
    public sealed record Input(
        [Input("What was found: plain words, or a JSON object of words by language.")] string Text,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("How much it matters.")] FindingSeverity Severity = FindingSeverity.Medium,
        [Input("What the organisation is to do, likewise; may be empty.")] string Action = "",
        [Input("Days until it must be put right.")] int DueDays = 30,
        [Input("The visit concerned, or empty.")] string? VisitId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (!award.IsOpen) return Outcome.Done;
        var programme = await ProgrammeAsync(award, ct);
        var language = await Db.Organisations.Where(o => o.Id == award.OrganisationId).Select(o => o.Language).SingleAsync(ct);
        var request = new RaiseFinding.Request(
            Wording.Read(input.Text).In(language), input.Severity, Wording.Read(input.Action).In(language), programme.DayOf(run.Now).AddDays(input.DueDays), Guid.TryParse(input.VisitId, out var visit) ? visit : null);
        Must(await RaiseFinding.Execute(Db, Actor.Service, award.Id, request, Clock, ct));
        return Outcome.Done;
    }
}
