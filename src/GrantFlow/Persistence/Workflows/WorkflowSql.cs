namespace GrantFlow.Persistence;

/// <summary>The engine's statements. Time is always a parameter: a simulated programme has a clock of its own.</summary>
static class WorkflowSql
{
    /// <summary>An instance's columns, in the order that the reader takes them.</summary>
    public const string InstanceColumns =
        "i.id, i.parent, i.parent_bookmark, i.binding, i.created_at, i.updated_at, i.finished_at, i.definition, "
        + "i.sub_status, i.correlation_id, i.name, i.state, i.within";

    /// <summary>Whether a claim could find anything. $1 now.</summary>
    public const string IsAnythingReady = """
        select exists (select from workflow_signals where not parked and held_by is null and (due_at is null or due_at <= $1))
            or exists (select from workflow_bookmarks where due_at <= $1)
            or exists (select from workflow_triggers where next_at <= $1)
        """;

    const string New = "not s.parked and s.held_by is null and (s.due_at is null or s.due_at <= $1)";

    const string Everything = """
        s.held_by is null and (s.due_at is null or s.due_at <= $1) and (not s.parked or s.expires_at <= $1
            or s.kind = 'start' and exists (select from workflow_definitions d where d.definition_id = s.name and d.is_published)
            or s.kind = 'signal' and (
                s.instance_id is null and exists (select from workflow_triggers g where g.name = s.name)
                or s.correlation_id is not null and exists (
                    select from workflow_bookmarks b where b.kind = 0 and b.name = s.name and b.correlation_id = s.correlation_id
                        and (s.instance_id is null or s.instance_id = b.instance_id))
                or s.correlation_id is null and exists (
                    select from workflow_bookmarks b where b.kind = 0 and b.name = s.name
                        and (s.instance_id is null or s.instance_id = b.instance_id))))
        """;

    /// <summary>Locks and loads one instance. $1 its id.</summary>
    public const string LockInstance = $"select {InstanceColumns} from workflow_instances i where i.id = $1 for update";

    /// <summary>Locks and loads instances. $1 their ids.</summary>
    public const string LockInstances = $"select {InstanceColumns} from workflow_instances i where i.id = any($1) order by i.id for update";

    /// <summary>Locks and loads the unfinished instances that those in $1 wait for.</summary>
    public const string LockChildren = $"""
        select {InstanceColumns} from workflow_instances i
        where i.parent = any($1) and i.parent_bookmark is not null and i.sub_status not in (3, 4, 5)
        order by i.id for update
        """;

    /// <summary>Claims what wasn't looked at yet. $1 now, $2 at most.</summary>
    public static readonly string Claim = ClaimWhere(New, "b.due_at <= $1", "g.next_at <= $1");

    /// <summary>Claims everything that can be done, also what was passed over before.</summary>
    public static readonly string ClaimEverything = ClaimWhere(Everything, "b.due_at <= $1", "g.next_at <= $1");

    /// <summary>Claims one signal. $3 its id.</summary>
    public static readonly string ClaimSignal = ClaimWhere("s.id = $3 and s.held_by is null", "false", "false");

    /// <summary>Claims one timer. $3 its instance, $4 its number.</summary>
    public static readonly string ClaimTimer =
        ClaimWhere("false", "b.due_at <= $1 and b.instance_id = $3 and b.number = $4", "false");

    /// <summary>Claims one definition's schedules. $3 its number.</summary>
    public static readonly string ClaimSchedule = ClaimWhere("false", "false", "g.next_at <= $1 and g.definition = $3");

    // A signal that a bounded instance left reaches nobody outside: whoever waits is within the same bounds or about one of that owner's things.
    const string Reaches = """
        (r.within is null or r.within = (
            select coalesce(o.within, x.programme_id) from workflow_instances o left join workflow_subjects x on x.subject = o.correlation_id
            where o.id = b.instance_id))
        """;

    // Nor does a signal about another owner's things start a definition that has an owner.
    const string Starts = """
        (w.programme_id is null or w.programme_id = coalesce(r.within, x.programme_id) or r.within is null and r.correlation_id is null)
        """;

