using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Opens the awards of a decided competition and hands them on, each once, to be given a workflow.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.OpenAwards", "Award",
    "Opens an award for every selected application that has none, and lists the awards that no workflow looks after yet.",
    Outputs = ["Awards:Object:A list of objects with AwardId and Number, for a bulk dispatch.", "Count:Int32:How many."], Icon = "badge")]
public sealed class OpenAwardsActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<OpenAwardsActivity.Input>
{
    /// <summary>Which, and for how long.</summary>
    public sealed record Input(
        [Input("The competition's id; empty takes the competition, or the cohort's, that the instance is about.", From = "competitions")] string? CompetitionId = null,
        [Input("Months that the grants run.")] int Months = 12);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competitions = await CompetitionsAsync(input, run, ct);
        foreach (var competition in competitions)
            if (!(await OpenAwards.Execute(db, Actor.Service, competition, new(input.Months), clock, ct)).Allows(out _, out var refusal))
                throw new InvalidOperationException($"{refusal.Code}: {refusal.Detail}");

        var orphans = await db.Awards
            .Where(a => a.CompetitionId != null && competitions.Contains(a.CompetitionId.Value) && a.WorkflowInstance == null && a.State == AwardState.Prepared)
            .OrderBy(a => a.Number).ToListAsync(ct);
        // This instance looks after them until their own workflow says that it does: nobody else may start one.
        foreach (var award in orphans) award.WorkflowInstance = run.InstanceId;
        return Outcome.Done
            .With("Awards", orphans.Select(a => new Dictionary<string, object?> { ["AwardId"] = a.Id.ToString(), ["Number"] = a.Number }).ToArray())
            .With("Count", orphans.Count);
    }

    async Task<List<Guid>> CompetitionsAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        if (Guid.TryParse(input.CompetitionId, out var named)) return [named];
        return Subject.Parse(input.CompetitionId ?? run.CorrelationId) switch
        {
            ("competition", var id) => [id],
            ("cohort", var id) => await db.Competitions
                .Where(c => c.CohortId == id && c.State == CompetitionState.Decided).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct),
            _ => throw new InvalidOperationException($"The activity isn't told which competition; the instance is about '{run.CorrelationId}'."),
        };
    }
}
