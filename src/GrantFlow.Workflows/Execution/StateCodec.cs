using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>Writes an instance's state to a few bytes and reads it back.</summary>
/// <remarks>
/// The first byte is the layout's version; readers keep every version ever written. Nodes, links and variables are written
/// by number, so the bytes belong to one definition version; its node count is written along and checked.
/// Layouts: 1 ended with the live visits, and in its last days had the orphans behind them; 2 always has the orphans.
/// </remarks>
public static partial class StateCodec
{
    const byte Layout = 2;
    const byte First = 1;

    /// <summary>Writes the state.</summary>
    public static byte[] Write(WorkflowState state)
    {
        var writer = new StateWriter();
        writer.Byte(Layout);
        writer.Guid(state.InstanceId);
        writer.Byte((byte)state.SubStatus);
        writer.OptionalGuid(state.ParentId);
        writer.Text(state.CorrelationId);
        writer.Text(state.Name);
        writer.Number(state.JournalSequence);
        writer.Number(state.LastVisit);
        writer.Number(state.LastBookmark);
        writer.Number(state.LastIncident);
        writer.Values(state.Inputs);
        writer.Values(state.Outputs);
        writer.Number(state.Incidents.Count);
        foreach (var incident in state.Incidents)
        {
            writer.Number(incident.Number);
            writer.Number(incident.Visit);
        }

        writer.Number(state.OpenBookmarks.Count);
        foreach (var bookmark in state.OpenBookmarks) Write(writer, bookmark, state.CorrelationId);
        writer.Byte(state.Root is null ? (byte)0 : (byte)1);
        if (state.Root is not { } root) return writer.ToArray();
        Write(writer, root);
        writer.Number(state.Orphans.Count);
        foreach (var orphan in state.Orphans) Write(writer, orphan);
        return writer.ToArray();
    }

    /// <summary>Reads a state.</summary>
    /// <param name="graph">The definition version that the instance is bound to.</param>
    /// <param name="bytes">What <see cref="Write(WorkflowState)"/> gave.</param>
    /// <exception cref="FormatException">The bytes are damaged or of an unknown version, or belong to another graph.</exception>
    public static WorkflowState Read(WorkflowGraph graph, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var layout = reader.Byte();
        if (layout is < First or > Layout)
            throw new FormatException($"The state is of layout {layout}; this build reads {First} to {Layout}. A newer build wrote it, or the bytes are damaged.");
        try
        {
            return Read(graph, ref reader, layout);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or OverflowException or System.Text.Json.JsonException)
        {
            throw new FormatException("The state is damaged or belongs to another definition version.", e);
        }
    }

    static WorkflowState Read(WorkflowGraph graph, ref StateReader reader, byte layout)
    {
        var state = new WorkflowState(reader.Guid())
        {
            SubStatus = (WorkflowSubStatus)reader.Byte(),
            ParentId = reader.OptionalGuid(),
            CorrelationId = reader.Text(),
            Name = reader.Text(),
            JournalSequence = reader.Long(),
            LastVisit = reader.Number(),
            LastBookmark = reader.Number(),
            LastIncident = reader.Number(),
            Inputs = reader.Values(StringComparer.OrdinalIgnoreCase),
            Outputs = reader.Values(StringComparer.Ordinal),
        };
        for (var i = reader.Number(); i > 0; i--) state.Incidents.Add(new OpenIncident(reader.Number(), reader.Number()));
        for (var i = reader.Number(); i > 0; i--) state.OpenBookmarks.Add(ReadBookmark(graph, ref reader, state.CorrelationId));
        if (reader.Byte() == 0) return state;
        state.Root = ReadVisit(graph, ref reader, null);
        if (layout == First && reader.IsAtEnd) return state;
        for (var i = reader.Number(); i > 0; i--) state.Orphans.Add(ReadVisit(graph, ref reader, state.Root, orphan: true));
        return state;
    }

    /// <summary>Stands in for the containers of an orphan, which are over: variables are found through them.</summary>
    static Visit Past(Definitions.Node? node, Visit root)
    {
        if (node?.Parent is null) return root;
        var past = new Visit(node, Past(node.Parent, root), 0) { Status = VisitStatus.Completed };
        if (node.Variables.Length > 0) past.Variables = node.NewVariables();
        return past;
    }

