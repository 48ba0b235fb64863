namespace GrantFlow.Workflows.Execution;

/// <summary>An activity of the engine failed; becomes an incident, never leaves the burst.</summary>
sealed class WorkflowFaultException(string message, Exception? inner = null) : Exception(message, inner);
