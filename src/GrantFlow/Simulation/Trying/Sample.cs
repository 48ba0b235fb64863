namespace GrantFlow.Simulation;

/// <summary>A small programme in the likeness of another: one cohort of two places, a competition, short grants.</summary>
static class Sample
{
    const int Places = 2;

    static readonly Character Well = new(0, 0, 0, 1, 0, 0, 0, 0, Mishaps: 0);

    // Shares at which, among six organisations, most ways of going wrong are met and the places still get filled.
    static readonly Character Late = new(0.1, 0.15, 0.1, 0.9, 0.15, 0.6, 0.4, 0.15, Mishaps: 4, Fitful: true);

    /// <summary>The sample that was asked for.</summary>
    public static (Scenario Scenario, OrganisationPool Pool) Of(TryRequest request)
    {
        var programme = request.Programme;
        var pool = PoolOf(programme);
        var dice = new Dice(request.Seed).For("sample");
        var from = request.From;
        var languages = programme.Languages;
        StaffMember Member(string role, int number)
        {
            var language = languages[number % languages.Count];
            return new StaffMember(pool.Names.Person(dice.For($"{role}:{number}"), language).Name, role, language, $"{role.ToLowerInvariant()}-{number + 1}@sample.example");
        }

        var scenario = new Scenario
        {
            Code = "sample",
            Name = programme.Name,
            Goal = programme.Goal,
            Acknowledgement = programme.Acknowledgement,
            NumberPrefix = programme.NumberPrefix,
            Country = programme.Country,
            Currency = programme.Currency,
            Zone = programme.Zone,
            Languages = languages,
            From = from,
            Until = from.AddMonths(24),
            Objectives = [],
            Staff =
            [
                Member("GrantManager", 0), Member("Approver", 1), Member("Administrator", 0), Member("Finance", 0), Member("Assessor", 0), Member("Assessor", 1),
                Member("Reviewer", 0), Member("Reviewer", 1), Member("Reviewer", 2), Member("Intermediary", 0), Member("Donor", languages.Count - 1),
            ],
            Cohorts = [CohortOf(programme, from)],
            Happenings = [],
            Character = request.Mood == SampleMood.AllGoesWell ? Well : Late,
        };
        return (scenario, pool with { Organisations = Choose(pool, languages, request.Organisations) });
    }

    // The entrance takes nine weeks or so and is over when the competition opens; grants begin in the eighth month, run for a year as a
    // rule, and leave a few months to settle what is late.
    static CohortPlan CohortOf(SampleProgramme programme, DateOnly from)
    {
        var (least, most) = programme.Currency switch
        {
            "AMD" => (1_000_000m, 3_000_000m),
            "KGS" => (250_000m, 700_000m),
            _ => (2_500m, 7_500m),
        };
        var opens = from.AddDays(87);
        while (opens.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) opens = opens.AddDays(1);
        return new CohortPlan(
            programme.Name, Places, 1, from.AddDays(3),
            new CompetitionPlan(
                programme.Name, opens.ToDateTime(new TimeOnly(9, 0)), opens.AddDays(23).ToDateTime(new TimeOnly(18, 0)), least, most, most * Places, Months: 4, Reserve: 2));
    }

    /// <summary>Organisations of the programme's languages in turn, as far as its country's pool has them.</summary>
    static List<PoolOrganisation> Choose(OrganisationPool pool, IReadOnlyList<string> languages, int count)
    {
        var waiting = languages.Select(l => new Queue<PoolOrganisation>(pool.Organisations.Where(o => o.Language == l))).Where(q => q.Count > 0).ToList();
        if (waiting.Count == 0) waiting.Add(new(pool.Organisations.Select(o => o with { Language = languages[0] })));
        List<PoolOrganisation> chosen = [];
        for (var i = 0; chosen.Count < count && waiting.Any(q => q.Count > 0); i++)
            if (waiting[i % waiting.Count].TryDequeue(out var next))
                chosen.Add(Fitting(next, pool) with { Wave = 1 });
        return chosen;
    }

    // Not every field has projects written in every language; this one has.
    static PoolOrganisation Fitting(PoolOrganisation one, OrganisationPool pool) =>
        pool.Projects.TryGetValue(one.Field, out var projects) && projects.ContainsKey(one.Language) ? one : one with { Field = "community" };

    /// <summary>The organisations of the programme's country; names and projects in all languages.</summary>
    static OrganisationPool PoolOf(SampleProgramme programme)
    {
        var (armenian, kyrgyz) = (OrganisationPool.Read("csos4progress"), OrganisationPool.Read("cgp"));
        var (home, other) = programme.Country == "KG" || (programme.Country != "AM" && programme.Languages.Contains("ky")) ? (kyrgyz, armenian) : (armenian, kyrgyz);
        return new OrganisationPool(
            home.Organisations,
            new PoolNames(
                Both(home.Names.Women, other.Names.Women), Both(home.Names.Men, other.Names.Men), Both(home.Names.Surnames, other.Names.Surnames),
                Both(home.Names.FeminineSurnames, other.Names.FeminineSurnames)),
            home.Projects.Keys.Union(other.Projects.Keys)
                .ToDictionary(f => f, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> (f) => Both(Of(home, f), Of(other, f))));
    }

    static IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Of(OrganisationPool pool, string field) =>
        pool.Projects.GetValueOrDefault(field) ?? new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>();

    static Dictionary<string, T> Both<T>(IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> second) =>
        first.Concat(second.Where(s => !first.ContainsKey(s.Key))).ToDictionary();
}
