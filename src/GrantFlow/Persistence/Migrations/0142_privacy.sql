-- An organisation's bank account; its facts are sealed with keys outside the database.
create table bank_accounts (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    organisation_id uuid not null unique references organisations deferrable initially deferred,
    holder text not null,
    bank text not null,
    account text not null,
    state text not null,
    entered_by uuid not null,
    entered_at timestamptz not null,
    judged_by uuid,
    judged_at timestamptz,
    reason text
);

-- Recipients at risk: where they are and who they are is shown to few, and to nobody outside.
-- What isn't published, and why.
alter table organisations
    add column at_risk boolean not null default false,
    add column not_published text;
alter table awards add column not_published text;

-- With whom an organisation shares its health report, until it takes that back.
create table health_report_shares (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    organisation_id uuid not null references organisations deferrable initially deferred,
    role text,
    person_id uuid references people deferrable initially deferred,
    given_by uuid not null,
    given_at timestamptz not null,
    ended_by uuid,
    ended_at timestamptz,
    check ((role is null) <> (person_id is null))
);
create unique index health_report_shares_role on health_report_shares (organisation_id, role) where ended_at is null and role is not null;
create unique index health_report_shares_person on health_report_shares (organisation_id, person_id) where ended_at is null and person_id is not null;

-- When a person was erased; the row stays, nameless, for what hangs on it.
alter table people add column erased_at timestamptz;
create table erasure_requests (
    id uuid primary key,
    person_id uuid not null references people deferrable initially deferred,
    asked_at timestamptz not null,
    state text not null,
    ended_at timestamptz,
    ended_by uuid
);
create unique index erasure_requests_open on erasure_requests (person_id) where state = 'Open';

-- How long a programme keeps what; a kind that isn't here is kept as it ships.
create table retention_rules (
    programme_id uuid not null references programmes deferrable initially deferred,
    kind text not null,
    days integer not null check (days > 0),
    primary key (programme_id, kind)
);
create table retention_runs (
    id uuid primary key,
    at timestamptz not null,
    programme_id uuid,
    kind text not null,
    days integer not null,
    removed integer not null
);
create index retention_runs_at on retention_runs (at desc);

-- The record can't be changed by those who work with it, with one exception: a person's name and network address, which are no part
-- of its chain, can be forgotten. These two functions do nothing else.
create function record_forget_person(person uuid) returns integer
language sql security definer set search_path = public, pg_temp as $$
    with gone as (
        update audit_facts set actor_name = '', address = ''
        where actor_id = person and person <> '00000000-0000-0000-0000-000000000000' and (actor_name <> '' or address <> '') returning 1)
    select count(*)::integer from gone
$$;
create function record_forget_addresses(before timestamptz, most integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
    with gone as (
        update audit_facts set address = ''
        where id in (select id from audit_facts where at < before and address <> '' limit most) returning 1)
    select count(*)::integer from gone
$$;
revoke all on function record_forget_person(uuid), record_forget_addresses(timestamptz, integer) from public;
grant execute on function record_forget_person(uuid), record_forget_addresses(timestamptz, integer) to grantflow_app;
create index audit_facts_address on audit_facts (at) where address <> '';
