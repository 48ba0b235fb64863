using System.Text.Json;
using FluentAssertions;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using GrantFlow.Workflows.Activities;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>What came drawn with the program reads in the reader's language; what somebody wrote stays as it was written.</summary>
public sealed class DrawnTextsTests(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly string[] Foreign = [.. LocalText.Languages.Where(l => l != "en")];

    IEnumerable<ActivityDescriptor> Descriptors => host.Service<ActivityCatalogue>().Descriptors.Values.Where(d => ShippedWorkflows.All.All(w => !w.Json.Contains($"\"definitionId\": \"{d.TypeName}\"", StringComparison.Ordinal)));

    [Fact]
    public void Every_caption_that_is_shipped_has_its_words_in_every_language_and_no_words_are_left_over()
    {
        var captions = ShippedWorkflows.All.SelectMany(w => CaptionsOf(JsonDocument.Parse(w.Json).RootElement))
            .Concat(Descriptors.SelectMany(d => d.Inputs.Select(i => i.DisplayName).Append(d.DisplayName))).ToHashSet();

        Foreign.Should().AllSatisfy(l =>
        {
            captions.Where(c => TextBook.Drawn(l, c) is null).Should().BeEmpty();
            TextBook.Drawn(l).Keys.Where(c => !captions.Contains(c)).Should().BeEmpty();
            TextBook.Drawn(l).Values.Should().OnlyContain(words => !string.IsNullOrWhiteSpace(words));
        });
    }

    [Fact]
    public void Every_outcome_has_a_word_people_read()
    {
        var outcomes = Descriptors.SelectMany(d => d.Ports).Select(p => p.Name)
            .Concat(ShippedWorkflows.All.SelectMany(w => PortsOf(JsonDocument.Parse(w.Json).RootElement))).Distinct();

        outcomes.Where(o => TextBook.Find("en", $"outcome.{o}") is null).Should().BeEmpty();
    }

    [Theory]
    [InlineData("hy", "Wait for the profile", "Սպասել պրոֆիլին")]
    [InlineData("ru", "Award – CSOs for Progress", "Грант – CSOs for Progress")]
    [InlineData("ru", "Wait for the minister", "Wait for the minister")]
    [InlineData("ru", "Ждать министра", "Ждать министра")]
    [InlineData("en", "Wait for the profile", "Wait for the profile")]
    public void A_caption_reads_in_the_reader_s_language_and_stays_where_somebody_wrote_it(string language, string caption, string read) =>
        new Texts(language).Drawn(caption).Should().Be(read);

    [Theory]
    [InlineData("NoMore", null, "больше нет")]
    [InlineData("Held", "GrantFlow.WaitForVisit", "состоялся")]
    [InlineData("Held", "GrantFlow.ReleaseDisbursement", "приостановлено")]
    [InlineData("Ask the minister", "GrantFlow.AskPerson", "Ask the minister")]
    public void An_outcome_reads_in_the_reader_s_language_and_stays_where_somebody_named_it(string name, string? type, string read) =>
        new Texts("ru").Outcome(name, type).Should().Be(read);

    [Fact]
    public void A_copy_is_called_after_the_shared_workflow_and_the_programme()
    {
        var long1 = new string('я', 250);

        CopyDesign.NameOf("Award", "CSOs for Progress", new HashSet<string>()).Should().Be("Award – CSOs for Progress");
        CopyDesign.NameOf("Award", "CSOs for Progress", new HashSet<string> { "Award – CSOs for Progress" }).Should().Be("Award – CSOs for Progress (2)");
        CopyDesign.NameOf("Award", long1, new HashSet<string> { CopyDesign.NameOf("Award", long1, new HashSet<string>()) }).Should().HaveLength(200).And.EndWith("я (2)");
    }

    static IEnumerable<string> CaptionsOf(JsonElement definition)
    {
        yield return definition.GetProperty("name").GetString()!;
        yield return definition.GetProperty("description").GetString()!;
        foreach (var metadata in MembersOf(definition, "metadata"))
            foreach (var name in new[] { "displayText", "description" })
                if (metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 } words) yield return words;
    }

    static IEnumerable<string> PortsOf(JsonElement definition) =>
        MembersOf(definition, "source").Select(s => s.TryGetProperty("port", out var port) ? port.GetString() : null).OfType<string>();

    static IEnumerable<JsonElement> MembersOf(JsonElement of, string name) => of.ValueKind switch
    {
        JsonValueKind.Object => of.EnumerateObject().SelectMany(m => m.Name == name && m.Value.ValueKind == JsonValueKind.Object ? [m.Value] : MembersOf(m.Value, name)),
        JsonValueKind.Array => of.EnumerateArray().SelectMany(e => MembersOf(e, name)),
        _ => [],
    };
}
