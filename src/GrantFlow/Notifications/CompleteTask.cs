using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>Somebody answered what a workflow asked.</summary>
public sealed record TaskCompleted(Guid TaskId, string Outcome, string? Note);

/// <summary>Answers a task with one of the outcomes that the workflow offers.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>task-not-open</c>, <c>unknown-outcome</c>. Signals: <c>TaskDone</c>, addressed to <c>task:id</c>, with
/// the outcome. Concurrency: of two who answer at once the first is heard, the other is told that the task isn't open.
/// </remarks>
public static class CompleteTask
{
    /// <summary>What the person chooses.</summary>
    /// <param name="Outcome">One of the task's outcomes.</param>
    /// <param name="Note">Up to 2,000 characters, or null.</param>
    public sealed record Request([Required] string Outcome, [StringLength(2000)] string? Note = null);

    internal static readonly Refusal NotOpen = new("task-not-open", "Somebody has answered this already, or it isn't asked any more.");
    internal static readonly Refusal UnknownOutcome = new("unknown-outcome", "Choose one of the answers offered.", nameof(Request.Outcome));

    /// <summary>Answers the task.</summary>
    public static async Task<Verdict<TaskCompleted>> Execute(
        GrantFlowDb db, Actor actor, Guid taskId, Request request, TimeProvider clock, CancellationToken ct = default)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Tasks.FromSql($"select * from tasks where id = {taskId} for update").SingleOrDefaultAsync(ct) is not { } task)
            return Refusal.NotFound;
        if (!MayAnswer(actor, task)) return Refusal.Forbidden;
        if (!Decide(task, request).Allows(out var done, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        task.Finish(TaskState.Done, done.Outcome, done.Note, actor.PersonId, now);
        await EndDeadline.Execute(db, task.Subject, AskPersonActivity.DeadlineKind, DeadlineEnd.Met, now, ct);
        db.Record(actor, task.ProgrammeId, task.SubjectRef, done, now);
        db.Signal("TaskDone", task.Subject, now, new { outcome = done.Outcome, note = done.Note }, $"task-done:{task.Id}");
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return done;
    }

    /// <summary>True when the task is for this person, or for a role they have.</summary>
    public static bool MayAnswer(Actor actor, PersonTask task) =>
        task.PersonId is { } person ? actor.PersonId == person : task.Role is { } role && actor.Holds(task.ProgrammeId, role);

    internal static Verdict<TaskCompleted> Decide(PersonTask task, Request request) => task.State switch
    {
        TaskState.Open when task.Outcomes.Contains(request.Outcome, StringComparer.Ordinal) => new TaskCompleted(task.Id, request.Outcome, request.Note),
        TaskState.Open => UnknownOutcome,
        TaskState.Done or TaskState.Withdrawn => NotOpen,
    };
}
