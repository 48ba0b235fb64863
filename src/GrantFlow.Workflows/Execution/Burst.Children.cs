using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>Child workflows.</summary>
public sealed partial class Burst
{
    static readonly string[] BulkOutcomes = ["Completed", "Done"];

    void StartChild(Visit visit)
    {
        var inputs = InputsOf(visit);
        var waits = inputs[3] is true;
        var start = Child(visit, 0, inputs[0] as string, inputs[1] as string, Members(inputs[2]));
        if (visit.Node.Kind == NodeKind.ExecuteWorkflow && _options.RunChild is { } run)
        {
            // The child learns which bookmark its later end belongs to, though the bookmark is made only if it is needed.
            var result = run(waits ? start with { Bookmark = _state.LastBookmark + 1 } : start);
            if (!waits || WorkflowState.IsOver(result.SubStatus))
            {
                SetOutput(visit, "Result", ChildOutcome(start.InstanceId, result.SubStatus, result.Output));
                Complete(visit);
                return;
            }

            AddBookmark(visit, BookmarkKind.Child, visit.Node.View.Type, null, null);
            return;
        }

        if (waits)
        {
            var bookmark = AddBookmark(visit, BookmarkKind.Child, visit.Node.View.Type, null, null);
            Effects.Children.Add(start with { Bookmark = bookmark.Number });
            return;
        }

        Effects.Children.Add(start);
        if (visit.Node.Kind == NodeKind.ExecuteWorkflow)
            SetOutput(visit, "Result", ChildOutcome(start.InstanceId, WorkflowSubStatus.Pending, new Dictionary<string, object?>()));
        Complete(visit);
    }

    void StartChildren(Visit visit)
    {
        var inputs = InputsOf(visit);
        var items = Values.Items(inputs[1]);
        var key = inputs[2] as string is { Length: > 0 } given ? given : "Item";
        var common = Members(inputs[4]);
        var waits = inputs[5] is not false && items.Count > 0;
        var bookmark = waits ? AddBookmark(visit, BookmarkKind.Child, visit.Node.View.Type, null, null).Number : (int?)null;
        for (var i = 0; i < items.Count; i++)
        {
            var own = items[i] is JsonElement { ValueKind: JsonValueKind.Object } ? Members(items[i]) : new(StringComparer.OrdinalIgnoreCase) { [key] = items[i] };
            var input = new Dictionary<string, object?>(common, StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in own) input[name] = value;
            Effects.Children.Add(Child(visit, i, inputs[0] as string, CorrelationOf(visit, key, items[i]), input) with { Bookmark = bookmark });
        }

        visit.Counter = items.Count;
        if (!waits) Complete(visit, ["Done"]);
    }

    /// <summary>Evaluates a bulk dispatch's correlation for one item, which scripts see under the item's name.</summary>
    string? CorrelationOf(Visit visit, string key, object? item)
    {
        var input = visit.Node.Inputs[3];
        Scripts.Argument = (key, item);
        try
        {
            return Evaluate(input, visit) as string is { Length: > 0 } text ? text : null;
        }
        finally
        {
            Scripts.Argument = null;
        }
    }

    ChildStart Child(Visit visit, int index, string? definition, string? correlation, Dictionary<string, object?> input)
    {
        if (string.IsNullOrWhiteSpace(definition)) throw new WorkflowFaultException("No workflow is named.");
        input["ParentInstanceId"] = _state.InstanceId.ToString();
        return new ChildStart(
            ChildId(visit.Number, index), definition, string.IsNullOrWhiteSpace(correlation) ? null : correlation, input, null, visit.Node.View.Number, visit.Number);
    }

    /// <summary>An id made from the parent's, the visit and the place: a repeated burst names the same child.</summary>
    Guid ChildId(int visit, int index)
    {
        Span<byte> seed = stackalloc byte[24];
        _state.InstanceId.TryWriteBytes(seed, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(seed[16..], visit);
        BinaryPrimitives.WriteInt32BigEndian(seed[20..], index);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(seed, hash);
        // The first 48 bits are the parent's, its instant of birth, so that ids stay near each other in the store's index.
        seed[..6].CopyTo(hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    void OnBulkChildEnded(Visit visit, Stimulus.ChildEnded ended)
    {
        visit.Second++;
        var port = ended.SubStatus switch
        {
            WorkflowSubStatus.Finished => visit.Node.Children[0],
            WorkflowSubStatus.Faulted => visit.Node.Children[1],
            _ => null,
        };
        if (port is not null) Schedule(port, visit, [ended.ChildId.ToString()]);
        else CompleteBulkIfDone(visit);
    }

    /// <summary>Complete when all children have ended and what their ends set going has too.</summary>
    void CompleteBulkIfDone(Visit visit)
    {
        if (visit.Second < visit.Counter || visit.Children is { Count: > 0 }) return;
        for (var i = _head; i < _queue.Count; i++)
            if (_queue[i].Owner == visit) return;
        Complete(visit, BulkOutcomes);
    }

    static JsonElement ChildOutcome(Guid child, WorkflowSubStatus status, IReadOnlyDictionary<string, object?> output) =>
        Values.ToElement(new Dictionary<string, object?>
        {
            ["WorkflowInstanceId"] = child.ToString(),
            ["Status"] = (WorkflowState.IsOver(status) ? WorkflowStatus.Finished : WorkflowStatus.Running).ToString(),
            ["SubStatus"] = status.ToString(),
            ["Output"] = output,
        });

    static Dictionary<string, object?> Members(object? value)
    {
        var members = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var json = value as JsonElement? ?? (value is string text ? Values.Parse(text) : null);
        if (json is { ValueKind: JsonValueKind.Object } found)
            foreach (var member in found.EnumerateObject()) members[member.Name] = Values.FromJson(member.Value);
        return members;
    }
}
