using GrantFlow.Simulation;

namespace GrantFlow.Web.Demo;

/// <summary>The two programmes of the demonstration: the simulation's own, made small and laid around today.</summary>
static class DemoScenarios
{
    /// <summary>Of Armenia: one cohort at work since last year, a second competition open now.</summary>
    public static (Scenario Scenario, OrganisationPool Pool) Armenian(DateOnly today)
    {
        var (scenario, pool) = Find("csos4progress");
        // Grants begin on the first of a month and report by the 15th after each quarter. Chosen seven months back, they owe
        // their second report in this very month: asked for before the 15th, late with some after it.
        var chosen = new DateOnly(today.Year, today.Month, 1).AddMonths(-7).AddDays(9);
        var from = chosen.AddDays(-173);
        var (first, second) = (scenario.Cohorts[0], scenario.Cohorts[1]);
        return (Around(scenario, from, scenario.Staff) with
        {
            Character = scenario.Character with { LateReports = 0.5 },
            Cohorts =
            [
                first with { Places = 6, Entrance = from.AddDays(7), Competition = first.Competition with
                    { Name = Named(first, from.Year + 1), Opens = At(from, 120, 9), Closes = At(from, 150, 18), Budget = 50_000_000, Months = 18, Reserve = 3 } },
                second with { Places = 6, Entrance = today.AddDays(-150), Competition = second.Competition with
                    { Name = Named(second, today.Year + 1), Opens = At(today, -12, 9), Closes = At(today, 18, 18), Budget = 50_000_000, Reserve = 3 } },
            ],
        }, pool with { Organisations = [.. Some(pool, 0, 14), .. Some(pool, 2, 7)] });
    }

    /// <summary>Of Kyrgyzstan: applications under review now, a second competition to come.</summary>
    public static (Scenario Scenario, OrganisationPool Pool) Kyrgyz(DateOnly today)
    {
        var (scenario, pool) = Find("cgp");
        var from = today.AddDays(-230);
        var cohort = scenario.Cohorts[0];
        // One address is one account: whoever approves in both programmes has another one here.
        var staff = scenario.Staff.Select(s => s.Role == "Approver" ? s with { Mail = "approvals.kg@prime.example" } : s);
        return (Around(scenario, from, [.. staff]) with
        {
            Character = scenario.Character with { AppliesWhenEntitled = 0.9 },
            Cohorts =
            [
                cohort with { Name = Year(today.Year), Places = 6, Entrance = from.AddDays(7), Competition = cohort.Competition with
                    { Name = Named(cohort, today.Year), Opens = At(today, -60, 9), Closes = At(today, -12, 18), Budget = 9_000_000, Reserve = 3 } },
                cohort with { Name = Year(today.Year + 1), Places = 6, Entrance = from.AddDays(7), Competition = cohort.Competition with
                    { Name = Named(cohort, today.Year + 1), Opens = At(today, 14, 9), Closes = At(today, 52, 18), Budget = 9_000_000, Reserve = 3 } },
            ],
        }, pool with { Organisations = [.. Some(pool, 0, 12)] });
    }

    static (Scenario Scenario, OrganisationPool Pool) Find(string code) =>
        Scenarios.Find(code) ?? throw new InvalidOperationException($"The scenario {code} isn't part of the program.");

    // Events would fill years; what happens to a grant is left to those who try the service.
    static Scenario Around(Scenario scenario, DateOnly from, IReadOnlyList<StaffMember> staff) =>
        scenario with { From = from, Until = from.AddYears(5), Staff = staff, Happenings = [], Events = null };

    static IEnumerable<PoolOrganisation> Some(OrganisationPool pool, int wave, int count)
    {
        var all = pool.Organisations.Where(o => o.Wave == wave).ToList();
        return Enumerable.Range(0, count).Select(i => all[i * all.Count / count]);
    }

    // "Grants … 2015" of the scenario becomes the demonstration's own year.
    static LocalText Named(CohortPlan plan, int year) =>
        new(plan.Competition.Name.Texts.Select(t => KeyValuePair.Create(t.Key, System.Text.RegularExpressions.Regex.Replace(t.Value, "20[0-9]{2}", $"{year}"))));

    static LocalText Year(int year) =>
        new([new("ky", $"{year}-жылдын грант алуучулары"), new("ru", $"Грантополучатели {year} года"), new("en", $"Grantees of {year}")]);

    static DateTime At(DateOnly day, int days, int hour) => day.AddDays(days).ToDateTime(new TimeOnly(hour, 0));
}
