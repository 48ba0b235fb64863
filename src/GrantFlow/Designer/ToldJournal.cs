using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>A journal as far as it was read, told activity by activity. Never changes: what comes behind makes a new one.</summary>
sealed class ToldJournal
{
    readonly Dictionary<string, int> _places;

    ToldJournal(IReadOnlyList<JournalEntry> entries, IReadOnlyList<ActivityExecution> runs, Dictionary<string, int> places) => (Entries, Runs, _places) = (entries, runs, places);

    /// <summary>Nothing was read yet.</summary>
    public static ToldJournal Nothing { get; } = new([], [], []);

    /// <summary>Every event, in order.</summary>
    public IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>Every run in the order in which they began, as the journal alone tells it.</summary>
    public IReadOnlyList<ActivityExecution> Runs { get; }

    /// <summary>The last entry's number; 0 for none.</summary>
    public long Last => Entries.Count == 0 ? 0 : Entries[^1].Sequence;

    /// <summary>The same with what came behind it.</summary>
    public ToldJournal Behind(IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Count == 0) return this;
        List<ActivityExecution> runs = [.. Runs];
        Dictionary<string, int> places = new(_places);
        foreach (var entry in entries)
        {
            if (!places.TryGetValue(entry.ActivityInstanceId, out var place))
            {
                places.Add(entry.ActivityInstanceId, place = runs.Count);
                runs.Add(new ActivityExecution(entry.ActivityInstanceId, entry.ActivityId, entry.NodeId, entry.ActivityType, entry.At));
            }

            runs[place] = runs[place].With(entry);
        }

        return new ToldJournal(Entries.Count == 0 ? entries : [.. Entries, .. entries], runs, places);
    }

    /// <summary>The story of an instance that stands where it stands now.</summary>
    public InstanceStory Of(WorkflowInstanceView instance, Drawing drawing)
    {
        // Whatever had not ended when the whole was cancelled ended then.
        if (instance.SubStatus == WorkflowSubStatus.Cancelled)
        {
            return new InstanceStory(
                instance, Entries, [.. Runs.Select(r => r.EndedAt is null ? r with { Status = ActivityStatus.Canceled, EndedAt = instance.FinishedAt } : r)], drawing);
        }

        if (instance.Bookmarks.Count == 0) return new InstanceStory(instance, Entries, Runs, drawing);
        ActivityExecution[] runs = [.. Runs];
        foreach (var waiting in instance.Bookmarks)
            if (_places.TryGetValue(waiting.ActivityInstanceId, out var place)) runs[place] = runs[place] with { Waits = true };
        return new InstanceStory(instance, Entries, runs, drawing);
    }
}
