using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>A profile was sent in.</summary>
public sealed record ProfileSubmitted(Guid ProfileId, DateTimeOffset SubmittedAt);

/// <summary>A person of the organisation sends its profile in.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>answers-missing</c>, <c>consent-missing</c>, <c>profile-submitted</c>. Signals:
/// <c>ProfileSubmitted</c>. Mails: <c>profile-received</c>. A late profile is taken too: the deadline prompts, it shuts nobody out.
/// </remarks>
public static class SubmitProfile
{
    internal static readonly Refusal AnswersMissing = new("answers-missing", "Some answers are missing or wrong.", "Answers");
    internal static readonly Refusal ConsentMissing = new("consent-missing", "The organisation must agree that its facts are kept and used.", "Consent");
    internal static readonly Refusal Submitted = new("profile-submitted", "The profile was sent in already. Change it, then send it again.");

    /// <summary>Sends the profile in.</summary>
    public static async Task<Verdict<ProfileSubmitted>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.SubmitProfile, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        if (await db.Profiles.FirstOrDefaultAsync(p => p.OrganisationId == organisationId, ct) is not { } profile) return Refusal.NotFound;
        var form = (await db.Forms.FindAsync([profile.FormId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(profile, form, now).Allows(out var fact, out var refusal)) return refusal;
        (profile.State, profile.SubmittedAt) = (ProfileState.Submitted, now);
        await EndDeadline.Execute(db, organisation.Subject, "profile", DeadlineEnd.Met, now, ct);
        Dictionary<string, string> values = new() { ["link"] = $"/organisations/{organisationId}/profile" };
        await db.TellAsync(organisation, "profile-received", organisation.Subject, $"{now:O}", values, now, ct);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        db.Signal("ProfileSubmitted", organisation.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ProfileSubmitted> Decide(Profile profile, Form form, DateTimeOffset now)
    {
        if (profile.State == ProfileState.Submitted) return Submitted;
        var faults = FormAnswers.Check(form.Questions, profile.Answers, complete: true);
        if (faults.Count > 0) return AnswersMissing with { Detail = FormAnswers.Tell(faults) };
        return profile.Consent ? new ProfileSubmitted(profile.Id, now) : ConsentMissing;
    }
}
