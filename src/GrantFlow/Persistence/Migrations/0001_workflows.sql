-- The engine's signal table; the rest of the engine's tables follow in this file.
create table workflow_signals (
    id bigint generated always as identity primary key,
    kind text not null default 'signal',
    name text not null,
    correlation_id text,
    payload jsonb,
    instance_id uuid,
    binding uuid,
    key text unique,
    created_at timestamptz not null,
    expires_at timestamptz
);
