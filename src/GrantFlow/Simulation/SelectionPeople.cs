using GrantFlow.Competitions;
using GrantFlow.Selection;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Reviewers who declare their ties and score, and the prime's person who approves.</summary>
sealed class SelectionPeople(Theatre theatre) : ITroupe
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["review", "competition"];

    /// <inheritdoc/>
    public Task LookAsync(string kind, Guid id, CancellationToken ct) => kind == "review" ? LookAtReviewAsync(id, ct) : LookAtDecisionAsync(id, ct);

    async Task LookAtReviewAsync(Guid id, CancellationToken ct)
    {
        var (review, application, competition) = await theatre.ReadAsync(async db =>
        {
            var found = await db.Reviews.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id && r.State == ReviewState.Assigned, ct);
            return found is null ? (null, null, null) : (
                found,
                await db.Applications.AsNoTracking().FirstOrDefaultAsync(a => a.Id == found.ApplicationId, ct),
                await db.Competitions.AsNoTracking().FirstOrDefaultAsync(c => c.Id == found.CompetitionId, ct));
        });
        if (review is null || application is null || competition is null) return;
        if (theatre.StaffOf(review.ReviewerId) is not { } reviewer || theatre.CompanyOf(application.OrganisationId) is not { } company) return;
        var key = $"review:{application.Number}:{reviewer.Member.Mail}";
        var dice = theatre.Dice(key);
        var known = reviewer.Member.Knows?.Contains(company.Facts.Region) == true;
        var conflicted = dice.For("tie").Chance(known ? 0.25 : theatre.Character.ReviewerConflict);
        var at = ReplyAt(review, reviewer, key);
        var opened = theatre.OfficeHour(theatre.Programme.DayOf(theatre.Now + ((at - theatre.Now) * 0.4)), $"{key}:open", theatre.Now);
        if (opened >= at) opened = at.AddHours(-1);
        theatre.Plan(opened, $"{key}:tie", (db, c) => DeclareConflict.Execute(
            db, reviewer.Person.Actor, review.Id,
            new DeclareConflict.Request(conflicted, conflicted ? Phrases.Pick(dice, "conflict", reviewer.Person.Language) : ""), theatre.Clock, c));
        if (conflicted) return;
        theatre.Plan(at, $"{key}:score", (db, c) => SubmitScore.Execute(
            db, reviewer.Person.Actor, review.Id,
            new SubmitScore.Request(Scores(competition, company, dice), Phrases.Pick(dice, "reviewComment", reviewer.Person.Language)), theatre.Clock, c));
    }

    /// <summary>Reviewers have their own pace: some score at once, some on the last evening, one in twenty too late.</summary>
    DateTimeOffset ReplyAt(Review review, StaffPlayer reviewer, string key)
    {
        var dice = theatre.Dice($"pace:{key}");
        if (theatre.Mishap(dice, 0.05)) return theatre.OfficeHour(theatre.Programme.DayOf(review.DueAt.AddDays(dice.Between(1, 4))), key, theatre.Now);
        var pace = theatre.Dice($"pace:{reviewer.Member.Mail}").Fraction();
        var share = 0.2 + (pace * 0.5) + (dice.Fraction() * 0.25);
        var at = theatre.OfficeHour(theatre.Programme.DayOf(theatre.Now + ((review.DueAt - theatre.Now) * share)), key, theatre.Now.AddHours(2));
        return at < review.DueAt ? at : review.DueAt.AddHours(-1);
    }

    /// <summary>What the application is worth, seen through a reviewer who is strict or mild.</summary>
    Dictionary<string, int> Scores(Competition competition, Company company, Dice dice)
    {
        var worth = (company.Strength * 0.55) + (theatre.Dice($"worth:{company.Key}:{competition.OpensAt.Year}").Fraction() * 0.45);
        var mild = (dice.For("mild").Fraction() - 0.5) * 0.2;
        return competition.Criteria.ToDictionary(c => c.Code, c =>
            (int)Math.Clamp(Math.Round((worth + mild + ((dice.For(c.Code).Fraction() - 0.5) * 0.35)) * c.MaxPoints), 0, c.MaxPoints));
    }

    async Task LookAtDecisionAsync(Guid id, CancellationToken ct)
    {
        var (decision, cohort) = await theatre.ReadAsync(async db => (
            await db.Decisions.AsNoTracking().FirstOrDefaultAsync(d => d.CompetitionId == id && d.State == DecisionState.Proposed, ct),
            await db.Competitions.Where(c => c.Id == id).Join(db.Set<Programmes.Cohort>(), c => c.CohortId, c => c.Id, (_, c) => c.Number).FirstOrDefaultAsync(ct)));
        if (decision is null) return;
        var key = $"decision:{cohort}";
        var approver = theatre.With("Approver") is [var first, ..] ? first : theatre.With("GrantManager")[^1];
        var minutes = Phrases.Pick(theatre.Dice(key), "minutes", theatre.Programme.DefaultLanguage);
        theatre.Plan(theatre.InOffice(theatre.Dice(key).Between(4, 9), key), key, (db, c) => ApproveDecision.Execute(
            db, approver.Person.Actor, decision.Id, new ApproveDecision.Request(minutes), theatre.Clock, c));
    }
}
