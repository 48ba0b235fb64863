-- References are checked at commit, not row by row: a use case saves several nouns at once, and the order in which their
-- rows are written is nobody's business. Nouns refer to one another by id only, so the writer couldn't sort them.
do $$
declare reference record;
begin
    for reference in
        select c.conrelid::regclass as owner, c.conname
        from pg_constraint c join pg_namespace n on n.oid = c.connamespace
        where c.contype = 'f' and not c.condeferrable and n.nspname = current_schema()
    loop
        execute format('alter table %s alter constraint %I deferrable initially deferred', reference.owner, reference.conname);
    end loop;
end
$$;
