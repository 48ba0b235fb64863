namespace GrantFlow.Workflows.Definitions;

/// <summary>What starts instances of a definition by itself.</summary>
/// <param name="ActivityId">The activity that instances begin with; hand it to <c>Stimulus.Start</c>.</param>
/// <param name="Kind">A signal, an interval, a cron expression or one instant.</param>
/// <param name="Value">The signal's name, the cron expression (with its zone after a blank, if any), or the interval's text.</param>
/// <param name="Interval">Of a timer; null otherwise.</param>
/// <param name="At">Of a single start; null otherwise.</param>
public sealed record WorkflowTrigger(
    string ActivityId,
    WorkflowTriggerKind Kind,
    string Value,
    TimeSpan? Interval = null,
    DateTimeOffset? At = null)
{
    /// <summary>When it fires next.</summary>
    /// <param name="after">The last firing, or the publication.</param>
    /// <returns>The next instant, or null when it never fires again or waits for a signal.</returns>
    public DateTimeOffset? Next(DateTimeOffset after) => Kind switch
    {
        WorkflowTriggerKind.Event => null,
        WorkflowTriggerKind.Timer => after + Interval,
        WorkflowTriggerKind.Cron => Activities.CronExpression.Parse(Value).Next(after),
        WorkflowTriggerKind.StartAt => At > after ? At : null,
    };
}

/// <summary>The kinds of trigger.</summary>
public enum WorkflowTriggerKind
{
    /// <summary>A signal of a name.</summary>
    Event,

    /// <summary>Again and again after an interval.</summary>
    Timer,

    /// <summary>At the instants of a cron expression.</summary>
    Cron,

    /// <summary>Once.</summary>
    StartAt,
}
