using GrantFlow.Persistence;

namespace GrantFlow.Notifications;

/// <summary>A date to be kept.</summary>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="Kind">What is due; one live deadline for each subject and kind.</param>
/// <param name="Subject">Of what, as <c>kind:id</c>.</param>
/// <param name="LocalDate">The day, in the zone.</param>
/// <param name="LocalTime">The hour, in the zone.</param>
/// <param name="Zone">The IANA zone.</param>
/// <param name="Holders">Who has to keep it and is prompted.</param>
/// <param name="EscalateTo">Who is told when it isn't kept.</param>
/// <param name="Values">The prompts' placeholders; <c>dueDate</c> and <c>name</c> are filled in.</param>
/// <param name="Ladder">One of <see cref="ReminderLadder.Names"/>.</param>
/// <param name="Grace">How long after the instant it isn't yet called missed; none by default.</param>
public sealed record DeadlineRequest(
    Guid ProgrammeId,
    string Kind,
    string Subject,
    DateOnly LocalDate,
    TimeOnly LocalTime,
    string Zone,
    IReadOnlyList<Receiver> Holders,
    IReadOnlyList<Receiver> EscalateTo,
    IReadOnlyDictionary<string, string> Values,
    string Ladder,
    TimeSpan Grace = default);

/// <summary>Sets a date with its prompts, or sets the live one of that subject and kind anew.</summary>
/// <remarks>
/// Saves nothing: the deadline and its prompts commit with the caller's change. Prompts whose hour is over already aren't
/// made: whoever sets a date tells the holder of it in a mail of its own. Signals: <c>DeadlineMoved</c> when a live one's instant changes.
/// </remarks>
public static class SetDeadline
{
    /// <summary>Sets the date.</summary>
    /// <returns>The deadline, tracked but not saved.</returns>
    public static Task<Deadline> Execute(GrantFlowDb db, DeadlineRequest request, DateTimeOffset now, CancellationToken ct = default) =>
        throw new NotSupportedException();
}
