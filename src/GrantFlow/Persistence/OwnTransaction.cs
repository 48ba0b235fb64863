using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GrantFlow.Persistence;

/// <summary>A transaction for use cases that lock rows: their own, or the one they were called in.</summary>
/// <remarks>
/// A use case called by an activity, or by another use case, works in the caller's transaction; committing is then the
/// caller's. In the engine's batch the transaction is open on the connection without the context knowing it: there the context
/// is told never to begin one. Leaving without <see cref="CommitAsync"/> undoes what was done, if the transaction is its own.
/// </remarks>
public sealed class OwnTransaction : IAsyncDisposable
{
    readonly IDbContextTransaction? _own;

    OwnTransaction(IDbContextTransaction? own) => _own = own;

    /// <summary>Begins one unless there is one.</summary>
    public static async Task<OwnTransaction> BeginAsync(GrantFlowDb db, CancellationToken ct) =>
        new(db.Database.CurrentTransaction is null && db.Database.AutoTransactionBehavior != AutoTransactionBehavior.Never
            ? await db.Database.BeginTransactionAsync(ct)
            : null);

    /// <summary>Commits if the transaction is its own.</summary>
    public Task CommitAsync(CancellationToken ct) => _own?.CommitAsync(ct) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
