using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>The journal keeps what expressions gave an activity, short and only where somebody will ask for it.</summary>
public class KeptInputsTests
{
    static readonly ActivityCatalogue Catalogue = ActivityCatalogue.WithBuiltIns().Add<Tell>();

    static JsonObject Telling(JsonNode? who, JsonNode? what = null) => Activity("tell", "Test.Tell", ("who", who), ("what", what));

    static IReadOnlyList<(string Event, string Inputs)> Kept(Play play) =>
        [.. play.Last.Journal.Where(l => l.Inputs is not null).Select(l => ($"{play.Graph[l.Node].ActivityId} {l.Event}", l.Inputs!))];

    static Play Run(Flow flow, Func<string, string>? mask = null) =>
        new Play(flow, Catalogue, options: new BurstOptions { Mask = mask }).Host("Test.Tell", _ => Outcome.Done).Run();

    [Fact]
    public void A_host_activity_s_expressions_are_kept_and_what_the_drawing_says_is_not()
    {
        Kept(Run(Steps(Telling(Js("'An' + 'ahit'"), Literal("hello"))))).Should().Equal(("tell Started", """{"Who":"Anahit"}"""));
        Kept(Run(Steps(Telling(Literal("Anahit"))))).Should().BeEmpty();
        Kept(Run(Steps(Write("w", Js("'x'"))))).Should().BeEmpty("an engine's own activity that went through tells by what comes after it");
    }

    [Fact]
    public void What_a_wait_and_a_fault_were_given_is_kept()
    {
        Kept(Run(Steps(Activity("e", "Event", ("eventName", Js("'Si' + 'gned'")))))).Should().Equal(("e Suspended", """{"EventName":"Signed"}"""));
        Kept(Run(Steps(Activity("f", "Fault", ("message", Js("'so ' + 'it is'")))))).Should().Equal(("f Faulted", """{"Message":"so it is"}"""));
        Kept(Run(Steps(Telling(Js("nobody.there"))))).Should().BeEmpty("what couldn't be evaluated has no value");
    }

    [Fact]
    public void Each_repetition_keeps_what_it_was_given()
    {
        var play = new Play(Steps(Telling(Js("getVariable('x')"))).Variable("x", "String"), Catalogue).Host("Test.Tell", c => c.Attempt == 1 ? throw new HostFailure("no") : Outcome.Done);
        play.Run();

        Kept(play).Should().BeEmpty("an empty value is none");
        Kept(new Play(Steps(Telling(Js("'x'"))), Catalogue).Host("Test.Tell", _ => throw new HostFailure("no")).Run()).Should().Equal(("tell Started", """{"Who":"x"}"""));
    }

    [Fact]
    public void Values_are_short_masked_and_fit_for_a_journal()
    {
        var play = Run(Steps(Telling(Js($"'a\\u0000b' + '{string.Concat(Enumerable.Repeat("ab", 300))}'"), Js("({ to: [1, 'two'] })"))), t => t.Replace('a', '*'));
        play.Incidents.Select(i => i.Message).Should().BeEmpty();

        var inputs = Kept(play).Single().Inputs;
        var (who, what) = (JsonNode.Parse(inputs)!["Who"]!.ToString(), JsonNode.Parse(inputs)!["What"]!.ToString());

        who.Should().HaveLength(Burst.MostOfInput + 1).And.StartWith("*b*b*").And.EndWith("…");
        what.Should().Be("""{"to":[1,"two"]}""");
    }

    [Fact]
    public void The_packed_journal_gives_them_back()
    {
        var play = Run(Steps(Telling(Js("'An' + 'ahit'")), Activity("e", "Event", ("eventName", Js("'Signed'")))));
        List<JournalEntry> entries = [];
        entries.AddRange(JournalPacking.Unpack(JournalPacking.Pack(play.State.InstanceId, Play.Morning, 1, play.Last.Journal), play.Graph));

        entries.Where(e => e.Inputs.Count > 0).Select(e => (e.ActivityId, e.Event, e.Inputs.Single().Value)).Should().Equal(("tell", "Started", "Anahit"), ("e", "Suspended", "Signed"));
    }

    [Activity("Test.Tell", "Everywhere", "Tells somebody.")]
    sealed class Tell : HostActivity<Tell.Input>
    {
        public sealed record Input(string Who = "", System.Text.Json.JsonElement? What = null);

        protected override ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct) => new(Outcome.Done);
    }
}
