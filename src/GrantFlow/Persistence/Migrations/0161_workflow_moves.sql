-- Instances that people moved to another version of their workflow, one row an act, and what takes it back.
create table workflow_moves (
    id uuid primary key,
    definition_id text not null,
    version integer not null,
    reason text not null,
    moved_by uuid not null,
    moved_at timestamptz not null,
    -- The bindings' entries before, when the cohorts' later work was moved along: [{"binding", "definitionId", "version", "taken"}].
    bindings jsonb not null default '[]',
    undone_by uuid,
    undone_at timestamptz
);
create index workflow_moves_definition on workflow_moves (definition_id, moved_at desc);

create table workflow_moved_instances (
    move_id uuid not null references workflow_moves deferrable initially deferred,
    instance_id uuid not null,
    programme_id uuid,
    correlation_id text,
    binding uuid,
    from_definition integer not null,
    to_definition integer not null,
    -- The state before, forgotten once the instance has gone on; after is the SHA-256 of the state that it was given.
    before bytea,
    after bytea not null,
    -- The activities' numbers of its incidents before, by the incident's id.
    incident_nodes jsonb not null default '{}',
    undone_at timestamptz,
    primary key (move_id, instance_id)
);
create index workflow_moved_instances_instance on workflow_moved_instances (instance_id);
create index workflow_moved_instances_before on workflow_moved_instances (move_id) where before is not null;
