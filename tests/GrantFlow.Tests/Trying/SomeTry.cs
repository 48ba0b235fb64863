using System.Text.Json.Nodes;
using GrantFlow.Forms;
using GrantFlow.Persistence;
using GrantFlow.Simulation;

namespace GrantFlow.Tests.Trying;

/// <summary>Requests to try something, in the likeness of an Armenian programme.</summary>
static class SomeTry
{
    public static readonly SampleProgramme Programme = new(
        "TRY", Text("Փորձ", "Проба", "Trial"), Text("Նպատակ", "Цель", "Goal"), Text("Աջակցություն", "Поддержка", "Support"),
        "AM", "AMD", "Asia/Yerevan", ["hy", "ru", "en"], new Dictionary<FormPurpose, IReadOnlyList<Question>>());

    public static IReadOnlyList<PlayedText> Shipped { get; } =
        [.. ShippedWorkflows.All.Select(w => new PlayedText((string)JsonNode.Parse(w.Json)!["definitionId"]!, w.Json, null, false))];

    /// <summary>One of the shipped definitions as it is.</summary>
    public static TryRequest Of(string definition, SampleMood mood = SampleMood.AllGoesWell) => Of(Shipped.Single(s => s.DefinitionId == definition), mood);

    /// <summary>A text, with what is shipped around it.</summary>
    public static TryRequest Of(PlayedText tried, SampleMood mood = SampleMood.AllGoesWell, string? about = null) =>
        new(tried, [.. Shipped.Where(s => s.DefinitionId != tried.DefinitionId)], Programme, new DateOnly(2026, 3, 2), mood, About: about);

    static LocalText Text(string hy, string ru, string en) => new([new("hy", hy), new("ru", ru), new("en", en)]);
}
