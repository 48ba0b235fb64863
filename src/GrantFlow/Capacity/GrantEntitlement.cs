using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>An organisation became entitled to apply and to take part in trainings.</summary>
public sealed record EntitlementGranted(Guid EntitlementId, EntitlementBasis Basis, DateTimeOffset ValidTo);

/// <summary>Entitles an organisation that sent its profile in and was then assessed (K-10).</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>profile-first</c>, <c>assessment-first</c>, <c>entitled-already</c>.
/// Mails: <c>entitlement-granted</c>. Deadline: <c>entitlement</c>.
/// </remarks>
public static class GrantEntitlement
{
    /// <summary>What is sent.</summary>
    /// <param name="Days">How long it holds.</param>
    public sealed record Request([Range(1, 3650)] int Days = 730);

    internal static readonly Refusal ProfileFirst = new("profile-first", "The organisation sends its profile in first.");
    internal static readonly Refusal AssessmentFirst = new("assessment-first", "The organisation is assessed first.");
    internal static readonly Refusal EntitledAlready = new("entitled-already", "The organisation is entitled on this assessment already.");

    /// <summary>Entitles the organisation.</summary>
    public static async Task<Verdict<EntitlementGranted>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.GrantEntitlement, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!;
        var profile = await db.Profiles.FirstOrDefaultAsync(p => p.OrganisationId == organisationId, ct);
        var assessment = await db.Assessments.Where(a => a.OrganisationId == organisationId && a.State == AssessmentState.Done)
            .OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct);
        var others = await db.Entitlements.Where(e => e.OrganisationId == organisationId).ToListAsync(ct);
        var now = clock.GetUtcNow();
        var entitlement = new Entitlement
        {
            ProgrammeId = programme.Id,
            OrganisationId = organisationId,
            ValidFrom = now,
            ValidTo = programme.EndOf(programme.DayOf(now).AddDays(request.Days)),
            Basis = EntitlementBasis.Assessment,
            AssessmentId = assessment?.Id,
        };
        if (!Decide(entitlement, profile?.SubmittedAt is not null, others).Allows(out var fact, out var refusal)) return refusal;
        await AddAsync(db, actor, programme, organisation, entitlement, fact, now, ct);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<EntitlementGranted> Decide(Entitlement entitlement, bool profiled, IReadOnlyList<Entitlement> others)
    {
        if (!profiled) return ProfileFirst;
        if (entitlement.AssessmentId is null) return AssessmentFirst;
        if (others.Any(e => e.AssessmentId == entitlement.AssessmentId && e.State == EntitlementState.Granted)) return EntitledAlready;
        return new EntitlementGranted(entitlement.Id, entitlement.Basis, entitlement.ValidTo);
    }

    /// <summary>Keeps the entitlement, tells the organisation, and sees to the prompts before it ends.</summary>
    internal static async Task AddAsync(
        GrantFlowDb db,
        Actor actor,
        Programme programme,
        Organisation organisation,
        Entitlement entitlement,
        EntitlementGranted fact,
        DateTimeOffset now,
        CancellationToken ct)
    {
        db.Add(entitlement);
        var lastDay = programme.DayOf(entitlement.ValidTo);
        Dictionary<string, string> values = new()
        {
            ["validUntil"] = MailValue.Date(lastDay),
            ["link"] = $"/organisations/{organisation.Id}",
        };
        var contacts = await db.TellAsync(organisation, "entitlement-granted", organisation.Subject, $"{entitlement.Id}", values, now, ct);
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, "entitlement", organisation.Subject, lastDay, new TimeOnly(23, 59), programme.TimeZone,
            contacts, [], values, "entitlement"), now, ct);
        db.Record(actor, programme.Id, organisation.Subject, fact, now);
    }
}
