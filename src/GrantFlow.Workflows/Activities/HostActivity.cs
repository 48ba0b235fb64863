namespace GrantFlow.Workflows.Activities;

/// <summary>Describes a host activity class to the palette.</summary>
/// <param name="typeName">For instance <c>GrantFlow.RequestReport</c>.</param>
/// <param name="stage">Entrance, Competition, Selection, Award, Monitoring, Reporting or Everywhere: the palette's group.</param>
/// <param name="description">One plain sentence: what it does, queues or waits for.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityAttribute(string typeName, string stage, string description) : Attribute
{
    /// <summary>The type's name in definitions.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The palette's group and the colour.</summary>
    public string Stage { get; } = stage;

    /// <summary>One plain sentence.</summary>
    public string Description { get; } = description;

    /// <summary>The named outcomes; empty means the plain <c>Done</c>.</summary>
    public string[] Outcomes { get; init; } = [];

    /// <summary>The input that names the outcomes in the designer, or null.</summary>
    public string? OutcomesInput { get; init; }

    /// <summary>Outputs as <c>Name:Type:Description</c>.</summary>
    public string[] Outputs { get; init; } = [];

    /// <summary>True when it waits for somebody or an instant.</summary>
    public bool Waits { get; init; }

    /// <summary>The input that sets a wait's deadline; null when the wait ends or escalates by itself.</summary>
    public string? DueInput { get; init; }

    /// <summary>True when it sets a date with reminders and escalation for what waits after it.</summary>
    public bool SetsDeadline { get; init; }

    /// <summary>What the node is drawn with: a name of the host's own set of icons, or null for the stage's.</summary>
    public string? Icon { get; init; }
}

/// <summary>Describes one property of an activity's input record.</summary>
/// <param name="description">What to put in, with the unit.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, Inherited = false)]
public sealed class InputAttribute(string description) : Attribute
{
    /// <summary>What to put in, with the unit.</summary>
    public string Description { get; } = description;

    /// <summary>The editor (contract 6.3); by default told from the property's type.</summary>
    public string? UiHint { get; init; }

    /// <summary>The choices of a dropdown.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>The host's list that the choices come from, such as <c>competitions</c>; null where they don't change.</summary>
    public string? From { get; init; }
}

/// <summary>A host activity with typed inputs.</summary>
/// <typeparam name="TInput">
/// A record whose constructor parameters are the inputs; a parameter with a default value is optional and takes it.
/// </typeparam>
public abstract class HostActivity<TInput> : IActivity
    where TInput : notnull
{
    /// <inheritdoc/>
    public ValueTask<Outcome> RunAsync(ActivityRun run, CancellationToken ct) =>
        RunAsync(ActivityCatalogue.Bind<TInput>(run.Inputs), run, ct);

    /// <summary>Runs the activity once, with its inputs read.</summary>
    /// <param name="input">The evaluated inputs.</param>
    /// <param name="run">The instance's ids, the key and the time.</param>
    /// <param name="ct">Ends the work when the host drains.</param>
    /// <returns>How it ended.</returns>
    protected abstract ValueTask<Outcome> RunAsync(TInput input, ActivityRun run, CancellationToken ct);
}
