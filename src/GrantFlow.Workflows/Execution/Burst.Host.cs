using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Execution;

/// <summary>Host activities: called, waited for, tried again.</summary>
public sealed partial class Burst
{
    static readonly HostRun First = new(0, 0, null);

    HostCall CallHost(Visit visit)
    {
        visit.Status = VisitStatus.Running;
        var run = visit.Host ??= First;
        var node = visit.Node;
        var values = InputsOf(visit);
        KeepInputs(visit);
        var inputs = new Dictionary<string, object?>(values.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < values.Length; i++) inputs[node.Inputs[i].Name] = values[i];
        // The attempt isn't part of the key: a repetition must find what the failed attempt did outside the transaction.
        var key = $"{_state.InstanceId:N}:{visit.Number}:{run.Run}";
        var call = new ActivityRun(_state.InstanceId, _state.CorrelationId, node.View.ActivityId, key, inputs, _now, run.Resumption) { Within = _options.Within };
        return new HostCall(node.View.Type, call, node.View.Number, visit.Number, run.Attempt + 1);
    }

    /// <summary>Takes an outcome: binds its outputs, then waits or completes.</summary>
    void Apply(Visit visit, Outcome outcome)
    {
        foreach (var (name, value) in outcome.Outputs) SetOutput(visit, name, Values.Normalise(value));
        RemoveBookmarks(visit);
        visit.Host = visit.Host! with { Attempt = 0 };
        if (outcome.Waits.Count == 0)
        {
            Complete(visit, outcome.Ports.Count == 0 ? null : [.. outcome.Ports]);
            return;
        }

        foreach (var wait in outcome.Waits)
        {
            if (wait is { Signal: null, At: null }) throw new WorkflowFaultException($"A wait of '{visit.Node.View.ActivityId}' names neither a signal nor an instant.");
            var kind = wait.Signal is null ? BookmarkKind.Timer : BookmarkKind.Event;
            AddBookmark(
                visit, kind, wait.Signal ?? visit.Node.View.Type, wait.CorrelationId, wait.Signal is null ? wait.At!.Value.ToUniversalTime() : null,
                new HostWait(wait.Port, wait.RunAgain, wait.Tag));
        }
    }

    HostCall? ResumeHost(Visit visit, Bookmark bookmark, JsonElement? payload)
    {
        var wait = bookmark.Wait ?? throw new WorkflowFaultException("The wait is unknown.");
        var run = visit.Host ?? First;
        if (wait.Retry)
        {
            Burn(bookmark);
            return CallHost(visit);
        }

        // The first wait that ends gives up the others.
        RemoveBookmarks(visit);
        if (wait.RunAgain)
        {
            visit.Host = new HostRun(run.Run + 1, 0, new Resumption(wait.Tag, payload));
            return CallHost(visit);
        }

        BindPayload(visit, payload);
        Complete(visit, [wait.Port ?? ChosenOutcome(visit, bookmark, payload)]);
        return null;
    }

    /// <summary>Members of the payload that are named as the activity's outputs are those outputs.</summary>
    void BindPayload(Visit visit, JsonElement? payload)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } members) return;
        foreach (var member in members.EnumerateObject()) SetOutput(visit, member.Name, Values.FromJson(member.Value));
    }

    static string ChosenOutcome(Visit visit, Bookmark bookmark, JsonElement? payload)
    {
        var chosen = payload is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("outcome", out var outcome)
            && outcome.ValueKind == JsonValueKind.String ? outcome.GetString() : null;
        if (string.IsNullOrEmpty(chosen)) throw new WorkflowFaultException($"The signal '{bookmark.Name}' names no outcome.");
        var known = visit.Node.Outcomes;
        if (known.Length > 0 && !known.Contains(chosen))
            throw new WorkflowFaultException($"The signal '{bookmark.Name}' names the outcome '{chosen}'; '{visit.Node.View.ActivityId}' has {string.Join(", ", known)}.");
        return chosen;
    }

    /// <summary>Tries a failed host activity again after a while, or opens an incident when its attempts are used up.</summary>
    void FailHost(Visit visit, Exception fault)
    {
        var policy = visit.Node.Retry;
        var failures = visit.Host!.Attempt + 1;
        RemoveBookmarks(visit);
        if (failures >= policy.Attempts || fault is LastingFaultException)
        {
            visit.Host = visit.Host with { Attempt = 0 };
            Fault(visit, fault, byHost: true);
            return;
        }

        visit.Host = visit.Host with { Attempt = failures };
        Log(visit, JournalEvent.RetryScheduled, fault.Message);
        AddBookmark(visit, BookmarkKind.Timer, visit.Node.View.Type, null, _now + policy.After(failures), new HostWait(null, true, "retry", Retry: true));
    }
}
