using GrantFlow.Persistence;

namespace GrantFlow.Notifications;

/// <summary>Moves a live deadline to another day or hour and arms its prompts for the new instant.</summary>
/// <remarks>
/// Saves nothing: it commits with the caller's change. Prompts already sent for the old instant are sent again for the
/// new one where their hour is still to come. Signals: <c>DeadlineMoved</c>, addressed to the subject.
/// </remarks>
public static class MoveDeadline
{
    /// <summary>Moves the date.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="subject">Of what, as <c>kind:id</c>.</param>
    /// <param name="kind">What is due.</param>
    /// <param name="localDate">The new day, in the deadline's zone.</param>
    /// <param name="localTime">The new hour; null keeps the old.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The deadline, or null when none is live.</returns>
    public static async Task<Deadline?> Execute(
        GrantFlowDb db, string subject, string kind, DateOnly localDate, TimeOnly? localTime, DateTimeOffset now, CancellationToken ct = default)
    {
        if ((await SetDeadline.Live(db, subject, kind, ct)).SingleOrDefault() is not { } deadline) return null;
        var before = deadline.DueAt;
        await SetDeadline.Arm(db, deadline, localDate, localTime ?? deadline.LocalTime, now, isNew: false, ct);
        if (before != deadline.DueAt) SetDeadline.SignalMoved(db, deadline, now);
        return deadline;
    }
}
