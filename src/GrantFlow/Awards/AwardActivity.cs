using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Awards;

/// <summary>What the activities of awards, monitoring and reporting share: they look at the award as it stands, then act or wait.</summary>
/// <remarks>
/// No activity trusts a signal: it looks again at the rows whenever one comes, so that one that came twice, late or for
/// something else does no harm. The award is locked while it looks, so that nothing can happen between looking and waiting.
/// </remarks>
/// <typeparam name="TInput">The inputs.</typeparam>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
public abstract class AwardActivity<TInput>(GrantFlowDb db, TimeProvider clock) : HostActivity<TInput>
    where TInput : notnull
{
    static readonly string[] Turns = ["AwardSuspended", "AwardResumed", "AwardTerminated", "AwardClosed", "AwardDeclined"];

    /// <summary>The burst's database context.</summary>
    protected GrantFlowDb Db => db;

    /// <summary>The time.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>The award, locked: the one named, else the one that the instance is about.</summary>
    /// <exception cref="InvalidOperationException">There is no such award.</exception>
    private protected async Task<Award> AwardAsync(string? given, ActivityRun run, CancellationToken ct)
    {
        var id = Guid.TryParse(given, out var named) ? named
            : Subject.Parse(given) is ("award", var about) ? about
            : Subject.Parse(run.CorrelationId) is ("award", var correlated) ? correlated
            : throw new InvalidOperationException($"The activity isn't told which award: '{given}', and the instance is about '{run.CorrelationId}'.");
        return await AwardRow.LockAsync(db, id, ct) ?? throw new InvalidOperationException($"There is no award:{id}.");
    }

    /// <summary>The award's programme.</summary>
    private protected async Task<Programme> ProgrammeAsync(Award award, CancellationToken ct) =>
        (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;

    /// <summary>The first instant of a day in the programme's zone.</summary>
    private protected static DateTimeOffset StartOf(Programme programme, DateOnly day) => programme.EndOf(day.AddDays(-1)).AddSeconds(1);

    /// <summary>Looks again at the first of these signals, at every turn of the award, and at the instant if there is one.</summary>
    private protected static Outcome LookAgain(Award award, DateTimeOffset? at, params ReadOnlySpan<string> signals)
    {
        List<Wait> waits = [];
        foreach (var signal in signals) waits.Add(Wait.ThenAgain(signal, award.Subject));
        foreach (var turn in Turns) waits.Add(Wait.ThenAgain(turn, award.Subject));
        if (at is { } instant) waits.Add(Wait.UntilThenAgain(instant));
        return Outcome.WaitFor(waits);
    }

    /// <summary>The fact of a use case that must not be refused here.</summary>
    /// <exception cref="InvalidOperationException">It was refused; becomes an incident that names the code.</exception>
    private protected static T Must<T>(Verdict<T> verdict)
        where T : notnull =>
        verdict.Allows(out var fact, out var refusal) ? fact : throw new InvalidOperationException($"{refusal.Code}: {refusal.Detail}");
}
