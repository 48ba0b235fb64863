using System.ComponentModel.DataAnnotations;
using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>An application was begun.</summary>
public sealed record ApplicationStarted(Guid ApplicationId, string Number);

/// <summary>A person of an organisation begins its application to a competition.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>competition-not-open</c>, <c>not-entitled</c>, <c>application-begun</c>, <c>language-unknown</c>.
/// Deadline: <c>application-closing</c>. The entitlement is judged again when it is sent in.
/// </remarks>
public static class StartApplication
{
    /// <summary>What is sent.</summary>
    /// <param name="OrganisationId">For whom.</param>
    /// <param name="Language">The language it will be written in.</param>
    public sealed record Request(Guid OrganisationId, [Required] string Language);

    internal static readonly Refusal NotOpen = new("competition-not-open", "The competition takes no applications now.");
    internal static readonly Refusal NotEntitled = new("not-entitled", "The organisation isn't entitled to apply: profile and assessment come first.");
    internal static readonly Refusal Begun = new("application-begun", "The organisation has an application to this competition.");
    internal static readonly Refusal LanguageUnknown = new("language-unknown", "The languages are hy, ky, ru and en.", nameof(Request.Language));

    /// <summary>Begins the application.</summary>
    public static async Task<Verdict<ApplicationStarted>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (await db.Organisations.FindAsync([request.OrganisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (organisation.ProgrammeId != competition.ProgrammeId) return Refusal.NotFound;
        if (!actor.May(Act.StartApplication, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        var entitled = !competition.EntitlementRequired
            || await EntitlementOf.At(db, competition.ProgrammeId, organisation.Id, now, ct) is not null;
        var begun = await db.Applications.AnyAsync(
            a => a.CompetitionId == competitionId && a.OrganisationId == organisation.Id && a.State != ApplicationState.Withdrawn, ct);
        if (Decide(competition, request, entitled, begun, now) is { } refusal) return refusal;

        var programme = (await db.Programmes.FindAsync([competition.ProgrammeId], ct))!;
        var year = programme.DayOf(now).Year;
        var next = await NumberSeries.NextAsync(db, programme.Id, $"application-{year}", ct);
        var application = new Application
        {
            ProgrammeId = programme.Id,
            CompetitionId = competitionId,
            OrganisationId = organisation.Id,
            Number = string.Create(CultureInfo.InvariantCulture, $"{programme.NumberPrefix}-{year}-{next:000}"),
            Language = request.Language,
            CreatedAt = now,
            SavedAt = now,
        };
        db.Add(application);
        var local = TimeZoneInfo.ConvertTime(competition.ClosesAt, TimeZoneInfo.FindSystemTimeZoneById(competition.TimeZone)).DateTime;
        Dictionary<string, string> values = new()
        {
            ["organisation"] = MailValue.Text(organisation.Name),
            ["competition"] = MailValue.Text(competition.Title),
            ["link"] = $"/applications/{application.Id}",
        };
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, "application-closing", application.Subject, DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local),
            competition.TimeZone, await Contacts.OfAsync(db, organisation, ct), [], values, "application-closing"), now, ct);
        var fact = new ApplicationStarted(application.Id, application.Number);
        db.Record(actor, programme.Id, application.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Competition competition, Request request, bool entitled, bool begun, DateTimeOffset now) =>
        !competition.TakesApplicationsAt(now) ? NotOpen
        : !entitled ? NotEntitled
        : begun ? Begun
        : !LocalText.Languages.Contains(request.Language) ? LanguageUnknown
        : null;
}
