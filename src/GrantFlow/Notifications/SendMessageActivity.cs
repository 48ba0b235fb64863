using System.Text.Json;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Notifications;

/// <summary>What the designer's user says of a message.</summary>
/// <param name="Template">Which text.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Values">Placeholders beside those of the subject.</param>
public sealed record SendMessageInput(
    [Input("The mail template, for instance report-requested", From = "mail-templates")] string Template,
    [Input("Contacts, Reviewers, Assessors, or a role of staff such as GrantManager", From = "receivers")] string To = HolderRole.Contacts,
    [Input("What it is about, as kind:id; empty is what the workflow is about")] string? Subject = null,
    [Input("More placeholders, as an object of texts")] JsonElement? Values = null);

/// <summary>Mails the people behind a subject.</summary>
[Activity(
    "GrantFlow.SendMessage", "Everywhere",
    "Queues a mail from a template, to each receiver in their own language.",
    Outcomes = ["Done", "Nobody"],
    Outputs = ["Count:Int32:How many receive it."], Icon = "mail")]
public sealed class SendMessageActivity(GrantFlowDb db, SubjectDirectory directory) : HostActivity<SendMessageInput>
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(SendMessageInput input, ActivityRun run, CancellationToken ct)
    {
        var about = input.Subject ?? run.CorrelationId
            ?? throw new InvalidOperationException("A message is about something: the workflow has no correlation id and the input 'Subject' is empty.");
        var card = await directory.DescribeAsync(about, ct);
        var values = card.ValuesWith(input.Values);
        var receivers = await directory.HoldersAsync(about, input.To, ct);
        foreach (var receiver in receivers)
            db.QueueMail(new MailRequest($"{run.Key}:{receiver.Email}", input.Template, card.ProgrammeId, about, receiver, values), run.Now);
        return Outcome.Of(receivers.Count > 0 ? "Done" : "Nobody").With("Count", receivers.Count);
    }
}
