using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Awards;

/// <summary>Writes the agreement and sends it out for signature.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.PrepareAgreement", "Award",
    "Writes the agreement from the award's facts, seals its text and queues a letter that asks the organisation to sign.", Icon = "sign")]
public sealed class PrepareAgreementActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<PrepareAgreementActivity.Input>(db, clock)
{
    /// <summary>Which, and until when.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days that both sides have to sign.")] int SignWithinDays = 30);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        // A manager may have been quicker; what is out or signed stays.
        if (award.State is AwardState.Prepared or AwardState.DueDiligence)
            Must(await PrepareAgreement.Execute(Db, Actor.Service, award.Id, new(SignWithinDays: input.SignWithinDays), Clock, ct));
        return Outcome.Done;
    }
}
