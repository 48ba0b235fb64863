using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Programmes;

namespace GrantFlow.Simulation;

/// <summary>What the programme's staff do of their own accord: enter the programme, call organisations in, open cohorts and competitions.</summary>
sealed class Opening(Theatre theatre, Scenario scenario, OrganisationPool pool, Casting casting)
{
    /// <summary>Enters the programme with its people; everything else is planned from there.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        var created = await theatre.DoAsync("programme", (db, c) => CreateProgramme.Execute(db, Actor.Service, Request(), theatre.Clock, c), ct)
            ?? throw new InvalidOperationException($"The programme {scenario.Code} was refused: {theatre.Refused.Keys.First()}.");
        theatre.Programme = await theatre.ReadAsync(async db => (await db.Programmes.FindAsync([created.ProgrammeId], ct))!);
        theatre.Staff = await casting.HireAsync(scenario.Staff, theatre.Programme.Id, ct);
        foreach (var objective in scenario.Objectives)
        {
            await theatre.DoAsync($"objective:{objective.Code}", (db, c) => AddObjective.Execute(
                db, Lead, theatre.Programme.Id, new AddObjective.Request(objective.Code, objective.Name), theatre.Clock, c), ct);
        }

        foreach (var (index, cohort) in scenario.Cohorts.Index())
        {
            var wave = pool.Organisations.Index().Where(o => Math.Max(o.Item.Wave, 1) == cohort.Wave && FirstOf(index)).ToList();
            PlanRegistrations(cohort, wave);
            PlanCohortOf(index + 1, cohort);
        }
    }

    Actor Lead => theatre.With("GrantManager")[0].Person.Actor;

    /// <summary>A wave enters with the first cohort that names it.</summary>
    bool FirstOf(int index) => scenario.Cohorts.Take(index).All(c => c.Wave != scenario.Cohorts[index].Wave);

    CreateProgramme.Request Request() => new(
        scenario.Code, scenario.NumberPrefix, scenario.Name, scenario.Goal, scenario.Country, scenario.Currency, scenario.Zone,
        scenario.From, scenario.Until, scenario.Languages[0], [.. scenario.Languages], EntranceRequired: true, Acknowledgement: scenario.Acknowledgement);

    /// <summary>Organisations come forward over the first weeks of their entrance, a few each working day.</summary>
    void PlanRegistrations(CohortPlan cohort, List<(int Index, PoolOrganisation Item)> wave)
    {
        var perDay = Math.Max(1, (int)Math.Ceiling(wave.Count / 25.0));
        foreach (var (place, (index, facts)) in wave.Index())
        {
            var key = $"register:{index + 1:D4}";
            var day = cohort.Entrance.AddDays(place / perDay * 7 / 5);
            theatre.Diary.Plan(theatre.OfficeHour(day, key, theatre.Now), key, ct => casting.RegisterAsync(index + 1, facts, ct));
        }
    }

    void PlanCohortOf(int number, CohortPlan plan)
    {
        var key = $"cohort:{number}";
        var opens = theatre.AtLocal(plan.Competition.Opens);
        theatre.Diary.Plan(theatre.OfficeHour(theatre.Programme.DayOf(opens).AddDays(-21), key, theatre.Now), key, async ct =>
        {
            var planned = await theatre.DoAsync(key, (db, c) => PlanCohort.Execute(
                db, Lead, theatre.Programme.Id,
                new PlanCohort.Request(number, plan.Name, plan.Competition.Opens.Year, plan.Places), theatre.Clock, c), ct);
            if (planned is null) return;
            await theatre.DoAsync($"competition:{number}", (db, c) => CreateCompetition.Execute(
                db, Lead, planned.CohortId, CompetitionOf(plan), theatre.Clock, c), ct);
            await theatre.DoAsync($"open:{number}", (db, c) => OpenCohort.Execute(
                db, Lead, planned.CohortId, new OpenCohort.Request(), theatre.Clock, c), ct);
            theatre.Say($"cohort {number} begins: {plan.Name.In("en")}");
        });
    }

    CreateCompetition.Request CompetitionOf(CohortPlan plan) => new(
        plan.Competition.Name, scenario.Goal, theatre.AtLocal(plan.Competition.Opens), theatre.AtLocal(plan.Competition.Closes),
        plan.Competition.Budget, plan.Competition.AmountTo, plan.Places, plan.Competition.Reserve, plan.Competition.RegionCap, plan.Competition.Reviewers);
}
