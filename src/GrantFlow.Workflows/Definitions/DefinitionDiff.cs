namespace GrantFlow.Workflows.Definitions;

/// <summary>What differs between two versions of a definition, in the drawing's words.</summary>
/// <param name="Settings">The definition's own name, description and options.</param>
/// <param name="Activities">Activities, in the order of the newer text, those removed last.</param>
/// <param name="Connections">Connections that are there in one version only.</param>
/// <param name="Variables">Variables of the workflow and its containers, found by their id.</param>
/// <param name="Inputs">Inputs, found by name.</param>
/// <param name="Outputs">Outputs and outcomes, found by name.</param>
/// <param name="Moved">How many activities and lines were only moved about on the canvas.</param>
public sealed record DefinitionDiff(
    IReadOnlyList<PropertyDiff> Settings,
    IReadOnlyList<ActivityDiff> Activities,
    IReadOnlyList<ConnectionDiff> Connections,
    IReadOnlyList<NamedDiff> Variables,
    IReadOnlyList<NamedDiff> Inputs,
    IReadOnlyList<NamedDiff> Outputs,
    int Moved)
{
    /// <summary>True when the versions do the same, however they are drawn.</summary>
    public bool IsNothing => Settings.Count + Activities.Count + Connections.Count + Variables.Count + Inputs.Count + Outputs.Count == 0;
}

/// <summary>How something differs.</summary>
public enum Difference
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is there in both, and not the same.</summary>
    Changed,
}

/// <summary>An activity that differs.</summary>
/// <param name="Difference">How.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="Caption">What the newer drawing calls it, or the older one when it is gone.</param>
/// <param name="TypeCaption">What its type is called.</param>
/// <param name="Properties">What differs in it; of one that is new or gone, all that is set.</param>
public sealed record ActivityDiff(Difference Difference, string ActivityId, string Caption, string TypeCaption, IReadOnlyList<PropertyDiff> Properties);

/// <summary>A connection that is new or gone.</summary>
/// <param name="Difference">Which of the two.</param>
/// <param name="From">The caption of the activity that it leaves.</param>
/// <param name="Outcome">The outcome that it follows.</param>
/// <param name="To">The caption of the activity that it leads to.</param>
public sealed record ConnectionDiff(Difference Difference, string From, string Outcome, string To);

/// <summary>A variable, input or output that differs.</summary>
/// <param name="Difference">How.</param>
/// <param name="Name">Its name.</param>
/// <param name="Properties">What differs in it.</param>
public sealed record NamedDiff(Difference Difference, string Name, IReadOnlyList<PropertyDiff> Properties);

/// <summary>One property, before and after.</summary>
/// <param name="Name">What the editor calls it.</param>
/// <param name="Before">The older version's value.</param>
/// <param name="After">The newer version's value.</param>
public sealed record PropertyDiff(string Name, ComparedValue Before, ComparedValue After);

/// <summary>A value as a reader is told of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, name or script; empty for nothing, yes and no.</param>
public readonly record struct ComparedValue(ComparedKind Kind, string Text)
{
    /// <summary>Nothing set.</summary>
    public static readonly ComparedValue Nothing = new(ComparedKind.Nothing, "");
}

/// <summary>What a compared value is.</summary>
public enum ComparedKind
{
    /// <summary>Not set.</summary>
    Nothing,

    /// <summary>A text, number or date.</summary>
    Text,

    /// <summary>True.</summary>
    Yes,

    /// <summary>False.</summary>
    No,

    /// <summary>Taken from a variable of this name.</summary>
    Variable,

    /// <summary>Taken from an input of this name.</summary>
    Input,

    /// <summary>Computed by this script.</summary>
    Script,

    /// <summary>Anything else, as JSON.</summary>
    Structure,
}