    static void Write(StateWriter writer, Bookmark bookmark, string? correlation)
    {
        var inherits = !bookmark.OwnCorrelation && bookmark.CorrelationId == correlation;
        writer.Byte((byte)((int)bookmark.Kind | (bookmark.DueAt is null ? 0 : 4) | (inherits ? 8 : 0)
            | (bookmark.Wait is null ? 0 : 16) | (bookmark.OwnCorrelation ? 32 : 0)));
        writer.Number(bookmark.Number);
        writer.Number(bookmark.Node);
        writer.Number(bookmark.Visit);
        // A timer's or child's name is its activity's type, which the graph knows.
        if (bookmark.Kind == BookmarkKind.Event) writer.Text(bookmark.Name);
        if (!inherits) writer.Text(bookmark.CorrelationId);
        if (bookmark.DueAt is { } due) writer.Number(due.UtcTicks);
        if (bookmark.Wait is not { } wait) return;
        writer.Byte((byte)((wait.RunAgain ? 1 : 0) | (wait.Retry ? 2 : 0)));
        writer.Text(wait.Port);
        writer.Text(wait.Tag == bookmark.Name ? null : wait.Tag);
    }

    static Bookmark ReadBookmark(WorkflowGraph graph, ref StateReader reader, string? correlation)
    {
        var head = reader.Byte();
        var kind = (BookmarkKind)(head & 3);
        var number = reader.Number();
        var node = reader.Number();
        var visit = reader.Number();
        var name = kind == BookmarkKind.Event ? reader.Text() ?? "" : graph[node].Type;
        var own = (head & 8) != 0 ? correlation : reader.Text();
        DateTimeOffset? due = (head & 4) != 0 ? new DateTimeOffset(reader.Long(), TimeSpan.Zero) : null;
        var bookmark = new Bookmark(number, kind, node, visit, name, own, due, (head & 32) != 0);
        if ((head & 16) == 0) return bookmark;
        var flags = reader.Byte();
        var port = reader.Text();
        return bookmark with { Wait = new HostWait(port, (flags & 1) != 0, reader.Text() ?? name, (flags & 2) != 0) };
    }

    static void Write(StateWriter writer, Visit visit)
    {
        var flags = visit.Flags & ~(VisitFlags.Cancelling | VisitFlags.Completing);
        var counts = visit.Counter != 0 || visit.Second != 0;
        writer.Number(visit.Node.View.Number);
        writer.Number(visit.Number);
        writer.Byte((byte)visit.Status);
        writer.Byte((byte)((int)flags | (counts ? 32 : 0) | (visit.Flow is null ? 0 : 64) | (visit.Host is null ? 0 : 128)));
        if (counts)
        {
            writer.Number(visit.Counter);
            writer.Signed(visit.Second);
        }

        if (visit.Flow is { } flow)
        {
            writer.Counts(flow.Activities);
            writer.Counts(flow.Links);
        }

        if (visit.Host is { } host)
        {
            writer.Number(host.Run);
            writer.Number(host.Attempt);
            writer.Text(host.Resumption?.Tag);
            writer.Value(host.Resumption?.Payload is { } payload ? payload : null);
        }

        for (var i = 0; i < visit.Node.Variables.Length; i++)
            if (visit.Node.Variables[i].Kept) writer.Value(visit.Variables?[i]);
        writer.Number(visit.Children?.Count ?? 0);
        if (visit.Children is { } children)
            foreach (var child in children) Write(writer, child);
    }

    static Visit ReadVisit(WorkflowGraph graph, ref StateReader reader, Visit? parent, bool orphan = false)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var node = graph.Nodes[reader.Number()];
        if (orphan) parent = Past(node.Parent, parent!);
        if (node.Parent != parent?.Node) throw new FormatException("The state belongs to another definition version.");
        var visit = new Visit(node, parent, reader.Number()) { Status = (VisitStatus)reader.Byte() };
        var head = reader.Byte();
        visit.Flags = (VisitFlags)(head & 31);
        if ((head & 32) != 0)
        {
            visit.Counter = reader.Number();
            visit.Second = reader.Signed();
        }

        if ((head & 64) != 0)
        {
            var plan = node.Plans[visit.Counter] ?? throw new FormatException("The state belongs to another definition version.");
            visit.Flow = new FlowScope(node.Children.Length, plan.LinkCount);
            reader.Counts(visit.Flow.Activities);
            reader.Counts(visit.Flow.Links);
        }

        if ((head & 128) != 0) visit.Host = ReadHost(ref reader);
        if (node.Variables.Length > 0) visit.Variables = node.NewVariables();
        for (var i = 0; i < node.Variables.Length; i++)
            if (node.Variables[i].Kept) visit.Variables![i] = reader.Value();
        for (var i = reader.Number(); i > 0; i--) (visit.Children ??= []).Add(ReadVisit(graph, ref reader, visit));
        return visit;
    }

    static HostRun ReadHost(ref StateReader reader)
    {
        var (run, attempt, tag, payload) = (reader.Number(), reader.Number(), reader.Text(), reader.Value());
        return new HostRun(run, attempt, tag is null ? null : new Activities.Resumption(tag, payload is null ? null : Expressions.Values.ToElement(payload)));
    }
}
