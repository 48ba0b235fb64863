using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>A date to be kept.</summary>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="Kind">What is due; one live deadline for each subject and kind.</param>
/// <param name="Subject">Of what, as <c>kind:id</c>.</param>
/// <param name="LocalDate">The day, in the zone.</param>
/// <param name="LocalTime">The hour, in the zone.</param>
/// <param name="Zone">The IANA zone.</param>
/// <param name="Holders">Who has to keep it and is prompted.</param>
/// <param name="EscalateTo">Who is told when it isn't kept.</param>
/// <param name="Values">The prompts' placeholders; <c>dueDate</c> and <c>name</c> are filled in.</param>
/// <param name="Ladder">One of <see cref="ReminderLadder.Names"/>.</param>
/// <param name="Grace">How long after the instant it isn't yet called missed; none by default.</param>
public sealed record DeadlineRequest(
    Guid ProgrammeId,
    string Kind,
    string Subject,
    DateOnly LocalDate,
    TimeOnly LocalTime,
    string Zone,
    IReadOnlyList<Receiver> Holders,
    IReadOnlyList<Receiver> EscalateTo,
    IReadOnlyDictionary<string, string> Values,
    string Ladder,
    TimeSpan Grace = default);

/// <summary>Sets a date with its prompts, or sets the live one of that subject and kind anew.</summary>
/// <remarks>
/// Saves nothing: the deadline and its prompts commit with the caller's change. Prompts whose hour is over already aren't
/// made: whoever sets a date tells the holder of it in a mail of its own. Signals: <c>DeadlineMoved</c> when a live one's instant changes.
/// </remarks>
public static class SetDeadline
{
    /// <summary>Sets the date.</summary>
    /// <returns>The deadline, tracked but not saved.</returns>
    /// <exception cref="ArgumentException">No such ladder, or its prompts ask for a value that isn't given: a bug in the caller.</exception>
    public static async Task<Deadline> Execute(GrantFlowDb db, DeadlineRequest request, DateTimeOffset now, CancellationToken ct = default)
    {
        Check(request);
        var live = (await Live(db, request.Subject, request.Kind, ct)).SingleOrDefault();
        var deadline = live ?? new Deadline
        {
            ProgrammeId = request.ProgrammeId,
            Kind = request.Kind,
            SubjectRef = request.Subject,
            CreatedAt = now,
        };
        var before = deadline.DueAt;
        await Fill(db, deadline, request, now, live is null, ct);
        if (live is null) db.Add(deadline);
        else if (before != deadline.DueAt) SignalMoved(db, deadline, now);
        return deadline;
    }

    /// <summary>Puts what is asked for into a deadline.</summary>
    internal static Task Fill(GrantFlowDb db, Deadline deadline, DeadlineRequest request, DateTimeOffset now, bool isNew, CancellationToken ct)
    {
        deadline.Zone = request.Zone;
        deadline.Ladder = ReminderLadder.Named(request.Ladder).Name;
        deadline.Grace = request.Grace;
        deadline.Holders = request.Holders;
        deadline.EscalateTo = request.EscalateTo;
        deadline.Values = request.Values;
        return Arm(db, deadline, request.LocalDate, request.LocalTime, now, isNew, ct);
    }

    // Better now, in the caller's test, than three weeks on in a sweep.
    static void Check(DeadlineRequest request)
    {
        foreach (var step in ReminderLadder.Named(request.Ladder).Steps)
            if (MailTemplates.PlaceholdersOf(step.Template).Except(Prompt.OwnValues).Except(request.Values.Keys).FirstOrDefault() is { } missing)
                throw new ArgumentException($"The ladder '{request.Ladder}' asks for '{missing}' (mail template '{step.Template}'), which has no value.", nameof(request));
    }

    /// <summary>The live deadlines of a subject: those in the database, and those that this context hasn't saved yet.</summary>
    internal static async Task<IReadOnlyList<Deadline>> Live(GrantFlowDb db, string subject, string? kind, CancellationToken ct)
    {
        await db.Deadlines.Where(d => d.SubjectRef == subject && (kind == null || d.Kind == kind)
            && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed)).LoadAsync(ct);
        return [.. db.Deadlines.Local.Where(d => d.SubjectRef == subject && (kind is null || d.Kind == kind) && d.IsLive)];
    }

    /// <summary>Puts a deadline on its instant and makes the prompts that lead there.</summary>
    internal static async Task Arm(
        GrantFlowDb db, Deadline deadline, DateOnly day, TimeOnly time, DateTimeOffset now, bool isNew, CancellationToken ct)
    {
        deadline.LocalDate = day;
        deadline.LocalTime = time;
        deadline.DueAt = LocalInstant.Of(day, time, deadline.Zone);
        var over = deadline.DueAt + deadline.Grace;
        deadline.State = now < over ? DeadlineState.Open : deadline.State;
        var known = isNew ? [] : await Known(db, deadline, ct);
        DateTimeOffset? next = deadline.State == DeadlineState.Open ? over : null;
        foreach (var (step, sendAt) in ReminderLadder.Named(deadline.Ladder).Plan(day, time, deadline.Zone, now))
        {
            var receivers = step.Kind == StepKind.Escalate ? deadline.EscalateTo : deadline.Holders;
            foreach (var receiver in receivers.DistinctBy(r => r.Email, StringComparer.OrdinalIgnoreCase))
            {
                if (!known.Remove((step.Code, receiver.Email), out var rung)) db.Add(rung = NewRung(deadline, step, receiver, sendAt));
                // A date that came back to where it was wakes the prompts that its move put aside; those sent stay sent.
                else if (rung.State == RungState.Superseded) rung.Wake();
                if (rung.State == RungState.Pending && (next is null || sendAt < next)) next = sendAt;
            }
        }

        foreach (var dropped in known.Values.Where(r => r.State == RungState.Pending)) dropped.Supersede(now);
        deadline.NextAt = next;
    }

    static async Task<Dictionary<(string Rung, string Email), ReminderRung>> Known(GrantFlowDb db, Deadline deadline, CancellationToken ct)
    {
        await db.ReminderRungs.Where(r => r.DeadlineId == deadline.Id && r.DueAt == deadline.DueAt).LoadAsync(ct);
        return db.ReminderRungs.Local
            .Where(r => r.DeadlineId == deadline.Id && r.DueAt == deadline.DueAt)
            .ToDictionary(r => (r.Rung, r.ReceiverEmail));
    }

    internal static void SignalMoved(GrantFlowDb db, Deadline deadline, DateTimeOffset now) =>
        db.Signal("DeadlineMoved", deadline.SubjectRef, now, new { deadline.Kind, deadline.DueAt });

    static ReminderRung NewRung(Deadline deadline, LadderStep step, Receiver receiver, DateTimeOffset sendAt) => new()
    {
        DeadlineId = deadline.Id,
        Rung = step.Code,
        DueAt = deadline.DueAt,
        ReceiverEmail = receiver.Email,
        ReceiverName = receiver.Name,
        ReceiverLanguage = receiver.Language,
        ReceiverPersonId = receiver.PersonId,
        SendAt = sendAt,
        Template = step.Template,
    };
}
