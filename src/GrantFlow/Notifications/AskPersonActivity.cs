using System.Security.Cryptography;
using System.Text;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>What the designer's user says of a task.</summary>
/// <param name="Title">What is asked.</param>
/// <param name="Outcomes">The answers to choose from.</param>
/// <param name="Role">Whoever has this role may answer.</param>
/// <param name="Person">Only this person may answer.</param>
/// <param name="DueInDays">Days to answer.</param>
/// <param name="EscalateTo">Who is told of a late one.</param>
/// <param name="Subject">What it is about.</param>
public sealed record AskPersonInput(
    [Input("What is asked, in a few words: approve the list")] string Title,
    [Input("The answers to choose from; each is a way out of this activity", UiHint = "dynamic-outcomes")] string[] Outcomes,
    [Input("Whoever has this role in the programme may answer", From = "roles")] Role Role = Role.GrantManager,
    [Input("Only this person may answer: an account's id; empty asks everyone with the role", From = "people")] Guid? Person = null,
    [Input("Days until it is due, at 18:00 of the programme's zone")] int DueInDays = 7,
    [Input("Who is told when it stays undone", From = "roles")] Role EscalateTo = Role.Administrator,
    [Input("What it is about, as kind:id; empty is what the workflow is about")] string? Subject = null);

/// <summary>Asks a person or a role, and waits for the answer.</summary>
[Activity(
    "GrantFlow.AskPerson", "Everywhere",
    "Gives a task to a person or a role, mails them, reminds and escalates, and waits until somebody chooses one of the outcomes.",
    OutcomesInput = nameof(AskPersonInput.Outcomes),
    Outputs = ["TaskId:Guid:The task.", "Outcome:String:The answer chosen.", "Note:String:What was said with it."],
    Waits = true, DueInput = nameof(AskPersonInput.DueInDays), Icon = "task")]
public sealed class AskPersonActivity(GrantFlowDb db, SubjectDirectory directory) : HostActivity<AskPersonInput>
{
    /// <summary>The kind of a task's deadline.</summary>
    public const string DeadlineKind = "task";

    static readonly TimeOnly DueHour = new(18, 0);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(AskPersonInput input, ActivityRun run, CancellationToken ct)
    {
        if (run.Resumption is { } answer) return Answered(answer);
        var about = input.Subject ?? run.CorrelationId
            ?? throw new InvalidOperationException("A task is about something: the workflow has no correlation id and the input 'Subject' is empty.");
        var card = await directory.DescribeAsync(about, ct);
        var task = await AskAsync(input, run, about, card, ct);
        return Outcome.WaitFor(Wait.ThenAgain("TaskDone", task.Subject)).With("TaskId", task.Id);
    }

    static Outcome Answered(Resumption answer)
    {
        var payload = answer.Payload ?? throw new InvalidOperationException("The signal TaskDone came without an outcome.");
        var outcome = payload.GetProperty("outcome").GetString()!;
        var note = payload.TryGetProperty("note", out var said) ? said.GetString() : null;
        return Outcome.Of(outcome).With("Outcome", outcome).With("Note", note);
    }

    async Task<PersonTask> AskAsync(AskPersonInput input, ActivityRun run, string about, SubjectCard card, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(card.Zone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(run.Now, zone).DateTime).AddDays(input.DueInDays);
        var task = new PersonTask
        {
            Id = IdOf(run.Key),
            ProgrammeId = card.ProgrammeId,
            SubjectRef = about,
            Title = input.Title,
            Role = input.Person is null ? input.Role : null,
            PersonId = input.Person,
            Outcomes = input.Outcomes,
            DueAt = LocalInstant.Of(day, DueHour, card.Zone),
            InstanceId = run.InstanceId,
            Key = run.Key,
            CreatedAt = run.Now,
        };
        db.Add(task);
        var holders = await HoldersAsync(input, card, ct);
        var values = new Dictionary<string, string>(card.Values)
        {
            ["task"] = input.Title,
            ["dueDate"] = MailValue.Date(day, DueHour, card.Zone),
            ["link"] = $"/tasks/{task.Id}",
        };
        foreach (var holder in holders)
            db.QueueMail(new MailRequest($"task:{task.Id}:{holder.Email}", "task-assigned", card.ProgrammeId, task.Subject, holder, values), run.Now);
        var chiefs = await directory.StaffAsync(card.ProgrammeId, input.EscalateTo, ct);
        await SetDeadline.Execute(
            db,
            new DeadlineRequest(card.ProgrammeId, DeadlineKind, task.Subject, day, DueHour, card.Zone, holders, chiefs, values, "task"),
            run.Now,
            ct);
        return task;
    }

    async Task<IReadOnlyList<Receiver>> HoldersAsync(AskPersonInput input, SubjectCard card, CancellationToken ct)
    {
        if (input.Person is not { } id) return await directory.StaffAsync(card.ProgrammeId, input.Role, ct);
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
            ?? throw new KeyNotFoundException($"There is no person {id} to ask.");
        return [new Receiver(person.Email!, person.FullName, person.Language, person.Id)];
    }

    // From the run's key: repeated, the run makes the same task and waits for the same answer.
    static Guid IdOf(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
