using FluentAssertions;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What an activity was really given is shown with its run, without what mustn't be kept.</summary>
public sealed class GivenInputsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_run_shows_what_its_expressions_came_to()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock);
        var cohort = await _some.CohortAsync(await _some.ProgrammeAsync());
        const string definition = """
            {"definitionId":"asks","root":{"id":"f","type":"Elsa.Sequence","activities":[
             {"id":"q","type":"GrantFlow.AskPerson","dueInDays":{"expression":{"type":"Literal","value":"3"}},
              "title":{"expression":{"type":"JavaScript","value":"'Write to anahit@example.am of AM12 3456 7890 1234 5678 about ' + getInput('What')"}},
              "outcomes":{"expression":{"type":"Object","value":"[\"Yes\"]"}}}]},
             "inputs":[{"name":"What","type":"String"}]}
            """;
        (await engine.Port.PublishAsync(definition)).Version.Should().NotBeNull();

        var id = await engine.Port.StartAsync(new StartWorkflow("asks", $"cohort:{cohort}", new Dictionary<string, object?> { ["What"] = $"cohort:{cohort}" }));
        await engine.RunAsync();

        var story = (await InstanceStory.ReadAsync(engine.Port, new DrawingCache(engine.Store, engine.Checks.Catalogue), id, default))!;
        var run = story.Executions.Single(e => e.ActivityId == "q");
        run.Given.Should().Equal(new Dictionary<string, string> { ["Title"] = $"Write to •••• of •••• about cohort:{cohort}" });
        story.Drawing.Of(run.NodeId).GivenTo(run).Select(i => (i.Name, i.Text)).Should().Contain([("Title", run.Given["Title"]), ("DueInDays", "3")]);
        (await _some.Read(db => db.Database.SqlQuery<string>(
            $"""select inputs ->> 'Title' as "Value" from workflow_journal_entries where instance_id = {id} and inputs is not null""").SingleAsync())).Should().Be(run.Given["Title"]);
    }

    [Theory]
    [InlineData("anahit@example.am", "••••")]
    [InlineData("to <Anahit.B+x@sub.example.am>, please", "to <••••>, please")]
    [InlineData("AM12345678901234567890", "••••")]
    [InlineData("1570 0012 3456 7890", "••••")]
    [InlineData("2027-01-01T10:00:00.0000000+04:00", "2027-01-01T10:00:00.0000000+04:00")]
    [InlineData("award:01234567-8901-2345-6789-012345678901", "award:01234567-8901-2345-6789-012345678901")]
    [InlineData("3 000 000 AMD", "3 000 000 AMD")]
    public void Addresses_and_account_numbers_are_taken_out_and_ids_stay(string text, string kept) => KeptInputs.Mask(text).Should().Be(kept);
}
