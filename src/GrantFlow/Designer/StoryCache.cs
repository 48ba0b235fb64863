using System.Collections.Concurrent;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>Stories for those who look again and again: Studio's viewer asks each second while an activity hasn't ended.</summary>
/// <remarks>
/// A journal only grows, so what was read stays true and only what came behind it is read; where the instance stands is asked each
/// time. Concurrency: two readers may read the same news; whoever comes last is kept, and nothing is lost by it.
/// </remarks>
public sealed class StoryCache(IWorkflowEngine engine, DrawingCache drawings)
{
    /// <summary>The most entries kept together, about 30 MB; the story that was longest not asked for goes first.</summary>
    const int MostEntries = 100_000;

    readonly ConcurrentDictionary<Guid, (ToldJournal Told, long Asked)> _told = new();
    long _asked;

    /// <summary>Reads it; null where there is no such instance.</summary>
    public async Task<InstanceStory?> ReadAsync(Guid id, CancellationToken ct)
    {
        if (await engine.FindAsync(id, ct) is not { } instance) return null;
        var known = _told.TryGetValue(id, out var kept) ? kept.Told : ToldJournal.Nothing;
        var told = known.Behind(await engine.JournalAsync(id, known.Last, ct));
        _told[id] = (told, Interlocked.Increment(ref _asked));
        if (told != known) Trim();
        return told.Of(instance, await drawings.OfAsync(instance.DefinitionId, instance.Version, ct));
    }

    void Trim()
    {
        var entries = _told.Sum(t => t.Value.Told.Entries.Count);
        foreach (var (id, (told, _)) in _told.OrderBy(t => t.Value.Asked))
        {
            if (entries <= MostEntries) return;
            if (_told.TryRemove(id, out _)) entries -= told.Entries.Count;
        }
    }
}
