using System.Text.Json;
using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Tests.Programmes;

public sealed class DefinitionTests
{
    static readonly ActivityCatalogue Catalogue = MakeCatalogue();

    public static TheoryData<string> Names() => ["entrance", "competition", "selection", "cohort", "award", "monitoring", "reporting"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_definition_is_sound(string name)
    {
        var compiled = DefinitionCompiler.Compile(Json(name), Catalogue);

        compiled.Problems.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_definition_reads_from_left_to_right_and_no_two_activities_lie_on_one_another(string name)
    {
        using var definition = JsonDocument.Parse(Json(name));
        var root = definition.RootElement.GetProperty("root");
        var boxes = root.GetProperty("activities").EnumerateArray()
            .Select(a => (Id: a.GetProperty("id").GetString()!, Designer: a.GetProperty("metadata").GetProperty("designer")))
            .Select(a => (a.Id, X: Of(a.Designer, "position", "x"), Y: Of(a.Designer, "position", "y"), W: Of(a.Designer, "size", "width"), H: Of(a.Designer, "size", "height")))
            .ToList();

        foreach (var a in boxes)
            foreach (var b in boxes.Where(b => string.CompareOrdinal(b.Id, a.Id) > 0))
                (a.X < b.X + b.W && b.X < a.X + a.W && a.Y < b.Y + b.H && b.Y < a.Y + a.H).Should().BeFalse($"{a.Id} and {b.Id} overlap");
    }

    // The other three end a path by leaving an outcome unconnected, which ends it just as well; here each end is drawn.
    [Theory]
    [InlineData("entrance")]
    [InlineData("competition")]
    [InlineData("selection")]
    [InlineData("cohort")]
    public void Every_outcome_leads_somewhere(string name)
    {
        using var definition = JsonDocument.Parse(Json(name));
        var root = definition.RootElement.GetProperty("root");
        var followed = root.GetProperty("connections").EnumerateArray()
            .Select(c => c.GetProperty("source"))
            .Select(s => (s.GetProperty("activity").GetString(), s.GetProperty("port").GetString()))
            .ToHashSet();

        foreach (var activity in root.GetProperty("activities").EnumerateArray())
        {
            var descriptor = Catalogue.Descriptors[activity.GetProperty("type").GetString()!];
            if (descriptor.TypeName.StartsWith("Elsa.", StringComparison.Ordinal)) continue;
            var typed = descriptor.OutcomesInput is null ? [] : JsonSerializer.Deserialize<string[]>(
                activity.GetProperty("outcomes").GetProperty("expression").GetProperty("value").GetString()!)!;
            foreach (var port in descriptor.Ports.Where(p => !p.Embedded).Select(p => p.Name).Concat(typed))
                followed.Should().Contain((activity.GetProperty("id").GetString(), port));
        }
    }

    static double Of(JsonElement designer, string part, string member) => designer.GetProperty(part).GetProperty(member).GetDouble();

    static string Json(string name) => ShippedWorkflows.All.Single(w => w.Name == $"{name}.json").Json;

    static ActivityCatalogue MakeCatalogue()
    {
        var services = new ServiceCollection();
        services.AddOrganisations().AddCapacity().AddProgrammes().AddCompetitions().AddSelection().AddAwards().AddMonitoring().AddReporting().AddNotifications(new MailOptions());
        var catalogue = ActivityCatalogue.WithBuiltIns();
        foreach (var registered in services.Select(s => s.ImplementationInstance).OfType<ActivityRegistration>()) catalogue.Add(registered.Type);
        return catalogue;
    }
}
