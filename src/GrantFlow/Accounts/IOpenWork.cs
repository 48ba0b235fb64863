namespace GrantFlow.Accounts;

/// <summary>Work that is given to a person by name: the stages that do so implement it, so that it can be handed over.</summary>
/// <remarks>Registered as a scoped service, any number of them.</remarks>
public interface IOpenWork
{
    /// <summary>What kind of work it is: reviews, assessments, tasks.</summary>
    string Kind { get; }

    /// <summary>How much of it a person has in a programme.</summary>
    Task<int> CountAsync(Guid programmeId, Guid personId, CancellationToken ct);

    /// <summary>How much of it each person has in a programme, in one question; whoever has none isn't there.</summary>
    Task<Dictionary<Guid, int>> CountAllAsync(Guid programmeId, CancellationToken ct);

    /// <summary>Gives the open work of one person to another, as part of the caller's transaction.</summary>
    /// <param name="programmeId">The programme.</param>
    /// <param name="from">Who leaves.</param>
    /// <param name="to">Who takes over.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What went over, as <c>kind:id</c>, and how much had to stay, because the colleague has a part in it already.</returns>
    Task<(IReadOnlyList<string> Handed, int Kept)> HandOverAsync(Guid programmeId, Guid from, Guid to, CancellationToken ct);
}
