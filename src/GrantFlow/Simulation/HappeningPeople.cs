using GrantFlow.Awards;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>What befalls grants whatever their people do: a suspension, an organisation that leaves.</summary>
sealed class HappeningPeople(Theatre theatre)
{
    /// <summary>Plans what the scenario has in store.</summary>
    public void Plan(IReadOnlyList<Happening> happenings)
    {
        foreach (var happening in happenings)
        {
            var key = $"happening:{happening.Kind}:{happening.Cohort}:{happening.Member}";
            theatre.Diary.Plan(theatre.OfficeHour(happening.At, key, theatre.Now), key, ct => happening.Kind switch
            {
                "Suspend" => SuspendAsync(happening, key, ct),
                "Leave" => LeaveAsync(happening, key, ct),
                _ => throw new InvalidOperationException($"The scenario names a happening '{happening.Kind}', which isn't known."),
            });
        }
    }

    async Task SuspendAsync(Happening happening, string key, CancellationToken ct)
    {
        if (await AwardOfAsync(happening, ct) is not { } award) return;
        var manager = theatre.With("GrantManager")[0].Person.Actor;
        var language = theatre.Programme.DefaultLanguage;
        await theatre.DoAsync(key, (db, c) => SuspendAward.Execute(
            db, manager, award.Id, new SuspendAward.Request(happening.Reason.In(language)), theatre.Clock, c), ct);
        theatre.Say($"{award.Number} is suspended");
        theatre.Plan(theatre.InOffice(happening.Days, key), $"{key}:resume", (db, c) => ResumeAward.Execute(
            db, manager, award.Id, new ResumeAward.Request(Phrases.Pick(theatre.Dice(key), "corrected", language)), theatre.Clock, c));
    }

    async Task LeaveAsync(Happening happening, string key, CancellationToken ct)
    {
        if (await AwardOfAsync(happening, ct) is not { CohortId: { } cohort } award) return;
        var manager = theatre.With("GrantManager")[0].Person.Actor;
        var reason = happening.Reason.In(theatre.Programme.DefaultLanguage);
        await theatre.DoAsync(key, (db, c) => RemoveMember.Execute(
            db, manager, cohort, new RemoveMember.Request(award.OrganisationId, reason), theatre.Clock, c), ct);
        theatre.Say($"{award.Number}: the organisation leaves");
        // A place given up ends its grant: by the workflow if it does so, else by the manager within days.
        theatre.Diary.Plan(theatre.InOffice(3, key), $"{key}:end", async c =>
        {
            var state = await theatre.ReadAsync(db => db.Awards.Where(a => a.Id == award.Id).Select(a => a.State).SingleAsync(c));
            if (state is AwardState.Signed or AwardState.Active or AwardState.Suspended)
                await theatre.DoAsync($"{key}:end", (db, t) => TerminateAward.Execute(db, manager, award.Id, new TerminateAward.Request(reason), theatre.Clock, t), c);
            else if (state is AwardState.Prepared or AwardState.DueDiligence or AwardState.Offered)
                await theatre.DoAsync($"{key}:end", (db, t) => DeclineAward.Execute(db, manager, award.Id, new DeclineAward.Request(reason), theatre.Clock, t), c);
        });
    }

    /// <summary>The award of the member meant: members are counted in the order of their awards' numbers.</summary>
    Task<Award?> AwardOfAsync(Happening happening, CancellationToken ct) => theatre.ReadAsync(db => db.Awards.AsNoTracking()
        .Join(db.Cohorts.Where(c => c.Number == happening.Cohort), a => a.CohortId, c => c.Id, (a, _) => a)
        .OrderBy(a => a.Number)
        .Skip(happening.Member - 1)
        .FirstOrDefaultAsync(ct));
}
