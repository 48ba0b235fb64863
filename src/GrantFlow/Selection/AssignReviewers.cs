using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>Reviews were given out.</summary>
public sealed record ReviewersAssigned(Guid CompetitionId, int Reviews, int Reviewers, DateOnly DueOn);

/// <summary>Gives each eligible application its reviewers: balanced, nobody whose tie to the applicant is known.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>competition-not-screened</c>, <c>reviewers-too-few</c>. Mails: <c>review-assigned</c>. Deadlines: <c>review</c>.
/// Gives out only what is missing: safe to repeat, and how a review that was given up finds another reviewer.
/// </remarks>
public static class AssignReviewers
{
    /// <summary>What is sent.</summary>
    /// <param name="Days">Days to score in.</param>
    public sealed record Request([Range(1, 365)] int Days = 14);

    internal static readonly Refusal NotScreened = new("competition-not-screened", "Reviews are given out once the applications are screened.");
    internal static readonly Refusal TooFew = new("reviewers-too-few", "Too few reviewers without a conflict of interest.");

    /// <summary>Gives the reviews out.</summary>
    public static async Task<Verdict<ReviewersAssigned>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.AssignReviewers, competition.ProgrammeId)) return Refusal.Forbidden;
        var applications = await db.Applications
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId
                && (a.State == ApplicationState.Eligible || a.State == ApplicationState.UnderReview))
            .ToListAsync(ct);
        var reviewers = await ReviewersAsync(db, competition.ProgrammeId, ct);
        var needs = await NeedsAsync(db, competition, applications, reviewers, ct);
        var load = await LoadAsync(db, competition, reviewers, ct);
        if (!Decide(competition, needs, load).Allows(out var pairs, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var programme = (await db.Programmes.FindAsync([competition.ProgrammeId], ct))!;
        var dueOn = programme.DayOf(now).AddDays(request.Days);
        var managers = await db.ManagersAsync(programme.Id, ct);
        foreach (var (applicationId, reviewerId) in pairs)
        {
            var application = applications.First(a => a.Id == applicationId);
            await GiveAsync(db, programme, competition, application, reviewers[reviewerId], managers, dueOn, now, ct);
            application.State = ApplicationState.UnderReview;
        }

        var fact = new ReviewersAssigned(competitionId, pairs.Count, pairs.Select(p => p.ReviewerId).Distinct().Count(), dueOn);
        if (pairs.Count > 0) db.Record(actor, programme.Id, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<List<(Guid ApplicationId, Guid ReviewerId)>> Decide(
        Competition competition, IReadOnlyList<ReviewAssignment.Need> needs, IReadOnlyDictionary<Guid, int> load)
    {
        if (competition.State != CompetitionState.Screened) return NotScreened;
        if (load.Count == 0 && needs.Count > 0) return TooFew;
        var (pairs, tooFew) = ReviewAssignment.Pair(needs, load);
        return tooFew.Count == 0 ? pairs : TooFew with { Detail = $"{TooFew.Detail} Short: {string.Join(", ", tooFew)}." };
    }

    static async Task GiveAsync(
        GrantFlowDb db, Programme programme, Competition competition, Application application, Person reviewer,
        IReadOnlyList<Receiver> managers, DateOnly dueOn, DateTimeOffset now, CancellationToken ct)
    {
        var review = new Review
        {
            ProgrammeId = programme.Id,
            CompetitionId = competition.Id,
            ApplicationId = application.Id,
            ReviewerId = reviewer.Id,
            DueAt = programme.EndOf(dueOn),
            AssignedAt = now,
        };
        db.Add(review);
        if (reviewer.Email is null) return;
        Dictionary<string, string> values = new()
        {
            ["competition"] = MailValue.Text(competition.Title),
            ["application"] = $"{application.Number} {application.Title}",
            ["dueDate"] = MailValue.Date(dueOn),
            ["link"] = $"/reviews/{review.Id}",
        };
        Receiver[] holder = [new(reviewer.Email, reviewer.FullName, reviewer.Language, reviewer.Id)];
        db.Tell(holder, "review-assigned", programme.Id, review.Subject, "assigned", values, now);
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, "review", review.Subject, dueOn, new TimeOnly(23, 59), programme.TimeZone, holder, managers, values, "review"), now, ct);
    }

    static async Task<Dictionary<Guid, Person>> ReviewersAsync(GrantFlowDb db, Guid programmeId, CancellationToken ct) =>
        await db.ProgrammeRoles
            .Where(r => r.Role == Role.Reviewer && (r.ProgrammeId == programmeId || r.ProgrammeId == Guid.Empty))
            .Join(db.Users, r => r.PersonId, p => p.Id, (_, p) => p)
            .Distinct()
            .ToDictionaryAsync(p => p.Id, ct);

    static async Task<List<ReviewAssignment.Need>> NeedsAsync(
        GrantFlowDb db, Competition competition, List<Application> applications, Dictionary<Guid, Person> reviewers, CancellationToken ct)
    {
        var organisations = applications.Select(a => a.OrganisationId).ToList();
        var reviews = (await db.Reviews
            .Where(r => r.ProgrammeId == competition.ProgrammeId && r.CompetitionId == competition.Id)
            .ToListAsync(ct)).ToLookup(r => r.ApplicationId);
        // A tie to the organisation bars from all its applications, in this competition and in later ones.
        var conflicts = (await db.ConflictsOfInterest
            .Where(c => c.ProgrammeId == competition.ProgrammeId && organisations.Contains(c.OrganisationId) && c.Conflicted)
            .ToListAsync(ct)).ToLookup(c => c.OrganisationId, c => c.ReviewerId);
        var members = (await db.OrganisationPeople
            .Where(p => organisations.Contains(p.OrganisationId) && p.PersonId != null && reviewers.Keys.Contains(p.PersonId.Value))
            .ToListAsync(ct)).ToLookup(p => p.OrganisationId, p => p.PersonId!.Value);
        return
        [
            .. applications
                .Select(a => new ReviewAssignment.Need(
                    a.Id,
                    a.Number,
                    competition.ReviewersPerApplication - reviews[a.Id].Count(r => r.State != ReviewState.Declined),
                    reviews[a.Id].Select(r => r.ReviewerId).Concat(conflicts[a.OrganisationId]).Concat(members[a.OrganisationId]).ToHashSet()))
                .Where(n => n.Needed > 0),
        ];
    }

    static async Task<Dictionary<Guid, int>> LoadAsync(
        GrantFlowDb db, Competition competition, Dictionary<Guid, Person> reviewers, CancellationToken ct)
    {
        var counts = await db.Reviews
            .Where(r => r.ProgrammeId == competition.ProgrammeId && r.CompetitionId == competition.Id && r.State != ReviewState.Declined)
            .GroupBy(r => r.ReviewerId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return reviewers.Keys.ToDictionary(r => r, r => counts.GetValueOrDefault(r));
    }
}
