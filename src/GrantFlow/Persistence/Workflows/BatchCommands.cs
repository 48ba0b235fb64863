using GrantFlow.Workflows.Runtime;
using Npgsql;
using NpgsqlTypes;

namespace GrantFlow.Persistence;

/// <summary>A batch's writes as statements: one for each kind of row, however many rows.</summary>
static class BatchCommands
{
    /// <summary>Adds the statements that a batch needs, in an order in which none undoes another.</summary>
    public static void Add(NpgsqlBatch into, BatchWrites w)
    {
        if (w.Started.Count > 0) into.Add(Started(w.Started));
        if (w.Changed.Count > 0) into.Add(Changed(w.Changed));
        if (w.Ended.Count > 0)
            into.Add(WorkflowSql.DeleteBookmarks, Uuids(w.Ended, e => e.InstanceId), Integers(w.Ended, e => e.Number));
        if (w.Waits.Count > 0) AddWaits(into, w.Waits);
        if (w.WaitsRenumbered.Count > 0)
        {
            into.Add(
                WorkflowSql.RenumberBookmarks, Uuids(w.WaitsRenumbered, b => b.InstanceId), Integers(w.WaitsRenumbered, b => b.Number),
                Integers(w.WaitsRenumbered, b => b.Node));
        }

        if (w.IncidentsRenumbered.Count > 0)
            into.Add(WorkflowSql.RenumberIncidents, Uuids(w.IncidentsRenumbered, i => i.Id), Integers(w.IncidentsRenumbered, i => i.Node));
        if (w.EndedAll.Count > 0) into.Add(WorkflowSql.DeleteAllBookmarks, Uuids(w.EndedAll, e => e));
        if (w.Bursts.Count > 0) into.Add(Bursts(w.Bursts));
        if (w.Incidents.Count > 0) into.Add(Incidents(w.Incidents));
        if (w.Closed.Count > 0)
        {
            into.Add(
                WorkflowSql.CloseIncidents, Uuids(w.Closed, c => c.InstanceId), Integers(w.Closed, c => c.Number),
                Instants(w.Closed, c => c.At), Texts(w.Closed, c => c.By));
        }

        if (w.Dealt.Count > 0)
            into.Add(WorkflowSql.DealtIncidents, Uuids(w.Dealt, d => d.Id), Instants(w.Dealt, d => d.At), Texts(w.Dealt, d => d.By));
        if (w.Rescheduled.Count > 0)
        {
            into.Add(
                WorkflowSql.Reschedule, Integers(w.Rescheduled, r => r.Definition), Texts(w.Rescheduled, r => r.ActivityId),
                Instants(w.Rescheduled, r => r.NextAt));
        }

        AddSignals(into, w);
    }

    /// <summary>Leaves signals, starts and completions.</summary>
    public static NpgsqlBatchCommand Signals(IReadOnlyList<NewWork> work) => Statement.Of(
        WorkflowSql.InsertSignals,
        [
            Texts(work, w => KindOf(w.Kind)), Texts(work, w => w.Name), Texts(work, w => w.CorrelationId), Texts(work, w => w.Payload),
            Uuids(work, w => w.InstanceId), Uuids(work, w => w.Binding), Texts(work, w => w.Key), Instants(work, w => w.At),
            Integers(work, w => w.Version), Uuids(work, w => w.Parent), Integers(work, w => w.Bookmark), Uuids(work, w => w.Within),
            Integers(work, w => w.Hops), Instants(work, w => w.DueAt),
        ]);

    /// <summary>An array of ids.</summary>
    public static NpgsqlParameter Uuids<T>(IReadOnlyList<T> rows, Func<T, Guid> of) => Column(rows, of, NpgsqlDbType.Uuid);

    /// <summary>An array of longs.</summary>
    public static NpgsqlParameter Longs(IReadOnlyList<long> rows) => Column(rows, r => r, NpgsqlDbType.Bigint);

    static void AddWaits(NpgsqlBatch into, List<StoredBookmark> waits)
    {
        into.Add(
            WorkflowSql.InsertBookmarks,
            Uuids(waits, b => b.InstanceId), Integers(waits, b => b.Number), Integers(waits, b => b.Node), Integers(waits, b => b.Visit),
            Column(waits, b => (short)b.Kind, NpgsqlDbType.Smallint), Instants(waits, b => b.DueAt), Texts(waits, b => b.Name),
            Texts(waits, b => b.CorrelationId), Integers(waits, b => b.Hops));
        var signals = waits.FindAll(b => b.Kind == GrantFlow.Workflows.Execution.BookmarkKind.Event);
        if (signals.Count > 0) into.Add(WorkflowSql.WakeSignals, Texts(signals, b => b.Name), Texts(signals, b => b.CorrelationId));
    }

