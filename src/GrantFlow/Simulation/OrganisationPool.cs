namespace GrantFlow.Simulation;

/// <summary>An organisation that a programme may meet.</summary>
/// <param name="Name">In its own language.</param>
/// <param name="Region">ISO 3166-2.</param>
/// <param name="Town">Town or village.</param>
/// <param name="Kind">Ngo, Foundation or Initiative; an initiative isn't on the state's register.</param>
/// <param name="Field">What it works on; a key of the projects.</param>
/// <param name="Language">hy, ky, ru or en.</param>
/// <param name="Site">The part of its addresses after the at sign.</param>
/// <param name="Wave">The first cohort it hears of; 0 is 1.</param>
sealed record PoolOrganisation(
    string Name, string Region, string Town, string Kind, string Field, string Language, string Site, int Wave = 0);

/// <summary>Names of people by language.</summary>
/// <param name="Women">First names.</param>
/// <param name="Men">First names.</param>
/// <param name="Surnames">As men bear them.</param>
/// <param name="FeminineSurnames">What women's end in beyond that, where the language does so.</param>
sealed record PoolNames(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Women,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Men,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Surnames,
    IReadOnlyDictionary<string, string> FeminineSurnames)
{
    static readonly string[] TakesEnding = ["ов", "ев", "ёв", "ин"];

    /// <summary>An invented person.</summary>
    public (string Name, bool Woman) Person(Dice dice, string language)
    {
        var woman = dice.Chance(0.58);                              // The sector's own share, by and large.
        var first = dice.Pick((woman ? Women : Men)[language]);
        var surname = dice.Pick(Surnames[language]);
        if (woman && FeminineSurnames.TryGetValue(language, out var ending) && TakesEnding.Any(e => surname.EndsWith(e, StringComparison.Ordinal)))
            surname += ending;
        return ($"{first} {surname}", woman);
    }
}

/// <summary>The organisations, names and projects a scenario draws on.</summary>
/// <param name="Organisations">In the order they are met.</param>
/// <param name="Names">For people.</param>
/// <param name="Projects">Title and summary by field and language.</param>
sealed record OrganisationPool(
    IReadOnlyList<PoolOrganisation> Organisations,
    PoolNames Names,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>>> Projects)
{
    /// <summary>The pool of a scenario.</summary>
    public static OrganisationPool Read(string code) => new(
        Scenarios.Read<List<PoolOrganisation>>($"{code}.organisations"),
        Scenarios.Read<PoolNames>($"{code}.people"),
        Scenarios.Read<Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>>>>($"{code}.projects"));
}

/// <summary>What people write, by occasion and language.</summary>
static class Phrases
{
    static readonly Dictionary<string, Dictionary<string, System.Text.Json.JsonElement>> All =
        Scenarios.Read<Dictionary<string, Dictionary<string, System.Text.Json.JsonElement>>>("people.phrases");

    /// <summary>Something to write on an occasion.</summary>
    public static string Pick(Dice dice, string occasion, string language)
    {
        var choices = All[occasion][language];
        return choices[dice.Between(0, choices.GetArrayLength() - 1)].GetString()!;
    }

    /// <summary>What somebody is in an organisation.</summary>
    public static string Position(string language, string role) => All["positions"][language].GetProperty(role).GetString()!;
}
