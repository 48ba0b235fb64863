using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Whom mail to an organisation reaches.</summary>
public static class Contacts
{
    /// <summary>Heads and editors in their own languages, else the organisation's own address.</summary>
    /// <returns>Empty when there is no address at all.</returns>
    public static async Task<IReadOnlyList<Receiver>> OfAsync(GrantFlowDb db, Organisation organisation, CancellationToken ct)
    {
        var people = await db.OrganisationPeople
            .Where(p => p.OrganisationId == organisation.Id
                && (p.Role == OrganisationRole.Head || p.Role == OrganisationRole.Editor) && p.Email != "")
            .OrderBy(p => p.Id)
            .ToListAsync(ct);
        if (people.Count > 0) return [.. people.Select(p => new Receiver(p.Email, p.Name, p.Language, p.PersonId))];
        return organisation.Email.Length == 0 ? []
            : [new Receiver(organisation.Email, organisation.Name.In(organisation.Language), organisation.Language)];
    }

    extension(GrantFlowDb db)
    {
        /// <summary>Queues one mail to each contact of an organisation; the value <c>organisation</c> is filled in.</summary>
        /// <param name="organisation">Whose contacts.</param>
        /// <param name="template">One of <see cref="MailTemplates.Names"/>.</param>
        /// <param name="subject">What it is about, as <c>kind:id</c>.</param>
        /// <param name="occasion">Names the occasion: the same one is told each contact once.</param>
        /// <param name="values">The template's placeholders.</param>
        /// <param name="now">UTC.</param>
        /// <param name="ct">Cancels.</param>
        /// <returns>The contacts.</returns>
        public async Task<IReadOnlyList<Receiver>> TellAsync(
            Organisation organisation,
            string template,
            string subject,
            string occasion,
            Dictionary<string, string> values,
            DateTimeOffset now,
            CancellationToken ct)
        {
            values["organisation"] = MailValue.Text(organisation.Name);
            var receivers = await OfAsync(db, organisation, ct);
            db.Tell(receivers, template, organisation.ProgrammeId, subject, occasion, values, now);
            return receivers;
        }

        /// <summary>Queues one mail to each receiver.</summary>
        public void Tell(
            IReadOnlyList<Receiver> receivers,
            string template,
            Guid programmeId,
            string subject,
            string occasion,
            IReadOnlyDictionary<string, string> values,
            DateTimeOffset now)
        {
            foreach (var receiver in receivers.DistinctBy(r => r.Email, StringComparer.OrdinalIgnoreCase))
                db.QueueMail(new MailRequest($"{template}:{subject}:{occasion}:{receiver.Email}", template, programmeId, subject, receiver, values), now);
        }

        /// <summary>The programme's grant managers.</summary>
        public Task<IReadOnlyList<Receiver>> ManagersAsync(Guid programmeId, CancellationToken ct) =>
            new SubjectDirectory(db, []).StaffAsync(programmeId, Accounts.Role.GrantManager, ct);
    }
}
