using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>An award with everybody around it, as mails and deadlines need them.</summary>
/// <param name="Award">The award.</param>
/// <param name="Programme">Its programme: zone and languages.</param>
/// <param name="Organisation">Who receives it.</param>
/// <param name="Contacts">Those who act for the organisation; its own address when no person is known.</param>
public sealed record AwardParties(Award Award, Programme Programme, Organisation Organisation, IReadOnlyList<Receiver> Contacts)
{
    /// <summary>Where the award is seen.</summary>
    public string Link => $"/awards/{Award.Id}";

    /// <summary>Loads them.</summary>
    public static async Task<AwardParties> LoadAsync(GrantFlowDb db, Award award, CancellationToken ct)
    {
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        var organisation = (await db.Organisations.FindAsync([award.OrganisationId], ct))!;
        var people = await db.OrganisationPeople
            .Where(p => p.OrganisationId == award.OrganisationId && p.Role != OrganisationRole.Viewer && p.Email != "")
            .OrderBy(p => p.Id)
            .Select(p => new Receiver(p.Email, p.Name, p.Language, p.PersonId))
            .ToListAsync(ct);
        if (people.Count == 0 && organisation.Email != "")
            people.Add(new Receiver(organisation.Email, organisation.Name.In(organisation.Language), organisation.Language));
        return new AwardParties(award, programme, organisation, people);
    }

    /// <summary>The programme's people with a role.</summary>
    public Task<IReadOnlyList<Receiver>> StaffAsync(GrantFlowDb db, Role role, CancellationToken ct) =>
        new SubjectDirectory(db, []).StaffAsync(Programme.Id, role, ct);

    /// <summary>The placeholders that most letters about an award have, and more.</summary>
    public Dictionary<string, string> Values(string link, params ReadOnlySpan<(string Name, string Value)> more)
    {
        Dictionary<string, string> values = new()
        {
            ["organisation"] = MailValue.Text(Organisation.Name),
            ["amount"] = MailValue.Money(Award.Amount, Award.Currency),
            ["link"] = link,
        };
        foreach (var (name, value) in more) values[name] = value;
        return values;
    }

    /// <summary>Queues one letter for each contact, each in their own language.</summary>
    /// <param name="db">The caller's context; it saves.</param>
    /// <param name="template">The letter.</param>
    /// <param name="subject">What it is about; with the occasion it makes the letter unique.</param>
    /// <param name="occasion">Tells repeated letters of one kind on one subject apart; empty when there is only one ever.</param>
    /// <param name="values">The placeholders.</param>
    /// <param name="now">UTC.</param>
    public void Tell(
        GrantFlowDb db, string template, string subject, string occasion, IReadOnlyDictionary<string, string> values, DateTimeOffset now) =>
        Tell(db, Contacts, template, subject, occasion, values, now);

    /// <summary>Queues one letter for each receiver.</summary>
    public void Tell(
        GrantFlowDb db, IReadOnlyList<Receiver> receivers, string template, string subject, string occasion,
        IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        foreach (var receiver in receivers)
            db.QueueMail(new MailRequest($"{template}|{subject}|{occasion}|{receiver.Email}", template, Programme.Id, subject, receiver, values), now);
    }

    /// <summary>A dated thing of this award, with the programme's zone and the end of the day.</summary>
    public DeadlineRequest Deadline(
        string kind, string subject, DateOnly day, string ladder, IReadOnlyList<Receiver> holders, IReadOnlyList<Receiver> escalateTo,
        IReadOnlyDictionary<string, string> values) =>
        new(Programme.Id, kind, subject, day, new TimeOnly(23, 59, 59), Programme.TimeZone, holders, escalateTo, values, ladder);
}

/// <summary>Loads an award for a change: no other transaction can change it, its disbursements, visits or reports meanwhile.</summary>
/// <remarks>
/// Concurrency: every use case of awards, monitoring and reporting takes this one lock first, so they can't wait for each
/// other in a circle, and what they add up under it stays true until they commit.
/// </remarks>
static class AwardRow
{
    /// <summary>Locks and loads the award; null when there is none.</summary>
    public static async Task<Award?> LockAsync(GrantFlowDb db, Guid id, CancellationToken ct)
    {
        // What this context read before it had the lock may be stale by now, so it is read anew, in the same round trip.
        if (db.Awards.Local.FindEntry(id) is { } known)
        {
            if (known.State != EntityState.Unchanged) return known.Entity;
            known.State = EntityState.Detached;
        }

        var rows = await db.Awards.FromSql($"select a.*, a.xmin from awards a where a.id = {id} for update").ToListAsync(ct);
        return rows.Count == 0 ? null : rows[0];
    }
}
