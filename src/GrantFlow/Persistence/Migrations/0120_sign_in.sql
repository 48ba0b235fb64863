-- Sessions: one row for each sign-in, by cookie or token. Whoever holds a ticket is somebody only while its row is open.
create table sessions (
    id uuid primary key,
    person_id uuid not null references people on delete cascade deferrable initially deferred,
    kind text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    address text not null,
    user_agent text not null,
    second_factor text,
    ended_at timestamptz,
    ended_because text
);
create index sessions_person on sessions (person_id, last_seen_at);
create index sessions_last_seen on sessions (last_seen_at);

-- A person's authenticator app. Secrets are sealed with the service's keys; pending is one that was shown and not confirmed
-- yet: it opens nothing, and the one before it goes on. last_step is the newest code that was taken: none is taken twice.
create table authenticators (
    person_id uuid primary key references people on delete cascade deferrable initially deferred,
    secret text,
    confirmed_at timestamptz,
    pending text,
    last_step bigint not null default 0
);
create table recovery_codes (
    id uuid primary key,
    person_id uuid not null references people on delete cascade deferrable initially deferred,
    hash text not null,
    created_at timestamptz not null,
    used_at timestamptz,
    unique (person_id, hash)
);
-- Passkeys as ASP.NET Core Identity keeps them: public keys only.
create table passkeys (
    credential_id bytea primary key,
    user_id uuid not null references people on delete cascade deferrable initially deferred,
    data jsonb not null
);
create index passkeys_user on passkeys (user_id);

-- Links sent by mail that prove an address, to register or to set a new password. Only their hash is kept.
create table mail_links (
    id uuid primary key,
    kind text not null,
    email text not null,
    person_id uuid references people on delete cascade deferrable initially deferred,
    hash text not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index mail_links_email on mail_links (lower(email), created_at);

-- What was tried: a password, a code, a recovery, a registration.
alter table sign_in_attempts add column kind text not null default 'Password';

-- What only the receiver of a mail may read, sealed; put into the mail on its way out and forgotten then.
alter table mails add column secret text;
