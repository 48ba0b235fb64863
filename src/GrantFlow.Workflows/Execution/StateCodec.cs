using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Execution;

/// <summary>Writes an instance's state to a few bytes and reads it back.</summary>
/// <remarks>The first byte is the layout's version; readers keep every version ever written.</remarks>
public static partial class StateCodec
{
    /// <summary>Writes the state.</summary>
    /// <exception cref="InvalidOperationException">A burst is under way.</exception>
    public static byte[] Write(WorkflowState state) => throw new NotImplementedException();

    /// <summary>Reads a state.</summary>
    /// <param name="graph">The definition version that the instance is bound to.</param>
    /// <param name="bytes">What <see cref="Write"/> gave.</param>
    /// <exception cref="FormatException">The bytes are damaged or of an unknown version, or belong to another graph.</exception>
    public static WorkflowState Read(WorkflowGraph graph, ReadOnlySpan<byte> bytes) => throw new NotImplementedException();
}
