using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>A profile was saved.</summary>
public sealed record ProfileSaved(Guid ProfileId, DateTimeOffset SavedAt);

/// <summary>A person of the organisation saves its profile as it stands; a submitted one is opened again by it.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>answers-wrong</c>. A missing answer is no fault before submission.</remarks>
public static class SaveProfile
{
    /// <summary>What is sent.</summary>
    /// <param name="Answers">All answers, by question code.</param>
    /// <param name="Consent">True when the organisation agrees that its facts are kept and used.</param>
    public sealed record Request([Required] Dictionary<string, string> Answers, bool Consent);

    internal static readonly Refusal AnswersWrong = new("answers-wrong", "Some answers can't be kept as they are.", nameof(Request.Answers));

    /// <summary>Saves the profile.</summary>
    public static async Task<Verdict<ProfileSaved>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.SaveProfile, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        if (await db.Profiles.FirstOrDefaultAsync(p => p.OrganisationId == organisationId, ct) is not { } profile) return Refusal.NotFound;
        var form = (await db.Forms.FindAsync([profile.FormId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(profile, form, request, now).Allows(out var fact, out var refusal)) return refusal;
        (profile.State, profile.Answers, profile.Consent, profile.SavedAt) = (ProfileState.InProgress, request.Answers, request.Consent, now);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ProfileSaved> Decide(Profile profile, Form form, Request request, DateTimeOffset now)
    {
        var faults = FormAnswers.Check(form.Questions, request.Answers, complete: false);
        return faults.Count == 0 ? new ProfileSaved(profile.Id, now) : AnswersWrong with { Detail = FormAnswers.Tell(faults) };
    }
}
