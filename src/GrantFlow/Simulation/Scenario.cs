using System.Text.Json;

namespace GrantFlow.Simulation;

/// <summary>The facts of a programme to be played: what was planned, by whom, with what people. How it goes, the play tells.</summary>
sealed record Scenario
{
    /// <summary>As on the command line.</summary>
    public required string Code { get; init; }

    /// <summary>The programme's name.</summary>
    public required LocalText Name { get; init; }

    /// <summary>What it is for.</summary>
    public required LocalText Goal { get; init; }

    /// <summary>Who pays, as shown on calls and letters.</summary>
    public required LocalText Acknowledgement { get; init; }

    /// <summary>What numbers of applications begin with.</summary>
    public required string NumberPrefix { get; init; }

    /// <summary>ISO 3166-1.</summary>
    public required string Country { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>IANA.</summary>
    public required string Zone { get; init; }

    /// <summary>The first is the one of people whose own isn't known.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>Objectives by code.</summary>
    public required IReadOnlyList<NamedCode> Objectives { get; init; }

    /// <summary>Who works on it.</summary>
    public required IReadOnlyList<StaffMember> Staff { get; init; }

    /// <summary>Cohorts in order.</summary>
    public required IReadOnlyList<CohortPlan> Cohorts { get; init; }

    /// <summary>What befalls grants, whatever their people do.</summary>
    public required IReadOnlyList<Happening> Happenings { get; init; }

    /// <summary>How the people are.</summary>
    public required Character Character { get; init; }

    /// <summary>The trainings and seminars, or null for none.</summary>
    public EventsPlan? Events { get; init; }
}

/// <summary>A code with its name.</summary>
sealed record NamedCode(string Code, LocalText Name);

/// <summary>One of those who run the programme.</summary>
/// <param name="Name">As the person writes it.</param>
/// <param name="Role">A role of the service, or <c>Approver</c>: the prime's person who approves decisions.</param>
/// <param name="Language">hy, ky, ru or en.</param>
/// <param name="Mail">The address.</param>
/// <param name="Knows">Regions whose applicants a reviewer may be tied to; null for none.</param>
sealed record StaffMember(string Name, string Role, string Language, string Mail, IReadOnlyList<string>? Knows = null);

/// <summary>A cohort as planned.</summary>
/// <param name="Name">The name.</param>
/// <param name="Places">Organisations it holds.</param>
/// <param name="Wave">Organisations of this and earlier waves hear of it.</param>
/// <param name="Entrance">The day on which those of its wave are first spoken to.</param>
/// <param name="Competition">How its places are filled.</param>
sealed record CohortPlan(LocalText Name, int Places, int Wave, DateOnly Entrance, CompetitionPlan Competition);

/// <summary>A competition as planned; times are in the programme's zone.</summary>
/// <param name="Name">The title.</param>
/// <param name="Opens">First instant.</param>
/// <param name="Closes">Last instant.</param>
/// <param name="AmountFrom">The least anybody asks for.</param>
/// <param name="AmountTo">The most one may ask for.</param>
/// <param name="Budget">The money there is.</param>
/// <param name="Months">How long a grant runs.</param>
/// <param name="Reserve">How many are kept in reserve.</param>
/// <param name="RegionCap">The most from one region, or null.</param>
/// <param name="Reviewers">Reviews an application gets.</param>
sealed record CompetitionPlan(
    LocalText Name, DateTime Opens, DateTime Closes, decimal AmountFrom, decimal AmountTo, decimal Budget, int Months, int Reserve, int? RegionCap = null, int Reviewers = 2);

/// <summary>What befalls a grant.</summary>
/// <param name="Kind"><c>Suspend</c> or <c>Leave</c>.</param>
/// <param name="Cohort">The cohort's number.</param>
/// <param name="Member">Which of its members, counted from 1 in the order of their numbers.</param>
/// <param name="At">The day.</param>
/// <param name="Days">How long a suspension lasts.</param>
/// <param name="Reason">In the programme's languages.</param>
sealed record Happening(string Kind, int Cohort, int Member, DateOnly At, int Days, LocalText Reason);

/// <summary>How the people of a programme are: shares from 0 to 1.</summary>
/// <param name="DeclinesAssessment">Organisations that say no to an assessment.</param>
/// <param name="IgnoresAssessment">Organisations that never answer the offer.</param>
/// <param name="NeverFinishesProfile">Organisations that leave the questionnaire lying.</param>
/// <param name="AppliesWhenEntitled">Entitled organisations that apply.</param>
/// <param name="MissesDeadline">Applications begun that come too late.</param>
/// <param name="LateReports">Reports that come late.</param>
/// <param name="ReportsReturned">Reports given back for correction.</param>
/// <param name="ReviewerConflict">Reviews given up because of a tie with the applicant, outside the regions a reviewer knows.</param>
/// <param name="Mishaps">How often what goes wrong in every programme goes wrong in this one: 1 as a rule, 0 never.</param>
/// <param name="Fitful">Staff answer tasks late and with any of the answers, not soon and with the first.</param>
sealed record Character(
    double DeclinesAssessment,
    double IgnoresAssessment,
    double NeverFinishesProfile,
    double AppliesWhenEntitled,
    double MissesDeadline,
    double LateReports,
    double ReportsReturned,
    double ReviewerConflict,
    double Mishaps = 1,
    bool Fitful = false);

/// <summary>The trainings and seminars as planned.</summary>
/// <param name="From">Not before.</param>
/// <param name="Until">Not after.</param>
/// <param name="Count">How many.</param>
/// <param name="Attendances">How many chairs are taken in all.</param>
/// <param name="Topics">The list they are on.</param>
/// <param name="Venues">Where, by region; only regions named here have any.</param>
sealed record EventsPlan(
    DateOnly From, DateOnly Until, int Count, int Attendances, IReadOnlyList<NamedCode> Topics, IReadOnlyDictionary<string, string> Venues);

/// <summary>Scenarios by name.</summary>
static class Scenarios
{
    const string Prefix = "GrantFlow.Simulation.Scenarios.";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>The codes there are, in order.</summary>
    public static IReadOnlyList<string> Codes { get; } =
        [.. typeof(Scenarios).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^".json".Length])
            .Where(n => !n.Contains('.', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>The scenario of that code, or null.</summary>
    public static (Scenario Scenario, OrganisationPool Pool)? Find(string code)
    {
        var known = Codes.FirstOrDefault(c => c.Equals(code, StringComparison.OrdinalIgnoreCase));
        return known is null ? null : (Read<Scenario>(known), OrganisationPool.Read(known));
    }

    /// <summary>Reads one part of a scenario.</summary>
    public static T Read<T>(string name)
    {
        using var stream = typeof(Scenarios).Assembly.GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new InvalidOperationException($"There is no scenario file {name}.json.");
        return JsonSerializer.Deserialize<T>(stream, Json)
            ?? throw new InvalidOperationException($"The scenario file {name}.json is empty.");
    }
}
