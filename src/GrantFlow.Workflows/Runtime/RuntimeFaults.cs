namespace GrantFlow.Workflows.Runtime;

/// <summary>The store can't be reached now: nothing was done, and the same may be tried again later.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says what the store's driver said.</summary>
    public StoreUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public StoreUnavailableException()
    {
    }

    /// <inheritdoc/>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }
}
