namespace GrantFlow.Scheduling;

/// <summary>Work done in the background, by name: registered as a service, run by whichever host the job port chooses.</summary>
/// <remarks>Safe to run twice: a host that dies in the middle leaves the job to another.</remarks>
public interface IBackgroundJob
{
    /// <summary>How schedules and people name it: <c>sweep-deadlines</c>.</summary>
    string Name { get; }

    /// <summary>Does the work once.</summary>
    /// <param name="argument">What the schedule or the caller gave, or null.</param>
    /// <param name="ct">Ends the work when the host drains.</param>
    /// <returns>One line on what was done, for the history: <c>41 prompts, 2 missed</c>.</returns>
    Task<string> RunAsync(string? argument, CancellationToken ct);
}
