using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>Scripts as stock Elsa 3's documents and examples write them: accessor functions by name, and template literals.</summary>
public class StockScriptTests
{
    static JsonObject Script(string id, string script) => Activity(id, "RunJavaScript", ("script", Literal(script)));

    static Dictionary<string, string> Child(Flow child) => new() { ["child"] = child.Named("child").Option("usableAsActivity", true) };

    static string Said(string script, Func<Flow, Flow>? more = null)
    {
        var flow = Steps(Script("Ask", "({n: 5})"), Script("say it", "'later'"), Write("w", Js(script)))
            .Variable("Counter", "Int32", "7").Variable("total", "Int32", "3").Variable("my_var", "String", "x").Variable("second best", "String").Input("Title").Input("note");
        var play = new Play(more?.Invoke(flow) ?? flow, correlation: "award:1").Run(("Title", "Call"), ("note", "later"));
        return play.Incidents.Count > 0 ? play.Incidents[0].Detail : play.Lines[^1];
    }

    [Theory]
    [InlineData("getCounter() + 1", "8")]
    [InlineData("setCounter(getCounter() * 2); variables.Counter", "14")]
    [InlineData("getTotal()", "3")]
    [InlineData("typeof gettotal", "undefined")]
    [InlineData("getMyVar() + getSecondBest() + typeof getMy_var", "xnullundefined")]
    [InlineData("getTitle()", "Call")]
    [InlineData("getNote() + getnote()", "laterlater")]
    [InlineData("typeof setTitle", "undefined")]
    [InlineData("getResultFromAsk().n", "5")]
    [InlineData("getResultFromSayIt()", "later")]
    [InlineData("typeof getResultFromNobody", "undefined")]
    [InlineData("getLastResult()", "later")]
    [InlineData("getOutputFrom('Ask').n + getOutputFrom('Ask', 'Result').n", "10")]
    [InlineData("getCorrelationId() + getWorkflowDefinitionId() + getWorkflowDefinitionVersionId()", "award:1testtest-v1")]
    [InlineData("getWorkflowInstanceId()", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("stringFromBase64(stringToBase64('Երևան')) + bytesToString(bytesFromString('é')) + bytesToBase64(bytesFromBase64('AQID'))", "ԵրևանéAQID")]
    [InlineData("newGuid().length + ' ' + (newGuidString() !== getGuidString()) + ' ' + /^[A-Za-z0-9]{19,22}$/.test(newShortGuid())", "36 true true")]
    [InlineData("parseGuid('0198C0DE000070008000000000000001')", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("try { parseGuid('x') } catch (e) { 'caught' }", "caught")]
    [InlineData("try { getNothing() } catch (e) { e.message }", "getNothing is not defined")]
    [InlineData("function getCounter() { return 'own' } getCounter()", "own")]
    public void A_script_finds_what_is_in_scope_by_its_accessor(string script, string said) => Said(script).Should().Be(said);

    [Fact]
    public void What_one_script_calls_its_own_is_not_the_next_ones()
    {
        var play = new Play(Steps(Script("a", "function getCounter() { return 'own' } getCounter()"), Write("w", Js("getCounter()")), Write("x", Js("getCounter()"))).Variable("Counter", "Int32", "7")).Run();

        play.Lines.Should().Equal("7", "7");
    }

    [Fact]
    public void An_input_comes_before_a_variable_and_an_output_before_both()
    {
        Said("getCounter()", f => f.Input("Counter")).Should().Be("", "no such input was given");
        Said("getResultFromAsk().n", f => f.Variable("ResultFromAsk", "String", "variable")).Should().Be("5");
    }

    [Fact]
    public void The_nearest_variable_of_a_name_is_meant_and_a_loop_declares_its_own()
    {
        var inner = Activity("in", "Sequence", ("variables", new JsonArray(VariableJson("Counter", "Int32", "1"))), ("activities", new JsonArray(Write("w", Js("getCounter()")))));
        new Play(Steps(inner, Write("x", Js("getCounter()"))).Variable("Counter", "Int32", "7")).Run().Lines.Should().Equal("1", "7");

        new Play(Steps(Activity("f", "ForEach", ("items", Js("['Apple', 'Cherry']")), ("body", Write("w", Js("`Current fruit: ${getCurrentValue()}`")))))).Run()
            .Lines.Should().Equal("Current fruit: Apple", "Current fruit: Cherry");
    }

    [Fact]
    public void A_workflow_used_as_an_activity_has_accessors_of_its_own_inputs_and_gives_one_for_its_output()
    {
        var child = Steps(Write("w", Js("'Child: ' + getInput1()")), Activity("o", "SetOutput", ("outputName", Literal("Output1")), ("outputValue", Js("return getInput1() + '!';")))).Input("Input1").Output("Output1");
        var parent = Steps(
            Activity("u", "Child", ("workflowDefinitionId", "child"), ("input1", Js("getInput1() + getOther()")), ("output1", To("Said"))).With("name", "Child1"),
            Write("z", Js("`${getOutput1FromChild1()} ${getSaid()}`"))).Input("Input1").Variable("Other", "String", "Bar").Variable("Said", "String").Variable("Input1", "String", "a variable");

        var play = new Play(parent, dependencies: Child(child)).Run(("Input1", "Foo"));

        play.Incidents.Should().BeEmpty();
        play.Lines.Should().Equal("Child: FooBar", "FooBar! FooBar!");
    }

    [Fact]
    public void Of_several_activities_of_a_name_the_nearest_is_meant()
    {
        var inner = Sequence("in", Script("b", "'near'").With("name", "Ask"), Write("w", Js("getResultFromAsk() + getOutputFrom('Ask')")));
        new Play(Steps(Script("a", "'far'").With("name", "Ask"), inner, Write("x", Js("getResultFromAsk()")))).Run().Lines.Should().Equal("nearnear", "far");
    }

    [Fact]
    public void The_item_of_a_bulk_dispatch_has_its_accessor()
    {
        var play = new Play(Steps(Activity("b", "BulkDispatchWorkflows", ("workflowDefinitionId", Literal("c")), ("items", Object("[1,2]")), ("correlationIdFunction", Js("`award:${getItem()}`")))));

        play.Run().Last.Children.Select(c => c.CorrelationId).Should().Equal("award:1", "award:2");
    }

    [Fact]
    public void What_a_child_workflow_gave_is_read_by_either_name()
    {
        var child = Activity("x", "ExecuteWorkflow", ("workflowDefinitionId", Literal("c")), ("waitForCompletion", Literal(true)), ("result", To("ChildResult")));
        var play = new Play(Steps(child, Write("w", Js("`${getChildResult().output.Result} ${getChildResult().Output.Result} ${getChildResult().subStatus} ${Object.keys(getChildResult()).length}`"))).Variable("ChildResult", "Object")).Run();

        var started = play.Last.Children.Single();
        play.Do(new Stimulus.ChildEnded(started.Bookmark!.Value, started.InstanceId, WorkflowSubStatus.Finished, new Dictionary<string, object?> { ["Result"] = 5 }));

        play.Lines.Should().Equal("5 5 Finished 4");
    }

    [Theory]
    [InlineData("`plain`", "plain")]
    [InlineData("``", "")]
    [InlineData("`a ${1 + 1} b`", "a 2 b")]
    [InlineData("`${'x'}${'y'}`", "xy")]
    [InlineData("`${getTitle()}: \"${getCounter()}\" it's`", "Call: \"7\" it's")]
    [InlineData("`in ${`out ${getTotal()}`} end`", "in out 3 end")]
    [InlineData("`${({a: {b: '}'}}).a.b}`", "}")]
    [InlineData("`a\\`b\\${c}$ {d}`", "a`b${c}$ {d}")]
    [InlineData("`tab\\tend\\\\`", "tab\tend\\")]
    [InlineData("`one\ntwo`.split('\\n').length", "2")]
    [InlineData("`one\r\ntwo`.length", "7")]
    [InlineData("return `${getTitle()}`;", "Call")]
    [InlineData("`${[1, 2]} ${null} ${undefined} ${true}`", "1,2 null undefined true")]
    [InlineData("'a`b' + \"`\" + /`/.test('`') // `", "a`b`true")]
    [InlineData("/* ` */ `x`.length / 1", "1")]
    [InlineData("`use strict`", "use strict")]
    [InlineData("`${/[}`]/.test('}')}`", "true")]
    public void Template_literals_are_read(string script, string said) => Said(script).Should().Be(said);

    [Fact]
    public void Lines_are_counted_as_they_are_written() =>
        FluentActions.Invoking(() => new Script("var a = `one\ntwo ${1}\nthree`;\n\nvar b = ;")).Should().Throw<FormatException>().WithMessage("*Line 5*");

    [Theory]
    [InlineData("[1].map(x => x)", "=>")]
    [InlineData("getTitle() ?? 'none'", "??")]
    [InlineData("getTitle()?.length", "?.")]
    [InlineData("[...[1]]", "...")]
    [InlineData("2 ** 3", "**")]
    [InlineData("class A {}", "class")]
    [InlineData("await getTitle()", "await")]
    [InlineData("tag`x`", "name`…`")]
    public void Newer_JavaScript_is_told_in_plain_words(string script, string piece)
    {
        var problem = PublishCheck.Check(Steps(Write("w", Js(script))).Input("Title"), ActivityCatalogue.WithBuiltIns()).Should().ContainSingle().Subject;

        problem.Code.Should().Be("malformed-script");
        problem.Message.Should().Be($"'Write line', Text: The script uses “{piece}”, which is newer JavaScript than scripts here understand: write it the older way.");
    }

    [Theory]
    [InlineData("`open")]
    [InlineData("`open ${1")]
    [InlineData("`open ${1}")]
    [InlineData("`${}`")]
    [InlineData("`${'}`")]
    public void A_template_literal_that_is_not_closed_is_told(string script) =>
        PublishCheck.Check(Steps(Write("w", Js(script))), ActivityCatalogue.WithBuiltIns()).Should().ContainSingle(p => p.Code == "malformed-script");

    [Theory]
    [InlineData("var s = 'x'; while (true) s = `${s}${s}`;", "too")]
    [InlineData("var o = {}; o.toString = function () { return `${o}`; }; `${o}`", "deep")]
    public void Template_literals_run_under_the_same_limits(string script, string stopped)
    {
        var play = new Play(Steps(Script("js", script)), options: new BurstOptions { Scripts = new ScriptLimits { Statements = 10_000 } }).Run();

        play.Incidents.Should().ContainSingle().Which.Message.Should().Contain(stopped);
    }

    [Fact]
    public void The_engine_gives_every_function_that_it_knows_the_name_of() =>
        ScriptFunctions.Names.Should().AllSatisfy(n => Said($"typeof {n}").Should().Be("function", n));

    static IEnumerable<string> Check(Flow flow) => PublishCheck.Check(flow, ActivityCatalogue.WithBuiltIns()).Select(p => $"{p.Code} {p.Message}");

    [Theory]
    [InlineData("getTotle()", "unknown-function 'Write line' (w), Text: The script calls getTotle(), but no variable, input or output in reach gives it that name.")]
    [InlineData("`${setTitle('x')}`", "unknown-function 'Write line' (w), Text: The script calls setTitle(), but no variable, input or output in reach gives it that name.")]
    [InlineData("getOutcomeFromAsk()", "unknown-function 'Write line' (w), Text: The script calls getOutcomeFromAsk(), but no variable, input or output in reach gives it that name.")]
    [InlineData("moment()", "unknown-function 'Write line' (w), Text: The script calls moment(), which scripts don't have here.")]
    [InlineData("eval('1')", "unknown-function 'Write line' (w), Text: The script calls eval(), which scripts don't have here.")]
    public void A_call_of_what_nothing_bears_the_name_of_is_told_before_it_fails(string script, string told) =>
        Check(Steps(Script("Ask", "1"), Write("x"), Write("w", Js(script))).Variable("Total", "Int32").Input("Title")).Should().Equal(told);

    [Theory]
    [InlineData("getTotal() + getTitle() + getResultFromAsk() + getResultFromAfter()")]
    [InlineData("function getIt() { return 1 } getIt()")]
    [InlineData("var getIt = function (x) { return x; }; getIt(2)")]
    [InlineData("(function (getIt) { return getIt(); })(function () {})")]
    [InlineData("typeof getIt === 'function' && getIt()")]
    [InlineData("var o = {getIt: function () {}}; o.getIt()")]
    [InlineData("'getIt()' + /getIt()/.source // getIt()")]
    [InlineData("parseInt(String(Number('1'))) + newGuid() + getLastResult()")]
    [InlineData("if (getTotal()) { while (false) ; } else switch (1) { case (1): }")]
    public void What_a_script_defines_itself_or_only_tests_is_its_own_affair(string script) =>
        Check(Steps(Script("Ask", "1"), Write("w", Js(script)), Script("After", "1")).Variable("Total", "Int32").Input("Title")).Should().BeEmpty();

    [Fact]
    public void Calls_are_looked_at_wherever_a_script_stands()
    {
        var cases = new JsonArray(new JsonObject { ["label"] = "High", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getA()" } });
        var table = Object("""{"x":{"type":"JavaScript","value":"getB()"}}""");

        Check(Steps(
                Activity("k", "Switch", ("cases", cases)), Activity("e", "ExecuteWorkflow", ("workflowDefinitionId", Literal("c")), ("input", table)), Script("js", "getC()"),
                Activity("b", "BulkDispatchWorkflows", ("workflowDefinitionId", Literal("c")), ("items", Object("[1]")), ("correlationIdFunction", Js("getItem() + getD()")))))
            .Select(p => p[p.IndexOf("calls", StringComparison.Ordinal)..][..12]).Should().Equal("calls getA()", "calls getB()", "calls getC()", "calls getD()");
    }

    [Fact]
    public void Activities_may_share_a_name_that_no_script_asks_for()
    {
        Flow Twins(JsonObject last) => Steps(Script("a", "1").With("name", "Ask"), Script("b", "2").With("name", "Ask"), last);

        Check(Twins(Write("w"))).Should().BeEmpty();
        Check(Twins(Write("w", Js("getOutputFrom('a') + getLastResult()")))).Should().BeEmpty("an id tells them apart");
        string[] told = ["duplicate-name 'Write line', Text: The script asks for 'Ask', a name that several activities bear: 'Run JavaScript' (Ask), 'Run JavaScript' (Ask). Give each a name of its own."];
        Check(Twins(Write("w", Js("getResultFromAsk()")))).Should().Equal(told);
        Check(Twins(Write("w", Js("getOutputFrom('Ask', 'Result')")))).Should().Equal(told);
        Check(Steps(Script("a", "1").With("name", "Ask"), Sequence("in", Script("b", "2").With("name", "Ask"), Write("w", Js("getResultFromAsk()"))))).Should().BeEmpty("the nearest is meant");
    }
}
