using FluentAssertions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Expressions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class ScriptTests
{
    static readonly BurstOptions Quick = new() { Scripts = new ScriptLimits { Statements = 10_000, Time = TimeSpan.FromSeconds(1.5) } };

    static Play Evaluate(string script) => new Play(
        Steps(Set("set", "result", Js(script))).Variable("result", "Object").Variable("score", "Int32", "7").Input("title"),
        options: Quick).Run(("title", "Call"));

    [Theory]
    [InlineData("1 + 2", 3)]
    [InlineData("'a' + 1 + 2", "a12")]
    [InlineData("1 + 2 + 'a'", "3a")]
    [InlineData("var s = ''; for (var i = 0; i < 3; i++) s += i; s", "012")]
    [InlineData("var o = {n: 1}; o.n += 2; o['n'] += 3; o.n", 6)]
    [InlineData("getVariable('score') > 6", true)]
    [InlineData("variables.score * 2", 14)]
    [InlineData("getInput('title')", "Call")]
    [InlineData("input.title + '!'", "Call!")]
    [InlineData("getScore() * 2", 14)]
    [InlineData("setScore(9); getScore() + getVariable('score')", 18)]
    [InlineData("getTitle() + gettitle()", "CallCall")]
    [InlineData("return getVariable('score') + 1;", 8)]
    [InlineData("[3, 1, 2].sort().join('-')", "1-2-3")]
    [InlineData("JSON.stringify({a: [1, 'x']})", """{"a":[1,"x"]}""")]
    [InlineData("'2026-01-05'.replace(/-/g, '/')", "2026/01/05")]
    [InlineData("(function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); })(12)", 144)]
    [InlineData("0.5 + 0.25", 0.75)]
    [InlineData("getCorrelationId()", null)]
    [InlineData("[1,2,3].concat([4]).map(function (x) { return x * 2; }).length", 4)]
    [InlineData("new Date().getUTCFullYear() + ':' + new Date(2020, 1, 3).getUTCDate()", "2026:3")]
    [InlineData("Date.now() === new Date().getTime()", true)]
    public void Scripts_compute_values(string script, object? expected)
    {
        var play = Evaluate(script);

        play.Incidents.Should().BeEmpty();
        play.Value("result").Should().Be(expected);
    }

    [Fact]
    public void A_script_gives_objects_and_lists_as_JSON_and_dates_as_instants()
    {
        Evaluate("({a: [1, null, 'x'], f: function () {}})").Value("result")!.ToString().Should().Be("""{"a":[1,null,"x"]}""");
        Evaluate("new Date(Date.UTC(2026, 0, 2))").Value("result").Should().Be(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_script_sets_variables_and_outputs_and_sees_JSON_values()
    {
        var play = new Play(Steps(
                Activity("js", "RunJavaScript", ("script", Literal("setVariable('list', [1, 2]); variables.total = 5; setOutput('out', {a: 1});"))),
                Write("w", Js("getVariable('list')[1] + variables.total"))).Variable("list", "Object").Variable("total", "Int32"))
            .Run();

        play.Lines.Should().Equal("7");
        play.State.Output["out"]!.ToString().Should().Be("""{"a":1}""");
    }

    [Fact]
    public void Accessors_bear_the_names_of_variables_and_inputs_as_Elsa_writes_them_and_none_of_ours_is_lost()
    {
        var play = new Play(Steps(
                Write("a", Js("getTotalScore() + ':' + getMyVar() + ':' + getVariable('Variable')")),
                Sequence("inner", Write("b", Js("setMyVar('changed') || getMyVar()"))))
            .Variable("total score", "Int32", "7").Variable("my_var", "String", "x").Variable("Variable", "String", "kept")).Run();

        play.Incidents.Should().BeEmpty();
        play.Lines.Should().Equal("7:x:kept", "changed");
    }

    [Fact]
    public void What_an_instance_is_about_a_script_changes_only_where_no_programme_bounds_it()
    {
        Flow Saying() => Steps(Activity("js", "RunJavaScript", ("script", Literal("setCorrelationId('award:1')"))), Write("w", Js("getCorrelationId()")));

        new Play(Saying()).Run().Lines.Should().Equal("award:1");
        var bounded = new Play(Saying(), options: new BurstOptions { Within = Guid.CreateVersion7() }).Run();
        bounded.State.CorrelationId.Should().BeNull();
        bounded.Incidents.Should().ContainSingle().Which.Detail.Should().Contain("Correlate can");
    }

    [Fact]
    public void A_script_chooses_the_outcomes_of_its_activity()
    {
        var play = new Play(Chart("s->js js.Left->l js.Right->r", Start(), Activity("js", "RunJavaScript", ("script", Literal("setOutcome('Right')"))), Write("l"), Write("r"))).Run();

        play.Lines.Should().Equal("r");
    }

    [Theory]
    [InlineData("while (true) {}", "statements")]
    [InlineData("for (;;);", "statements")]
    [InlineData("do { } while (true)", "statements")]
    [InlineData("var s = 'x'; while (true) s += s;", "too long")]
    [InlineData("var s = 'x'; while (true) s = s.concat(s);", "too long")]
    [InlineData("var a = [1]; while (true) a = a.concat(a);", "too")]
    [InlineData("var a = []; a.length = 4294967295; a.join('x')", "too long")]
    [InlineData("new Array(400000000).join('ab')", "too long")]
    [InlineData("var a = []; a.length = 4294967295; a.sort()", "too long")]
    [InlineData("var a = []; a.length = 4294967295; a.indexOf(1)", "too long")]
    [InlineData("String.fromCharCode.apply(null, {length: 100000000})", "too long")]
    [InlineData("var a = 'x'; for (var i = 0; i < 40; i++) a = [a, a]; JSON.stringify(a)", "too large")]
    [InlineData("var a = 'x'; for (var i = 0; i < 40; i++) a = [a, a]; a", "too large")]
    [InlineData("var a = 'x'; for (var i = 0; i < 40; i++) a = [a, a]; '' + a", "too")]
    [InlineData("var o = {}; o.o = o; o", "contains itself")]
    [InlineData("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')", "too long")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.replace(new RegExp('^(a+)+$'), '')", "too long")]
    [InlineData("function f() { return f(); } f()", "nested too deeply")]
    [InlineData("function f() { return g(); } function g() { return h(); } function h() { return f(); } f()", "nested too deeply")]
    [InlineData("var o = {toString: function () { return '' + o; }}; '' + o", "nested too deeply")]
    [InlineData("var s = new Array(100000).join('xy'); s.replace(/x/g, '$`$`$`$`')", "too long")]
    [InlineData("var a = []; while (true) a.push({a: 1, b: [1, 2, 3, 4], c: {d: {e: {}}}}, {a: 1}, {a: 1}, {a: [[], [], [], []]});", "too")]
    [InlineData("try { while (true) {} } catch (e) { 1 } finally { 2 }", "statements")]
    [InlineData("var a = []; for (var i = 0; i < 20000; i++) a = [a]; '' + a", "stopped")]
    public void A_runaway_script_is_an_incident_and_not_a_hang(string script, string reason)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var play = Evaluate(script);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
        play.Incidents.Should().ContainSingle().Which.Message.Should().StartWith("Failed to evaluate activity input 'Value': The script ").And.Contain(reason);
        play.Incidents[0].Detail.Should().Contain(reason);
        play.Status.Should().Be("Finished/Faulted");
    }

    [Theory]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("(function () {}).constructor('return 1')()")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System')")]
    [InlineData("throw new Error('no')")]
    [InlineData("undefinedName")]
    [InlineData("setVariable('nothing', 1)")]
    public void What_a_script_may_not_or_cannot_do_is_an_incident(string script) =>
        Evaluate(script).Incidents.Should().ContainSingle();

    [Fact]
    public void After_a_script_was_stopped_the_next_one_runs()
    {
        var play = new Play(
            Parallel2(Set("bad", "x", Js("while (true) {}")), Set("good", "x", Js("40 + 2"))).Variable("x", "Object").ContinueWithIncidents(), options: Quick).Run();

        play.Incidents.Should().ContainSingle();
        play.Value("x").Should().Be(42);
    }

    static Flow Parallel2(System.Text.Json.Nodes.JsonObject a, System.Text.Json.Nodes.JsonObject b) => Of(Parallel("p", a, b));

    [Fact]
    public void A_shared_script_runs_on_many_threads_at_once()
    {
        var script = Steps(Set("set", "result", Js("var s = 0; for (var i = 0; i < 200; i++) s += i; 'n' + s"))).Variable("result", "Object").Json;
        var graph = new Play(script).Graph;

        System.Threading.Tasks.Parallel.For(0, 40, i =>
        {
            var state = WorkflowState.Create(Guid.CreateVersion7());
            new Burst(graph, state, new Stimulus.Start(), Play.Morning).Run();
            graph.VariablesOf(state).Single().Value.Should().Be("n19900");
        });
    }

    [Theory]
    [InlineData(200_000, "(")]
    [InlineData(300, "(")]
    [InlineData(30_000, "!")]
    [InlineData(15_000, "- ")]
    [InlineData(6_000, "1+(1)+")]
    public void A_script_nested_without_end_is_refused_or_runs(int times, string part)
    {
        var act = () => new Script(string.Concat(Enumerable.Repeat(part, times)) + "1");

        act.Should().Throw<FormatException>();
    }

    [Fact]
    public void A_long_sum_is_no_deep_script() =>
        Evaluate(string.Concat(Enumerable.Repeat("1+", 3000)) + "1").Value("result").Should().Be(3001);
}
