using GrantFlow.Persistence;

namespace GrantFlow.Notifications;

/// <summary>How a deadline ends.</summary>
public enum DeadlineEnd
{
    /// <summary>What it waited for came, in time or late.</summary>
    Met,

    /// <summary>Its reason fell away.</summary>
    Cancelled,
}

/// <summary>Ends a live deadline: its prompts fall silent, also those that wait in the outbox.</summary>
/// <remarks>Saves nothing: it commits with the caller's change.</remarks>
public static class EndDeadline
{
    /// <summary>Ends the date.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="subject">Of what, as <c>kind:id</c>.</param>
    /// <param name="kind">What was due; null ends all of the subject.</param>
    /// <param name="end">How.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many ended; none live is no fault.</returns>
    public static async Task<int> Execute(
        GrantFlowDb db, string subject, string? kind, DeadlineEnd end, DateTimeOffset now, CancellationToken ct = default)
    {
        var live = await SetDeadline.Live(db, subject, kind, ct);
        foreach (var deadline in live) deadline.End(end, now);
        return live.Count;
    }
}