    // One statement: what is ready, whom it concerns, and those instances locked and loaded. An instance that another
    // host holds isn't waited for; its work stays and is busy (3). Others: 0 to be done, 1 nobody waits for it, 2 to be
    // dropped. The two joins of signals with bookmarks are apart so that each can use the index, and the instances are
    // named by an array so that their key is used whatever the planner believes of young tables.
    static string ClaimWhere(string signals, string timers, string schedules) => $"""
        with ready as materialized (
            select s.* from workflow_signals s where {signals} order by s.id limit $2 for update skip locked
        ), due as materialized (
            select b.instance_id, b.number, b.due_at, b.hops from workflow_bookmarks b
            where {timers} order by b.due_at limit $2
        ), scheduled as materialized (
            select g.definition, g.activity_id, g.next_at from workflow_triggers g
            where {schedules} order by g.next_at limit $2 for update skip locked
        ), targets as materialized (
            select r.id, b.instance_id, b.number from ready r
                join workflow_bookmarks b on b.kind = 0 and b.name = r.name and b.correlation_id = r.correlation_id
            where r.kind = 'signal' and (r.instance_id is null or r.instance_id = b.instance_id) and {Reaches}
            union all
            select r.id, b.instance_id, b.number from ready r
                join workflow_bookmarks b on b.kind = 0 and b.name = r.name
            where r.kind = 'signal' and r.correlation_id is null and (r.instance_id is null or r.instance_id = b.instance_id) and {Reaches}
            union all
            select r.id, r.instance_id, r.bookmark from ready r where r.kind in ('resume', 'retry', 'skip')
        ), locked as materialized (
            select * from workflow_instances x
            where x.id = any (array(select t.instance_id from targets t union select d.instance_id from due d))
            for update skip locked
        )
        select r.id, r.kind, r.name, r.correlation_id, r.payload::text, coalesce(t.instance_id, r.instance_id),
            t.number, null::integer, null::uuid, null::uuid, r.key, null::text, null::timestamptz,
            case when r.expires_at <= $1 or r.key is not null and exists (
                    select from workflow_signal_keys k where k.key = r.key) then 2
                when t.instance_id is null then 1 when i.id is null then 3 else 0 end,
            null::uuid, r.hops,
            {InstanceColumns}
        from ready r left join targets t on t.id = r.id left join locked i on i.id = t.instance_id
        where r.kind <> 'start'
        union all
        select r.id, r.kind, r.name, r.correlation_id, r.payload::text, r.instance_id,
            r.bookmark, d.number, r.binding, r.parent, r.key, null, null,
            case when exists (select from workflow_instances x where x.id = r.instance_id and x.sub_status <> 0) then 2
                when d.number is null then 1 else 0 end,
            r.within, r.hops,
            null, null, null, null, null, null, null, null, null, null, null, null, null
        from ready r
            left join workflow_bindings v on v.binding = r.binding and v.definition_id = r.name
            left join workflow_definitions d on d.definition_id = coalesce(v.taken, r.name) and d.published_at is not null
                and case when coalesce(r.version, v.version) is null then d.is_published
                    else d.version = coalesce(r.version, v.version) end
        where r.kind = 'start'
        union all
        select r.id, 'trigger', r.name, r.correlation_id, r.payload::text, null,
            null, g.definition, null, null, r.key, g.activity_id, null, 0,
            r.within, r.hops,
            null, null, null, null, null, null, null, null, null, null, null, null, null
        from ready r join workflow_triggers g on g.name = r.name
            join workflow_definitions v on v.number = g.definition
            left join workflow_designs w on w.definition_id = v.definition_id
            left join workflow_subjects x on x.subject = r.correlation_id
        where r.kind = 'signal' and r.instance_id is null and {Starts}
        union all
        select 0, 'timer', '', null, null, d.instance_id,
            d.number, null, null, null, null, null, d.due_at, 0,
            null, d.hops,
            {InstanceColumns}
        from due d join locked i on i.id = d.instance_id
        union all
        select 0, 'schedule', '', null, null, null,
            null, s.definition, null, null, null, s.activity_id, s.next_at, 0,
            null, 0,
            null, null, null, null, null, null, null, null, null, null, null, null, null
        from scheduled s
        """;

