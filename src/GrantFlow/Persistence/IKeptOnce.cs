namespace GrantFlow.Persistence;

/// <summary>A row that exists once for its key: saving it a second time does nothing, and spoils nothing around it.</summary>
/// <remarks>
/// <see cref="GrantFlowDb"/> writes such rows itself with <c>on conflict do nothing</c>, in the transaction of the
/// save. A unique violation would abort the whole transaction, and a look before the insert would leave a gap for a second host.
/// </remarks>
public interface IKeptOnce
{
    /// <summary>The key; null is never the same as another.</summary>
    string? Key { get; }
}
