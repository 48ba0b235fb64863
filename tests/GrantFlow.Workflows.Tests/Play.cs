using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Tests;

/// <summary>One instance in memory: does things to it and keeps what is seen.</summary>
sealed class Play
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    readonly Dictionary<string, Func<HostCall, Outcome>> _host = [];
    readonly BurstOptions? _options;

    public Play(string definition, ActivityCatalogue? catalogue = null, IReadOnlyDictionary<string, string>? dependencies = null, BurstOptions? options = null, string? correlation = null)
    {
        var compiled = DefinitionCompiler.Compile(definition, catalogue ?? ActivityCatalogue.WithBuiltIns(), dependencies);
        Problems = compiled.Problems;
        Graph = compiled.Graph ?? throw new InvalidOperationException(string.Join("; ", compiled.Problems));
        _options = options;
        State = WorkflowState.Create(new Guid("0198c0de-0000-7000-8000-000000000001"), correlation);
    }

    public IReadOnlyList<DefinitionProblem> Problems { get; }

    public WorkflowGraph Graph { get; private set; }

    public WorkflowState State { get; private set; }

    public DateTimeOffset Now { get; set; } = Morning;

    public Effects Last { get; private set; } = new();

    public List<string> Lines { get; } = [];

    public List<string> Journal { get; } = [];

    public List<Incident> Incidents { get; } = [];

    public List<HostCall> Calls { get; } = [];

    public string Status => $"{State.Status}/{State.SubStatus}";

    /// <summary>The activities that completed, in order.</summary>
    public IEnumerable<string> Completed => Journal.Where(j => j.EndsWith(" Completed", StringComparison.Ordinal)).Select(j => j.Split(' ')[0]);

    /// <summary>Says what a host activity does.</summary>
    public Play Host(string type, Func<HostCall, Outcome> act)
    {
        _host[type] = act;
        return this;
    }

    public Play Run(IReadOnlyDictionary<string, object?>? input = null) => Do(new Stimulus.Start(input));

    public Play Run(params (string Name, object? Value)[] input) => Run(input.ToDictionary(i => i.Name, i => i.Value));

    public Play Do(Stimulus stimulus)
    {
        var burst = new Burst(Graph, State, stimulus, Now, _options);
        for (var call = burst.Run(); call is not null;)
        {
            Calls.Add(call);
            try
            {
                call = burst.Return(_host[call.ActivityType](call));
            }
            catch (HostFailure e)
            {
                call = burst.Throw(e);
            }
        }

        Last = burst.Effects;
        if (Last.IsNothing) return this;
        State = StateCodec.Read(Graph, StateCodec.Write(State));
        Lines.AddRange(Last.Lines);
        Incidents.AddRange(Last.IncidentsOpened);
        foreach (var line in Last.Journal)
            Journal.Add($"{Graph[line.Node].ActivityId} {line.Event.Text()}" + (line.Message is null ? "" : $" | {line.Message}"));
        return this;
    }

    /// <summary>Moves the instance to another version.</summary>
    public MovePlan Move(string definition)
    {
        var to = DefinitionCompiler.Compile(definition, ActivityCatalogue.WithBuiltIns()).Graph!;
        var plan = InstanceMove.Plan(State, to);
        if (plan.State is not { } moved) return plan;
        (Graph, State) = (to, StateCodec.Read(to, StateCodec.Write(moved)));
        return plan;
    }

    /// <summary>Publishes an event to the bookmarks that wait now, in their order.</summary>
    public Play Publish(string name, object? payload = null)
    {
        var json = payload is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(payload);
        foreach (var bookmark in State.Bookmarks.Where(b => b.Kind == BookmarkKind.Event && b.Name == name).ToList())
            Do(new Stimulus.Resume(bookmark.Number, json));
        return this;
    }

    /// <summary>Moves the clock to the next timer and lets it fire.</summary>
    public Play FireTimer()
    {
        var timer = State.Bookmarks.Where(b => b.Kind == BookmarkKind.Timer).MinBy(b => b.DueAt)!;
        Now = timer.DueAt!.Value;
        return Do(new Stimulus.Resume(timer.Number));
    }

    public object? Value(string variable) => Graph.VariablesOf(State).Single(v => v.Id == variable).Value;

    /// <summary>The journal entries of one activity.</summary>
    public IEnumerable<string> Of(string activity) => Journal.Where(j => j.StartsWith(activity + " ", StringComparison.Ordinal)).Select(j => j[(activity.Length + 1)..]);
}

/// <summary>What a host activity of a test throws.</summary>
sealed class HostFailure(string message) : Exception(message);
