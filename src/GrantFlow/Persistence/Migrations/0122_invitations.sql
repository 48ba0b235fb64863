-- Invitations to a role in a programme or in an organisation. Only the hash of the link is kept; whoever opens it proves the
-- address it was sent to.
create table invitations (
    id uuid primary key,
    programme_id uuid references programmes deferrable initially deferred,
    organisation_id uuid references organisations deferrable initially deferred,
    partner_id uuid references partners deferrable initially deferred,
    role text,
    organisation_role text,
    email text not null,
    name text not null,
    language text not null,
    hash text not null unique,
    state text not null,
    created_at timestamptz not null,
    created_by uuid not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    accepted_by uuid references people deferrable initially deferred
);
create index invitations_programme on invitations (programme_id) where state = 'Open';
create index invitations_organisation on invitations (organisation_id) where state = 'Open';

-- Somebody asks to act for an organisation; its head decides.
create table join_requests (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    organisation_id uuid not null references organisations deferrable initially deferred,
    person_id uuid not null references people on delete cascade deferrable initially deferred,
    message text not null,
    state text not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    ended_by uuid
);
create unique index join_requests_open on join_requests (organisation_id, person_id) where state = 'Open';

-- The head offers the lead to somebody of the organisation, who takes it up or not.
create table headship_offers (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    organisation_id uuid not null references organisations deferrable initially deferred,
    from_person_id uuid not null references people on delete cascade deferrable initially deferred,
    to_person_id uuid not null references people on delete cascade deferrable initially deferred,
    state text not null,
    created_at timestamptz not null,
    ended_at timestamptz
);
create unique index headship_offers_open on headship_offers (organisation_id) where state = 'Open';

-- A person is in an organisation once, however often an invitation is accepted at the same moment.
create unique index organisation_people_once on organisation_people (organisation_id, person_id) where person_id is not null;
