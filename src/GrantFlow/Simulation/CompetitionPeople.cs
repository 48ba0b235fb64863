using System.Globalization;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Forms;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Organisations that apply: early, at the last hour, too late, or not at all.</summary>
sealed class CompetitionPeople(Theatre theatre, OrganisationPool pool, IReadOnlyList<CohortPlan> cohorts) : ITroupe
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["competition"];

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        var (competition, number) = await theatre.ReadAsync(async db =>
        {
            var found = await db.Competitions.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
            return (found, found is null ? 0 : await db.Cohorts.Where(c => c.Id == found.CohortId).Select(c => c.Number).FirstOrDefaultAsync(ct));
        });
        if (competition is not { State: CompetitionState.Published or CompetitionState.Open }) return;
        // Who may apply is asked in the days after the opening, as people do, and not before.
        var key = $"hear:{number}";
        theatre.Diary.Plan(theatre.OfficeHour(theatre.Programme.DayOf(competition.OpensAt).AddDays(1), key, competition.OpensAt), key, c => HearAsync(competition, number, c));
    }

    async Task HearAsync(Competition competition, int cohort, CancellationToken ct)
    {
        var (members, entitled) = await theatre.ReadAsync(async db => (
            await db.CohortMembers.Where(m => m.State == CohortMemberState.Member).Select(m => m.OrganisationId).ToHashSetAsync(ct),
            await EntitlementOf.Among(db, theatre.Programme.Id, [.. theatre.Companies.Select(c => c.Id)], competition.ClosesAt, ct)));
        var wave = cohorts[cohort - 1].Wave;
        foreach (var company in theatre.Companies.Where(c => Math.Max(c.Facts.Wave, 1) <= wave))
        {
            var dice = theatre.Dice($"apply:{cohort}:{company.Key}");
            // One member in ten hasn't read that members needn't apply; some who skipped the entrance try all the same.
            var share = members.Contains(company.Id) ? 0.1 * theatre.Character.Mishaps : entitled.Contains(company.Id) ? theatre.Character.AppliesWhenEntitled : 0.12 * theatre.Character.Mishaps;
            if (dice.Chance(share)) PlanApplication(competition, cohort, company, dice);
        }
    }

    void PlanApplication(Competition competition, int cohort, Company company, Dice dice)
    {
        var key = $"application:{cohort}:{company.Key}";
        var begin = theatre.OfficeHour(theatre.Programme.DayOf(competition.OpensAt).AddDays(dice.Between(2, 25)), key, theatre.Now);
        var plan = cohorts[cohort - 1].Competition;
        theatre.Plan(begin, key, async (db, ct) =>
        {
            var verdict = await StartApplication.Execute(
                db, company.Editor.Actor, competition.Id, new StartApplication.Request(company.Id, company.Language), theatre.Clock, ct);
            if (verdict.Allows(out var fact, out _)) PlanWriting(competition, plan, company, fact.ApplicationId, key, dice.For("writing"));
            return verdict;
        });
    }

    void PlanWriting(Competition competition, CompetitionPlan plan, Company company, Guid application, string key, Dice dice)
    {
        var project = dice.Pick(pool.Projects[company.Facts.Field][company.Language]);
        var step = Math.Max(1, decimal.Truncate((plan.AmountTo - plan.AmountFrom) / 40));
        var amount = plan.AmountFrom + (step * dice.Between(0, 40));
        var (draft, sent) = Times(competition, company, dice);
        theatre.Plan(draft, $"{key}:draft", async (db, ct) =>
        {
            var form = await db.Forms.AsNoTracking().FirstAsync(f => f.Id == competition.FormId, ct);
            Dictionary<string, string> texts = new()
            {
                ["need"] = project[1],
                ["months"] = plan.Months.ToString(CultureInfo.InvariantCulture),
            };
            return await SaveApplication.Execute(
                db, company.Editor.Actor, application,
                new SaveApplication.Request(project[0], project[1], Paperwork.Answer(form.Questions, company, dice.For("answers"), texts), amount),
                theatre.Clock, ct);
        });
        // A few drafts are never sent.
        if (!theatre.Mishap(dice.For("sent"), 0.03))
            theatre.Plan(sent, $"{key}:submit", (db, ct) => SubmitApplication.Execute(db, company.Head.Actor, application, theatre.Clock, ct));
    }

    /// <summary>When the draft is written and when it is sent: four in ten on the last day, one in ten in the last hour.</summary>
    /// <remarks>Source: shares of the due date in the field's figures (NIH R01, SmartyGrants 2019).</remarks>
    (DateTimeOffset Draft, DateTimeOffset Sent) Times(Competition competition, Company company, Dice dice)
    {
        var closes = competition.ClosesAt;
        var late = dice.For("late").Chance(theatre.Character.MissesDeadline);
        var throws = dice.For("when").Fraction();
        var sent = late ? closes.AddMinutes(dice.Between(3, 600))
            : throws < 0.1 ? closes.AddMinutes(-dice.Between(2, 60))
            : throws < 0.43 ? closes.AddMinutes(-dice.Between(61, 540))
            : theatre.OfficeHour(theatre.Programme.DayOf(closes.AddDays(-dice.Between(1, 2 + (int)(12 * company.Punctuality)))), "sent", theatre.Now);
        if (sent >= closes && !late) sent = closes.AddMinutes(-90);
        if (sent <= theatre.Now) sent = theatre.Now.AddHours(3);
        return (theatre.Now + ((sent - theatre.Now) * 0.9), sent);
    }
}
