-- Files that people attach: what they are in one table, what is in them in another, so that a list never reads the bytes.
create table files (
    id uuid primary key,
    programme_id uuid not null references programmes deferrable initially deferred,
    organisation_id uuid not null references organisations deferrable initially deferred,
    subject_ref text not null,
    name text not null,
    type text not null,
    size integer not null check (size > 0),
    sha256 text not null,
    attached_by uuid not null,
    attached_at timestamptz not null
);
create index files_subject on files (subject_ref);
create index files_organisation on files (programme_id, organisation_id);

create table file_contents (
    file_id uuid primary key references files on delete cascade deferrable initially deferred,
    bytes bytea not null
);
-- Documents and pictures are packed already.
alter table file_contents alter column bytes set storage external;
