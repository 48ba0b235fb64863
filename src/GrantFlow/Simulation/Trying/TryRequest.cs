using System.Text.Json.Serialization;
using GrantFlow.Forms;

namespace GrantFlow.Simulation;

/// <summary>How the sample's people are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleMood>))]
public enum SampleMood
{
    /// <summary>Everybody answers, and in time.</summary>
    AllGoesWell,

    /// <summary>Many are late, some never answer, staff choose any of the answers.</summary>
    LateAndSilent,
}

/// <summary>A programme in whose likeness a sample is made.</summary>
/// <param name="NumberPrefix">What its numbers begin with.</param>
/// <param name="Name">The name.</param>
/// <param name="Goal">What it is for.</param>
/// <param name="Acknowledgement">The donor's line.</param>
/// <param name="Country">ISO 3166-1.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Zone">IANA.</param>
/// <param name="Languages">The default one first.</param>
/// <param name="Forms">The questions asked now, by purpose.</param>
public sealed record SampleProgramme(
    string NumberPrefix,
    LocalText Name,
    LocalText Goal,
    LocalText Acknowledgement,
    string Country,
    string Currency,
    string Zone,
    IReadOnlyList<string> Languages,
    IReadOnlyDictionary<FormPurpose, IReadOnlyList<Question>> Forms);

/// <summary>A definition that is played.</summary>
/// <param name="DefinitionId">Its lasting id.</param>
/// <param name="Json">Its text.</param>
/// <param name="StandsInFor">The shared definition whose place it takes in the programme; null for none.</param>
/// <param name="Own">The programme's own; false for one of every programme's.</param>
public sealed record PlayedText(string DefinitionId, string Json, string? StandsInFor, bool Own);

/// <summary>What is to be tried, with all that a host needs to play it: it isn't looked up again.</summary>
/// <param name="Tried">The drawn text.</param>
/// <param name="Others">What is published, without the tried definition.</param>
/// <param name="Programme">In whose likeness.</param>
/// <param name="From">The sample's first day.</param>
/// <param name="Mood">How its people are.</param>
/// <param name="Organisations">How many organisations come forward, 2 to 12.</param>
/// <param name="About">The kind of subject about which it is started by hand; null where the programme starts it.</param>
/// <param name="Seed">The same seed plays the same.</param>
public sealed record TryRequest(
    PlayedText Tried,
    IReadOnlyList<PlayedText> Others,
    SampleProgramme Programme,
    DateOnly From,
    SampleMood Mood = SampleMood.AllGoesWell,
    int Organisations = TryRequest.UsualOrganisations,
    string? About = null,
    int Seed = 1)
{
    /// <summary>How many organisations come forward where nothing else is asked.</summary>
    public const int UsualOrganisations = 6;

    /// <summary>The fewest.</summary>
    public const int FewestOrganisations = 2;

    /// <summary>The most.</summary>
    public const int MostOrganisations = 12;

    /// <summary>The kinds of subject about which a workflow can be started by hand.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["organisation", "cohort", "competition", "application", "award", "report"];
}