    public const string InsertInstances = """
        insert into workflow_instances (id, parent, parent_bookmark, binding, created_at, updated_at, finished_at,
            definition, sub_status, correlation_id, name, state, within)
        select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
            $7::timestamptz[], $8::integer[], $9::smallint[], $10::text[], $11::text[], $12::bytea[], $13::uuid[])
        on conflict (id) do update set updated_at = excluded.updated_at, finished_at = excluded.finished_at,
            definition = excluded.definition, sub_status = excluded.sub_status, correlation_id = excluded.correlation_id,
            name = excluded.name, state = excluded.state, within = excluded.within
            where workflow_instances.sub_status = 0
        """;

    public const string UpdateInstances = """
        update workflow_instances i set updated_at = u.updated_at, finished_at = u.finished_at, definition = u.definition,
            sub_status = u.sub_status, correlation_id = u.correlation_id, name = u.name,
            state = u.state
        from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::integer[], $5::smallint[],
            $6::text[], $7::text[], $8::bytea[])
            as u (id, updated_at, finished_at, definition, sub_status, correlation_id, name, state)
        where i.id = u.id
        """;

    public const string DeleteBookmarks = """
        delete from workflow_bookmarks b using unnest($1::uuid[], $2::integer[]) as u (instance_id, number)
        where b.instance_id = u.instance_id and b.number = u.number
        """;

    public const string RenumberBookmarks = """
        update workflow_bookmarks b set node = u.node from unnest($1::uuid[], $2::integer[], $3::integer[]) as u (instance_id, number, node)
        where b.instance_id = u.instance_id and b.number = u.number
        """;

    public const string RenumberIncidents = """
        update workflow_incidents i set node = u.node from unnest($1::uuid[], $2::integer[]) as u (id, node) where i.id = u.id
        """;

    public const string DeleteAllBookmarks = "delete from workflow_bookmarks where instance_id = any($1::uuid[])";

    public const string InsertBookmarks = """
        insert into workflow_bookmarks as b (instance_id, number, node, visit, kind, due_at, name, correlation_id, hops)
        select * from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[], $5::smallint[], $6::timestamptz[],
            $7::text[], $8::text[], $9::integer[])
        on conflict (instance_id, number) do update
            set due_at = excluded.due_at, name = excluded.name, correlation_id = excluded.correlation_id
        """;

    /// <summary>Signals that nobody waited for until these bookmarks appeared.</summary>
    public const string WakeSignals = """
        update workflow_signals set parked = false where id in (
            select s.id from unnest($1::text[], $2::text[]) as u (name, correlation_id)
                join workflow_signals s on s.parked and s.name = u.name and s.correlation_id = u.correlation_id
            union all
            select s.id from (select distinct n from unnest($1::text[]) as n) u
                join workflow_signals s on s.parked and s.name = u.n and s.correlation_id is null)
        """;

    /// <summary>Starts and signals that nothing published wanted until now. $1 the definition id, $2 its triggers' signals.</summary>
    public const string WakeForDefinition = """
        update workflow_signals set parked = false
        where parked and (kind = 'start' and name = $1 or kind = 'signal' and name = any($2::text[]))
        """;

    public const string InsertBursts = """
        insert into workflow_journal (instance_id, at, sequence, definition, entries, notes)
        select u.instance_id, u.at, u.sequence, u.definition, u.entries, u.notes::jsonb
        from unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::integer[], $5::bytea[], $6::text[])
            as u (instance_id, at, sequence, definition, entries, notes)
        """;

    public const string InsertIncidents = """
        insert into workflow_incidents (id, instance_id, number, node, visit, message, detail, at, closed_at, closed_by)
        select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::integer[], $6::text[], $7::text[],
            $8::timestamptz[], $9::timestamptz[], $10::text[])
        """;

    public const string CloseIncidents = """
        update workflow_incidents i set closed_at = u.at, closed_by = u.by
        from unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::text[]) as u (instance_id, number, at, by)
        where i.instance_id = u.instance_id and i.number = u.number and i.closed_at is null
        """;

