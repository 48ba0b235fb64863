-- The record's chain: one for each programme, and one (the empty id) for the service. Each link is the SHA-256 of the link
-- before it and of the fact, so that a fact changed, taken out or put in later shows at its place.
-- Facts aren't chained when they are written: a lock held to the commit would let a programme do one thing at a time. They are
-- sealed some seconds later, in the order of their transactions, once no older transaction can add another.
create table audit_chain (
    programme_id uuid not null,
    seq bigint not null,
    fact_id uuid not null,
    hash bytea not null,
    primary key (programme_id, seq)
);
create unique index audit_chain_fact on audit_chain (fact_id);

-- Where each chain ends: a chain that was cut short doesn't reach it.
create table audit_heads (
    programme_id uuid primary key,
    seq bigint not null,
    hash bytea not null,
    sealed_at timestamptz not null
);

-- All facts of transactions below sealed_to are in the chains. Transaction numbers mean something within one server only:
-- a database that was copied to another begins anew, passing over what is sealed.
create table audit_state (
    only_one boolean primary key default true check (only_one),
    sealed_to xid8 not null,
    server bigint not null
);
insert into audit_state values (true, '0', 0);

-- What a link holds of a fact: all but the actor's name and address, which may have to be forgotten, and the transaction.
-- No member before the JSON can hold a line feed, and JSON as text has none, so that nothing can pass from one into the next.
create function audit_item(f audit_facts) returns bytea language sql stable as $$
    select convert_to(
        f.id::text || e'\n' || coalesce(f.programme_id::text, '') || e'\n' || (extract(epoch from f.at) * 1000000)::bigint::text || e'\n'
        || f.actor_id::text || e'\n' || f.kind || e'\n' || f.subject || e'\n' || f.origin || e'\n' || f.data::text || e'\n' || coalesce(f.changes::text, ''),
        'UTF8')
$$;

-- What the first link of a chain stands on.
create function audit_genesis(programme uuid) returns bytea language sql immutable as $$
    select sha256(convert_to('GrantFlow ' || programme::text, 'UTF8'))
$$;

create function audit_link(before bytea, head bytea, item bytea) returns bytea language plpgsql immutable as $$
begin
    return sha256(coalesce(before, head) || item);
end
$$;
create aggregate audit_roll(head bytea, item bytea) (sfunc = audit_link, stype = bytea);

-- Seals what can be sealed, at most so many facts at once, and returns how many. One at a time; the others wait.
-- Snapshots: the oldest running transaction is read first, so that every later statement sees all facts of those below it.
create function audit_seal(most integer default 20000) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    state audit_state;
    here constant bigint := (select system_identifier from pg_control_system());
    oldest xid8;
    newest xid8;
    first xid8;
    last xid8;
    sealed integer;
begin
    perform pg_advisory_xact_lock(7310582604611022);
    select * into state from audit_state;
    oldest := pg_snapshot_xmin(pg_current_snapshot());
    newest := pg_snapshot_xmax(pg_current_snapshot());
    -- Facts that came with a copy may bear numbers that this server hasn't reached: who wrote them is over all the same.
    if state.server <> here then first := '0'; else first := state.sealed_to; newest := null; end if;

    with batch as materialized (
        select coalesce(f.programme_id, '00000000-0000-0000-0000-000000000000') as programme, f.id, f.tx, audit_item(f) as item
        from audit_facts f
        where f.tx >= first and (f.tx < oldest or f.tx >= newest) and not exists (select from audit_chain c where c.fact_id = f.id)
        order by f.tx, f.id
        limit most),
    rolled as (
        select b.programme, b.id, b.tx, coalesce(h.seq, 0) + row_number() over w as seq,
            audit_roll(coalesce(h.hash, audit_genesis(b.programme)), b.item) over w as hash
        from batch b left join audit_heads h on h.programme_id = b.programme
        window w as (partition by b.programme order by b.tx, b.id rows unbounded preceding)),
    linked as (
        insert into audit_chain (programme_id, seq, fact_id, hash) select programme, seq, id, hash from rolled),
    headed as (
        insert into audit_heads as h (programme_id, seq, hash, sealed_at)
        select distinct on (programme) programme, seq, hash, clock_timestamp() from rolled order by programme, seq desc
        on conflict (programme_id) do update set seq = excluded.seq, hash = excluded.hash, sealed_at = excluded.sealed_at)
    select count(*), max(tx) into sealed, last from rolled;

    -- A full batch may have left facts of the same transaction; those taken are passed over next time.
    if sealed = most then
        if state.server = here then update audit_state set sealed_to = last; end if;
    elsif sealed > 0 or state.server <> here then
        update audit_state set sealed_to = oldest, server = here;
    end if;
    return sealed;
end
$$;

revoke all on function audit_seal(integer) from public;
grant execute on function audit_seal(integer) to grantflow_app;
revoke insert, update, delete, truncate on audit_chain, audit_heads, audit_state from grantflow_app;
