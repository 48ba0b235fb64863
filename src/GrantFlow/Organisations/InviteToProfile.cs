using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>An organisation was asked to fill in its profile.</summary>
public sealed record ProfileInvited(Guid ProfileId, DateOnly DueOn);

/// <summary>Asks an organisation to fill in its profile by a day, and sees to the prompts.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>profile-invited</c>. Mails: <c>profile-invitation</c>. Deadline: <c>profile</c>.</remarks>
public static class InviteToProfile
{
    /// <summary>What is sent.</summary>
    /// <param name="Days">Days to answer in.</param>
    public sealed record Request([Range(1, 365)] int Days = 30);

    internal static readonly Refusal Invited = new("profile-invited", "The organisation has a profile already.");

    /// <summary>Asks the organisation.</summary>
    public static async Task<Verdict<ProfileInvited>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.InviteToProfile, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!;
        var now = clock.GetUtcNow();
        var form = await CurrentForm.OfAsync(db, programme.Id, FormPurpose.Profile, ct);
        var profile = new Profile { ProgrammeId = programme.Id, OrganisationId = organisationId, FormId = form.Id, InvitedAt = now };
        var before = await db.Profiles.FirstOrDefaultAsync(p => p.OrganisationId == organisationId, ct);
        if (!Decide(profile, before, programme.DayOf(now).AddDays(request.Days)).Allows(out var fact, out var refusal)) return refusal;

        db.Add(profile);
        Dictionary<string, string> values = new()
        {
            ["programme"] = MailValue.Text(programme.Name),
            ["dueDate"] = MailValue.Date(fact.DueOn),
            ["link"] = $"/organisations/{organisationId}/profile",
        };
        var contacts = await db.TellAsync(organisation, "profile-invitation", organisation.Subject, $"{profile.Id}", values, now, ct);
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, "profile", organisation.Subject, fact.DueOn, new TimeOnly(23, 59), programme.TimeZone,
            contacts, await db.ManagersAsync(programme.Id, ct), values, "profile"), now, ct);
        db.Record(actor, programme.Id, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ProfileInvited> Decide(Profile profile, Profile? before, DateOnly dueOn) =>
        before is null ? new ProfileInvited(profile.Id, dueOn) : Invited;
}
