-- The engine's tables. Nothing here references another table by a foreign key: each check would lock the definition's one
-- row for every instance, and the engine writes a row only in the transaction that holds its instance's lock.

-- Definitions: every version verbatim. published_at null is a draft; is_published marks the version that new instances take.
create table workflow_definitions (
    number integer generated always as identity primary key,
    version_id text not null unique,
    definition_id text not null,
    version integer not null,
    name text not null,
    json text not null,
    checksum text not null,
    is_published boolean not null,
    usable_as_activity boolean not null default false,
    dependencies jsonb not null default '{}',
    published_at timestamptz,
    created_at timestamptz not null,
    unique (definition_id, version)
);
create unique index workflow_definitions_published on workflow_definitions (definition_id) where is_published;

create function workflow_definitions_are_kept() returns trigger language plpgsql as $$
begin
    raise exception 'The version % of % is published: it never changes.', old.version, old.definition_id;
end $$;
create trigger workflow_definitions_are_kept before update on workflow_definitions for each row
    when (old.published_at is not null and (new.json, new.version) is distinct from (old.json, old.version))
    execute function workflow_definitions_are_kept();

-- The activities of each published version, by the number that states, bookmarks and journal name them with.
create table workflow_nodes (
    definition integer not null,
    node integer not null,
    activity_id text not null,
    node_id text not null,
    activity_type text not null,
    primary key (definition, node)
);

-- What starts an instance of a published version by itself: a signal's name, or a time.
create table workflow_triggers (
    definition integer not null,
    activity_id text not null,
    name text,
    next_at timestamptz,
    primary key (definition, activity_id)
);
create index workflow_triggers_name on workflow_triggers (name) where name is not null;
create index workflow_triggers_next on workflow_triggers (next_at) where next_at is not null;

-- The versions that a cohort or a grant keeps; what has no entry takes the published one.
create table workflow_bindings (
    binding uuid not null,
    definition_id text not null,
    version integer not null,
    primary key (binding, definition_id)
);

-- What waits for the engine, in order. Kinds: signal, start, resume (a child's end, one receiver of a signal to all),
-- retry, skip. Use cases write the columns up to expires_at in their own transaction; the rest is the engine's.
create table workflow_signals (
    id bigint generated always as identity primary key,
    kind text not null default 'signal',
    name text not null,
    correlation_id text,
    payload jsonb,
    instance_id uuid,
    binding uuid,
    key text,
    created_at timestamptz not null,
    expires_at timestamptz,
    version integer,
    parent uuid,
    bookmark integer,
    held_by uuid,
    parked boolean not null default false
);
create unique index workflow_signals_key on workflow_signals (key) where key is not null;
create index workflow_signals_instance on workflow_signals (instance_id) where instance_id is not null;
create index workflow_signals_ready on workflow_signals (id) where not parked and held_by is null;
create index workflow_signals_parked on workflow_signals (name, correlation_id) where parked;
create index workflow_signals_held on workflow_signals (held_by) where held_by is not null;

-- Keys of signals already delivered: the same key once more is dropped.
create table workflow_signal_keys (
    key text primary key,
    at timestamptz not null
);

create function workflow_signals_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify('grantflow_work', '');
    return null;
end $$;
create trigger workflow_signals_notify after insert on workflow_signals
    for each statement execute function workflow_signals_notify();

-- sub_status has Elsa's numbers: Pending 0, Executing 1, Suspended 2, Finished 3, Cancelled 4, Faulted 5, Interrupted 6.
-- No index names a column that a burst changes, so that its update stays on the row's page (heap-only tuple).
create table workflow_instances (
    id uuid primary key,
    parent uuid,
    binding uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    finished_at timestamptz,
    definition integer not null,
    parent_bookmark integer,
    sub_status smallint not null,
    correlation_id text,
    name text,
    state bytea not null
) with (fillfactor = 85);
create index workflow_instances_correlation on workflow_instances (correlation_id) where correlation_id is not null;
create index workflow_instances_parent on workflow_instances (parent) where parent is not null;

-- What instances wait for: a signal (kind 0), an instant (1), or a child's end (2; name is the activity's type, as of an instant).
create table workflow_bookmarks (
    instance_id uuid not null,
    number integer not null,
    node integer not null,
    visit integer not null,
    kind smallint not null,
    due_at timestamptz,
    name text not null,
    correlation_id text,
    primary key (instance_id, number)
);
create index workflow_bookmarks_signal on workflow_bookmarks (name, correlation_id) where kind = 0;
create index workflow_bookmarks_due on workflow_bookmarks (due_at) where due_at is not null;

create table workflow_incidents (
    id uuid primary key,
    instance_id uuid not null,
    number integer not null,
    node integer not null,
    visit integer not null,
    message text not null,
    detail text,
    at timestamptz not null,
    closed_at timestamptz,
    closed_by text
);
create index workflow_incidents_instance on workflow_incidents (instance_id);
create index workflow_incidents_open on workflow_incidents (at) where closed_at is null;

-- One row a burst. An entry is six bytes, high byte first: the activity's number (2), the visit (3), the event (1). notes
-- hold, by an entry's place counted from 0, what few entries have: {"3":{"outcomes":["True"]},"5":{"message":"…"}}.
create table workflow_journal (
    instance_id uuid not null,
    at timestamptz not null,
    sequence bigint not null,
    definition integer not null,
    entries bytea not null,
    notes jsonb,
    primary key (instance_id, sequence)
);

-- One line an event, for people who look with SQL and for counting.
create view workflow_journal_entries as
select j.instance_id, j.sequence + p.place as sequence, j.at, j.definition, n.activity_id, n.node_id, n.activity_type, e.visit,
    (array['Started', 'Completed', 'Suspended', 'Resumed', 'Canceled', 'Faulted', 'Precondition Failed', 'Workflow cancelled',
        'Retry scheduled', 'Retried', 'Skipped'])[e.event + 1] as event,
    j.notes -> p.place::text ->> 'message' as message,
    j.notes -> p.place::text -> 'outcomes' as outcomes
from workflow_journal j
    cross join lateral generate_series(0, length(j.entries) / 6 - 1) as p (place)
    cross join lateral (select
        get_byte(j.entries, p.place * 6) * 256 + get_byte(j.entries, p.place * 6 + 1) as node,
        get_byte(j.entries, p.place * 6 + 2) * 65536 + get_byte(j.entries, p.place * 6 + 3) * 256
            + get_byte(j.entries, p.place * 6 + 4) as visit,
        get_byte(j.entries, p.place * 6 + 5) as event) e
    left join workflow_nodes n on n.definition = j.definition and n.node = e.node;

-- The instances for people who look with SQL.
create view workflow_instance_list as
select i.id, d.definition_id, d.version, i.name, i.correlation_id,
    (array['Pending', 'Executing', 'Suspended', 'Finished', 'Cancelled', 'Faulted', 'Interrupted'])[i.sub_status + 1] as sub_status,
    (select count(*) from workflow_incidents n where n.instance_id = i.id and n.closed_at is null) as open_incidents,
    i.parent, i.created_at, i.updated_at, i.finished_at
from workflow_instances i join workflow_definitions d on d.number = i.definition;
