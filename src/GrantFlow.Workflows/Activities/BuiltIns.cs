namespace GrantFlow.Workflows.Activities;

/// <summary>The engine's own activities, as the designer knows them.</summary>
static class BuiltIns
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ActivityDescriptor> Descriptors { get; } = [];
}
