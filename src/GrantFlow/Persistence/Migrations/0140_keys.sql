-- The keys of sealed columns lie outside the database. What it knows of them is which ones it needs: a host whose file lacks one says so at its start.
create table sealing_keys (
    id text primary key,
    first_used_at timestamptz not null
);

-- Tries to sign in were kept under a plain hash, which says who it was to anybody with a list of addresses. They are keyed from now on.
delete from sign_in_attempts;
