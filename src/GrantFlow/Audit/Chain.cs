namespace GrantFlow.Audit;

/// <summary>What is wrong at a place of a chain.</summary>
public enum Fault
{
    /// <summary>The fact isn't what was sealed here, or the link was changed.</summary>
    Changed,

    /// <summary>The link's fact is gone.</summary>
    Missing,

    /// <summary>Links are gone before this one.</summary>
    Cut,

    /// <summary>The chain ends before its head, or its head is another.</summary>
    Shortened,

    /// <summary>The fact was put in behind the chain's back.</summary>
    Unsealed,

    /// <summary>The head noted earlier isn't in the chain: it was written anew.</summary>
    Rewritten,
}

/// <summary>The first place where a chain is broken.</summary>
/// <param name="Seq">The link, counted from 1; 0 for a fact that has none.</param>
/// <param name="FactId">Its fact, or null where no link tells.</param>
/// <param name="What">What is wrong.</param>
public sealed record Break(long Seq, Guid? FactId, Fault What);

/// <summary>One programme's chain, or the service's own.</summary>
/// <param name="ProgrammeId">The programme; the empty id is the service.</param>
/// <param name="Programme">The programme's key, or <c>service</c>.</param>
/// <param name="Links">Links in the chain when it was looked at.</param>
/// <param name="Head">What to note elsewhere, <c>key:links:hash</c>: <c>--expect</c> takes it.</param>
/// <param name="Broken">The first broken place, or null.</param>
public sealed record Chain(Guid ProgrammeId, string Programme, long Links, string Head, Break? Broken);

/// <summary>What verifying found.</summary>
/// <param name="Sound">True when no chain is broken and every expected head is there.</param>
/// <param name="Facts">Facts that were compared with their links.</param>
/// <param name="Waiting">Facts written in the last moments, not sealed yet.</param>
/// <param name="OldestWaiting">When the oldest of those was written, UTC, or null.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Chains">By programme key.</param>
public sealed record ChainCheck(
    bool Sound, long Facts, long Waiting, DateTimeOffset? OldestWaiting, double Seconds, IReadOnlyList<Chain> Chains);
