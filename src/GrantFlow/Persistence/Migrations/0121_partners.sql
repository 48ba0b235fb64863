-- The organisations that run a programme together: donor, prime, intermediaries with their regions, assessing partners.
create table partners (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    kind text not null,
    name jsonb not null,
    org_identifier text,
    regions text[] not null default '{}',
    state text not null,
    created_at timestamptz not null
);
create index partners_programme on partners (programme_id);

-- For which partner a person has a role.
alter table programme_roles add column partner_id uuid references partners deferrable initially deferred;
create index programme_roles_programme on programme_roles (programme_id, role);
create index programme_roles_partner on programme_roles (partner_id) where partner_id is not null;
