-- What is sent, what is due, what is asked of people. Quartz keeps its own tables in the schema "quartz" (it makes them itself).

-- The outbox. A key is one mail, however often it is queued; message_id never changes, so that a receiver's server can
-- recognise a mail that had to be sent twice.
create table mails (
    id uuid primary key,
    programme_id uuid,
    kind text not null,
    language text not null,
    receiver_email text not null,
    receiver_name text not null,
    receiver_person_id uuid,
    subject_ref text not null,
    key text not null unique,
    message_id text not null,
    title text not null,
    text_body text not null,
    html_body text not null,
    state text not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz,
    last_answer text,
    created_at timestamptz not null,
    sent_at timestamptz
);
-- Only what still has to go is in this index, so a claim costs the same after a million mails.
create index mails_waiting on mails (next_attempt_at) where state in ('Queued', 'Sending');
create index mails_programme on mails (programme_id, created_at desc);
create index mails_subject on mails (subject_ref, created_at);
create index mails_receiver on mails (receiver_email, created_at);

create function mails_queued() returns trigger language plpgsql as $$
begin
    perform pg_notify('grantflow_mails', '');
    return null;
end $$;
create trigger mails_queued after insert on mails for each statement execute function mails_queued();

-- Every dated thing. next_at is the next instant at which anything has to be done about it: its next prompt, or being
-- declared missed; null when nothing has.
create table deadlines (
    id uuid primary key,
    programme_id uuid not null,
    kind text not null,
    subject_ref text not null,
    ladder text not null,
    local_date date not null,
    local_time time not null,
    zone text not null,
    due_at timestamptz not null,
    grace interval not null,
    holders jsonb not null,
    escalate_to jsonb not null,
    "values" jsonb not null,
    state text not null,
    ended_at timestamptz,
    next_at timestamptz,
    created_at timestamptz not null
);
create unique index deadlines_live on deadlines (subject_ref, kind) where state in ('Open', 'Missed');
create index deadlines_next on deadlines (next_at) where next_at is not null;
create index deadlines_programme on deadlines (programme_id, state, due_at);

-- The prompts of a deadline, one row for each rung and receiver. The due instant is part of the key: a moved date is prompted for anew.
create table reminder_rungs (
    id uuid primary key,
    deadline_id uuid not null references deadlines on delete cascade,
    rung text not null,
    due_at timestamptz not null,
    receiver_email text not null,
    receiver_name text not null,
    receiver_language text not null,
    receiver_person_id uuid,
    send_at timestamptz not null,
    template text not null,
    state text not null,
    mail_key text,
    fault text,
    ended_at timestamptz,
    unique (deadline_id, rung, receiver_email, due_at)
);

-- A deadline that ends, or moves, silences its prompts in the same statement, also those that wait in the outbox: whoever
-- ends it needs to know nothing of them, and the sweep, which holds the deadline's row while it works, can't slip between.
create function deadlines_changed() returns trigger language plpgsql as $$
begin
    if new.state in ('Met', 'Cancelled') and old.state not in ('Met', 'Cancelled') then
        update reminder_rungs set state = 'Silenced', ended_at = new.ended_at where deadline_id = new.id and state = 'Pending';
        update mails set state = 'Silenced', next_attempt_at = null
            where state = 'Queued' and key in (select mail_key from reminder_rungs where deadline_id = new.id and mail_key is not null);
    elsif new.due_at <> old.due_at then
        update reminder_rungs set state = 'Superseded' where deadline_id = new.id and state = 'Pending' and due_at <> new.due_at;
    end if;
    return null;
end $$;
create trigger deadlines_changed after update on deadlines for each row execute function deadlines_changed();

-- What a workflow asks of a person or of everyone with a role.
create table tasks (
    id uuid primary key,
    programme_id uuid not null,
    subject_ref text not null,
    title text not null,
    role text,
    person_id uuid,
    outcomes text[] not null,
    due_at timestamptz,
    state text not null,
    outcome text,
    note text,
    instance_id uuid,
    key text not null unique,
    created_at timestamptz not null,
    ended_at timestamptz,
    ended_by uuid
);
create index tasks_open on tasks (programme_id, role, due_at) where state = 'Open';
create index tasks_subject on tasks (subject_ref);

-- Quartz makes its own tables in here when a host first starts.
create schema if not exists quartz;

-- The runs of jobs that ended, whichever engine ran them.
create table job_runs (
    id uuid primary key,
    job_id text not null,
    job text not null,
    argument text,
    host text not null,
    started_at timestamptz not null,
    duration interval not null,
    succeeded boolean not null,
    result text,
    error text
);
create index job_runs_started on job_runs (started_at desc);
create index job_runs_job on job_runs (job, started_at desc);
create index job_runs_failed on job_runs (started_at desc) where not succeeded;
