namespace GrantFlow.Simulation;

/// <summary>What the simulated people mean to do, and when. Each thing is planned once, by its key.</summary>
/// <remarks>Two acts at one instant run in the order of their keys, which are names and numbers, so that a run repeats.</remarks>
sealed class Diary
{
    readonly PriorityQueue<Entry, (DateTimeOffset At, string Key)> _entries = new(
        Comparer<(DateTimeOffset At, string Key)>.Create(static (a, b) =>
            a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Key, b.Key)));

    readonly HashSet<string> _planned = new(StringComparer.Ordinal);

    /// <summary>The next instant at which somebody means to act, or null.</summary>
    public DateTimeOffset? Next => _entries.TryPeek(out _, out var first) ? first.At : null;

    /// <summary>Plans an act, unless one of that key was ever planned.</summary>
    /// <returns>False when it was.</returns>
    public bool Plan(DateTimeOffset at, string key, Func<CancellationToken, Task> act)
    {
        if (!_planned.Add(key)) return false;
        _entries.Enqueue(new Entry(key, act), (at.ToUniversalTime(), key));
        return true;
    }

    /// <summary>Takes the next act due at or before an instant.</summary>
    public bool TryTake(DateTimeOffset now, out Entry entry)
    {
        entry = default;
        if (!_entries.TryPeek(out _, out var first) || first.At > now) return false;
        entry = _entries.Dequeue();
        return true;
    }

    /// <summary>One thing planned.</summary>
    /// <param name="Key">Names it, for messages.</param>
    /// <param name="Act">Does it.</param>
    public readonly record struct Entry(string Key, Func<CancellationToken, Task> Act);
}