    static void AddSignals(NpgsqlBatch into, BatchWrites w)
    {
        if (w.Done.Count > 0) into.Add(WorkflowSql.DeleteSignals, Longs(w.Done));
        if (w.Keys.Count > 0) into.Add(WorkflowSql.InsertKeys, Texts(w.Keys, k => k.Key), Instants(w.Keys, k => k.At));
        var held = w.Held.FindAll(h => h.Work.Id != 0);
        if (held.Count > 0)
            into.Add(WorkflowSql.HoldSignals, Column(held, h => h.Work.Id, NpgsqlDbType.Bigint), Uuids(held, h => h.Incident));
        var timers = w.Held.FindAll(h => h.Work.Id == 0 && h.Work.InstanceId != Guid.Empty);
        if (timers.Count > 0)
        {
            into.Add(
                WorkflowSql.HoldTimers, Uuids(timers, h => h.Work.InstanceId), Integers(timers, h => h.Work.Bookmark),
                Uuids(timers, h => h.Incident), new NpgsqlParameter<DateTimeOffset> { TypedValue = w.Incidents[0].At });
        }

        var again = w.Released.FindAll(r => r.Again);
        if (again.Count > 0) into.Add(WorkflowSql.FreeSignals, Uuids(again, r => r.Incident));
        var given = w.Released.FindAll(r => !r.Again);
        if (given.Count > 0) into.Add(WorkflowSql.DropHeldSignals, Uuids(given, r => r.Incident));
        if (w.NeverStarted.Count > 0) into.Add(WorkflowSql.DropStarts, Uuids(w.NeverStarted, i => i));
        if (w.Orphaned.Count > 0) into.Add(WorkflowSql.DropOrphans, Uuids(w.Orphaned, i => i));
        if (w.Left.Count > 0) into.Add(Signals(w.Left));
        if (again.Count > 0) into.Add(WorkflowSql.Notify);
    }

    static NpgsqlBatchCommand Started(List<StoredInstance> rows) => Statement.Of(
        WorkflowSql.InsertInstances,
        [
            Uuids(rows, i => i.Id), Uuids(rows, i => i.Parent), Integers(rows, i => i.ParentBookmark), Uuids(rows, i => i.Binding),
            Instants(rows, i => i.CreatedAt), Instants(rows, i => i.UpdatedAt), Instants(rows, i => i.FinishedAt),
            Integers(rows, i => i.Definition), Column(rows, i => (short)i.SubStatus, NpgsqlDbType.Smallint),
            Texts(rows, i => i.CorrelationId), Texts(rows, i => i.Name), Column(rows, i => i.State, NpgsqlDbType.Bytea), Uuids(rows, i => i.Within),
        ]);

    static NpgsqlBatchCommand Changed(List<StoredInstance> rows) => Statement.Of(
        WorkflowSql.UpdateInstances,
        [
            Uuids(rows, i => i.Id), Instants(rows, i => i.UpdatedAt), Instants(rows, i => i.FinishedAt),
            Integers(rows, i => i.Definition), Column(rows, i => (short)i.SubStatus, NpgsqlDbType.Smallint),
            Texts(rows, i => i.CorrelationId), Texts(rows, i => i.Name), Column(rows, i => i.State, NpgsqlDbType.Bytea),
        ]);

    static NpgsqlBatchCommand Bursts(List<StoredBurst> rows) => Statement.Of(
        WorkflowSql.InsertBursts,
        [
            Uuids(rows, b => b.InstanceId), Instants(rows, b => b.At), Column(rows, b => b.Sequence, NpgsqlDbType.Bigint),
            Integers(rows, b => b.Definition), Column(rows, b => b.Entries, NpgsqlDbType.Bytea), Texts(rows, b => b.Notes),
        ]);

    static NpgsqlBatchCommand Incidents(List<StoredIncident> rows) => Statement.Of(
        WorkflowSql.InsertIncidents,
        [
            Uuids(rows, i => i.Id), Uuids(rows, i => i.InstanceId), Integers(rows, i => i.Number), Integers(rows, i => i.Node),
            Integers(rows, i => i.Visit), Texts(rows, i => i.Message), Texts(rows, i => i.Detail), Instants(rows, i => i.At),
            Instants(rows, i => i.ClosedAt), Texts(rows, i => i.ClosedBy),
        ]);

    static string KindOf(WorkKind kind) => kind switch
    {
        WorkKind.Signal => "signal",
        WorkKind.Start => "start",
        WorkKind.Resume => "resume",
        WorkKind.Retry => "retry",
        WorkKind.Skip => "skip",
        WorkKind.Timer or WorkKind.Schedule => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Timers are bookmarks and triggers."),
    };

    static NpgsqlParameter<string?[]> Texts<T>(IReadOnlyList<T> rows, Func<T, string?> of) => Column(rows, of, NpgsqlDbType.Text);

    static NpgsqlParameter<Guid?[]> Uuids<T>(IReadOnlyList<T> rows, Func<T, Guid?> of) => Column(rows, of, NpgsqlDbType.Uuid);

    static NpgsqlParameter<int[]> Integers<T>(IReadOnlyList<T> rows, Func<T, int> of) => Column(rows, of, NpgsqlDbType.Integer);

    static NpgsqlParameter<int?[]> Integers<T>(IReadOnlyList<T> rows, Func<T, int?> of) => Column(rows, of, NpgsqlDbType.Integer);

    static NpgsqlParameter<DateTimeOffset[]> Instants<T>(IReadOnlyList<T> rows, Func<T, DateTimeOffset> of) => Column(rows, r => of(r).ToUniversalTime(), NpgsqlDbType.TimestampTz);

    static NpgsqlParameter<DateTimeOffset?[]> Instants<T>(IReadOnlyList<T> rows, Func<T, DateTimeOffset?> of) => Column(rows, r => of(r)?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    static NpgsqlParameter<TColumn[]> Column<T, TColumn>(IReadOnlyList<T> rows, Func<T, TColumn> of, NpgsqlDbType type)
    {
        var values = new TColumn[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = of(rows[i]);
        return new NpgsqlParameter<TColumn[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
