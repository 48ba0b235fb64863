using System.Text.Json;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Notifications;

/// <summary>What the designer's user says of a date.</summary>
/// <param name="Kind">What is due.</param>
/// <param name="Ladder">Its prompts.</param>
/// <param name="InDays">Days from now, when no day is given.</param>
/// <param name="Day">The day.</param>
/// <param name="Hour">The hour.</param>
/// <param name="Holders">Who has to keep it.</param>
/// <param name="EscalateTo">Who is told when it isn't kept.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Values">Placeholders beside those of the subject.</param>
public sealed record SetDeadlineInput(
    [Input("What is due; the subject has one live deadline of each kind")] string Kind,
    [Input("The reminder ladder: profile, application-closing, review, signature, report, visit, plan-action, condition, entitlement or task", From = "ladders")] string Ladder,
    [Input("Days from today, when no day is given")] int InDays = 14,
    [Input("The day, as 2027-04-15; empty counts from today")] DateOnly? Day = null,
    [Input("The hour of the programme's zone, as 18:00")] string Hour = "18:00",
    [Input("Who has to keep it: Contacts, Reviewers, Assessors, or a role of staff", From = "receivers")] string Holders = HolderRole.Contacts,
    [Input("Who is told when it isn't kept: the same choice", From = "receivers")] string EscalateTo = "GrantManager",
    [Input("What it is about, as kind:id; empty is what the workflow is about")] string? Subject = null,
    [Input("More placeholders of the prompts, as an object of texts")] JsonElement? Values = null);

/// <summary>Sets a date with its prompts.</summary>
[Activity(
    "GrantFlow.SetDeadline", "Everywhere",
    "Sets a date with its reminders; the signals DeadlineMissed and DeadlineMoved tell the workflow what becomes of it.",
    Outputs = ["DueAt:DateTimeOffset:The instant."],
    SetsDeadline = true, Icon = "deadline")]
public sealed class SetDeadlineActivity(GrantFlowDb db, SubjectDirectory directory) : HostActivity<SetDeadlineInput>
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(SetDeadlineInput input, ActivityRun run, CancellationToken ct)
    {
        var about = input.Subject ?? run.CorrelationId
            ?? throw new InvalidOperationException("A date is about something: the workflow has no correlation id and the input 'Subject' is empty.");
        var card = await directory.DescribeAsync(about, ct);
        var values = card.ValuesWith(input.Values);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(run.Now, TimeZoneInfo.FindSystemTimeZoneById(card.Zone)).DateTime);
        var deadline = await SetDeadline.Execute(
            db,
            new DeadlineRequest(
                card.ProgrammeId,
                input.Kind,
                about,
                input.Day ?? today.AddDays(input.InDays),
                TimeOnly.ParseExact(input.Hour, "HH:mm", System.Globalization.CultureInfo.InvariantCulture),
                card.Zone,
                await directory.HoldersAsync(about, input.Holders, ct),
                await directory.HoldersAsync(about, input.EscalateTo, ct),
                values,
                input.Ladder),
            run.Now,
            ct);
        return Outcome.Done.With("DueAt", deadline.DueAt);
    }
}
