using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>Somebody who gets mail.</summary>
/// <param name="Email">The address.</param>
/// <param name="Name">As the person writes it; the salutation uses it.</param>
/// <param name="Language">hy, ky, ru or en; anything else is read as English.</param>
/// <param name="PersonId">The account, or null.</param>
public sealed record Receiver(string Email, string Name, string Language, Guid? PersonId = null);

/// <summary>A mail to be written.</summary>
/// <param name="Key">The same key is the same mail: name the fact, the receiver and, where it can recur, the occasion.</param>
/// <param name="Template">One of <see cref="MailTemplates.Names"/>.</param>
/// <param name="ProgrammeId">The programme, or null for the service as a whole.</param>
/// <param name="Subject">What it is about, as <c>kind:id</c>.</param>
/// <param name="Receiver">Who gets it.</param>
/// <param name="Values">
/// The template's placeholders (Templates/README.md); <c>name</c> comes from the receiver. Write dates, money and texts in
/// several languages with <see cref="MailValue"/>, so that each receiver gets them in their own form.
/// </param>
public sealed record MailRequest(
    string Key,
    string Template,
    Guid? ProgrammeId,
    string Subject,
    Receiver Receiver,
    IReadOnlyDictionary<string, string> Values)
{
    /// <summary>What takes the place of <see cref="Mail.SecretMark"/> on the way out, sealed by <c>Secrets</c>; null for none.</summary>
    public string? Secret { get; init; }
}

/// <summary>The outbox of a database.</summary>
public static class Outbox
{
    extension(GrantFlowDb db)
    {
        /// <summary>Every mail ever written.</summary>
        public DbSet<Mail> Mails => db.Set<Mail>();

        /// <summary>Writes a mail in the receiver's language and puts it into the outbox with the caller's next save.</summary>
        /// <param name="request">What to whom.</param>
        /// <param name="now">When, UTC.</param>
        /// <returns>The mail as written; when its key is taken already, saving it does nothing.</returns>
        /// <exception cref="ArgumentException">No such template, or a placeholder has no value: a bug in the caller.</exception>
        public Mail QueueMail(MailRequest request, DateTimeOffset now)
        {
            var mail = Compose(request, now);
            db.Add(mail);
            return mail;
        }
    }

    /// <summary>Writes a mail without putting it anywhere.</summary>
    internal static Mail Compose(MailRequest request, DateTimeOffset now)
    {
        var written = MailRenderer.Render(request.Template, request.Receiver.Language, request.Receiver.Name, request.Values);
        return new Mail
        {
            ProgrammeId = request.ProgrammeId,
            Kind = request.Template,
            Language = written.Language,
            ReceiverEmail = request.Receiver.Email.Trim(),
            ReceiverName = request.Receiver.Name,
            ReceiverPersonId = request.Receiver.PersonId,
            SubjectRef = request.Subject,
            Key = request.Key,
            MessageId = MailRenderer.MessageIdOf(request.Key),
            Title = written.Title,
            TextBody = written.Text,
            HtmlBody = written.Html,
            Secret = request.Secret,
            State = MailState.Queued,
            NextAttemptAt = now,
            CreatedAt = now,
        };
    }
}
