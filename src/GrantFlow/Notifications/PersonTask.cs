using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Notifications;

/// <summary>Where a task stands.</summary>
public enum TaskState
{
    /// <summary>Waits for somebody.</summary>
    Open,

    /// <summary>Somebody chose an outcome.</summary>
    Done,

    /// <summary>The workflow no longer asks.</summary>
    Withdrawn,
}

/// <summary>Something a workflow asks of a person, or of everyone with a role.</summary>
public sealed class PersonTask : IKeptOnce
{
    /// <summary>Sorts by time; the correlation is <c>task:id</c>.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>What it is about, as <c>kind:id</c>.</summary>
    public required string SubjectRef { get; init; }

    /// <summary>What is asked, in the words of the designer's user.</summary>
    public required string Title { get; init; }

    /// <summary>Whoever has this role may do it; null when it is for one person.</summary>
    public Role? Role { get; init; }

    /// <summary>Only this person may do it, or null.</summary>
    public Guid? PersonId { get; internal set; }

    /// <summary>The answers to choose from, as the workflow's outcomes are named.</summary>
    public required string[] Outcomes { get; init; }

    /// <summary>When it is due, UTC, or null.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Where it stands.</summary>
    public TaskState State { get; internal set; }

    /// <summary>The answer chosen.</summary>
    public string? Outcome { get; internal set; }

    /// <summary>What was said with it.</summary>
    public string? Note { get; internal set; }

    /// <summary>The workflow instance that asks.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>The same run of an activity asks once.</summary>
    public required string Key { get; init; }

    /// <summary>When it was asked, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was answered or withdrawn.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Who answered.</summary>
    public Guid? EndedBy { get; internal set; }

    string? IKeptOnce.Key => Key;

    /// <summary>How signals and deadlines address it: <c>task:id</c>.</summary>
    public string Subject => $"task:{Id}";

    /// <summary>Ends it.</summary>
    internal void Finish(TaskState state, string? outcome, string? note, Guid by, DateTimeOffset at) =>
        (State, Outcome, Note, EndedBy, EndedAt) = (state, outcome, note, by, at);

    internal sealed class Mapping : IEntityTypeConfiguration<PersonTask>
    {
        public void Configure(EntityTypeBuilder<PersonTask> builder)
        {
            builder.ToTable("tasks");
            builder.Property(t => t.Id).ValueGeneratedNever();
            builder.Ignore(t => t.Subject);
        }
    }
}

/// <summary>The tasks of a database.</summary>
public static class TaskTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>Everything asked of people.</summary>
        public DbSet<PersonTask> Tasks => db.Set<PersonTask>();
    }
}