    public const string DealtIncidents = """
        update workflow_incidents i set closed_at = u.at, closed_by = u.by
        from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as u (id, at, by)
        where i.id = u.id and i.closed_at is null
        """;

    public const string InsertSignals = """
        insert into workflow_signals (kind, name, correlation_id, payload, instance_id, binding, key, created_at, version,
            parent, bookmark, within, hops, due_at)
        select u.kind, u.name, u.correlation_id, u.payload::jsonb, u.instance_id, u.binding, u.key, u.created_at, u.version,
            u.parent, u.bookmark, u.within, u.hops, u.due_at
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[],
            $9::integer[], $10::uuid[], $11::integer[], $12::uuid[], $13::integer[], $14::timestamptz[])
            as u (kind, name, correlation_id, payload, instance_id, binding, key, created_at, version, parent, bookmark, within, hops, due_at)
        where u.key is null or not exists (select from workflow_signal_keys k where k.key = u.key)
        on conflict (key) where key is not null do nothing
        """;

    public const string DeleteSignals = "delete from workflow_signals where id = any($1::bigint[])";

    public const string ParkSignals = "update workflow_signals set parked = true where not parked and id = any($1::bigint[])";

    public const string InsertKeys = """
        insert into workflow_signal_keys select * from unnest($1::text[], $2::timestamptz[]) on conflict do nothing
        """;

    public const string Reschedule = """
        update workflow_triggers g set next_at = u.next_at
        from unnest($1::integer[], $2::text[], $3::timestamptz[]) as u (definition, activity_id, next_at)
        where g.definition = u.definition and g.activity_id = u.activity_id
        """;

    /// <summary>A signal held back by an engine fault.</summary>
    public const string HoldSignals = """
        update workflow_signals s set held_by = u.incident from unnest($1::bigint[], $2::uuid[]) as u (id, incident)
        where s.id = u.id
        """;

    /// <summary>A timer held back by an engine fault: it becomes a held resumption, and is never due.</summary>
    public const string HoldTimers = """
        with held as (
            update workflow_bookmarks b set due_at = null
            from unnest($1::uuid[], $2::integer[], $3::uuid[]) as u (instance_id, number, incident)
            where b.instance_id = u.instance_id and b.number = u.number
            returning b.instance_id, b.number, b.name, u.incident)
        insert into workflow_signals (kind, name, instance_id, bookmark, held_by, created_at)
        select 'resume', name, instance_id, number, incident, $4::timestamptz from held
        """;

    public const string FreeSignals = "update workflow_signals set held_by = null, parked = false where held_by = any($1::uuid[])";

    public const string DropHeldSignals = "delete from workflow_signals where held_by = any($1::uuid[])";

    public const string DropStarts = "delete from workflow_signals where kind = 'start' and instance_id = any($1::uuid[])";

    public const string DropOrphans = """
        delete from workflow_signals where kind = 'start' and parent = any($1::uuid[]) and bookmark is not null
            or kind in ('resume', 'retry', 'skip') and instance_id = any($1::uuid[])
        """;

    /// <summary>Forgets parked signals left before $1 that no instance about their correlation can come to want; $2 now.</summary>
    public const string TrimSignals = """
        with gone as (
            delete from workflow_signals s
            where s.parked and s.held_by is null and s.kind = 'signal' and s.created_at < $1
                and not exists (select from workflow_instances i where i.correlation_id = s.correlation_id and i.sub_status not in (3, 4))
                and not exists (select from workflow_signals b where b.kind = 'start' and b.correlation_id = s.correlation_id)
            returning s.key
        ), kept as (
            insert into workflow_signal_keys select key, $2 from gone where key is not null on conflict do nothing
        )
        select count(*)::integer from gone
        """;

    /// <summary>Forgets the keys of signals delivered before $1.</summary>
    public const string TrimKeys = "with gone as (delete from workflow_signal_keys where at < $1 returning key) select count(*)::integer from gone";

    public const string Notify = "select pg_notify('grantflow_work', '')";
}
