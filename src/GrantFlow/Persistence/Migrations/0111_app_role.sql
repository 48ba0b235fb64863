-- The host works as the role grantflow_app: it reads and writes rows, and can't change a table, a function, or what is on
-- record. Whoever migrates owns everything. Roles belong to the whole server, so another database may make this one meanwhile.
do $$
begin
    if not exists (select from pg_roles where rolname = 'grantflow_app') then
        begin
            create role grantflow_app nologin;
        exception
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
                raise exception 'The role grantflow_app is missing, and % may not make it. As an administrator of the server, once: create role grantflow_app nologin; grant grantflow_app to %;',
                    current_user, quote_ident(current_user) using errcode = 'insufficient_privilege';
        end;
    end if;
    -- A host that is given only this login takes the role on itself, and so must be a member.
    if not pg_has_role(current_user, 'grantflow_app', 'member') then
        begin
            execute format('grant grantflow_app to %I', current_user);
        exception when insufficient_privilege then
            raise warning '% isn''t a member of grantflow_app: the host needs a login of its own that is (grant grantflow_app to LOGIN).', current_user;
        end;
    end if;
end
$$;

do $$
begin
    execute format('grant connect on database %I to grantflow_app', current_database());
    execute format('revoke create on schema %I from public', current_schema());
    execute format('grant usage on schema %I to grantflow_app', current_schema());
end
$$;
grant usage on schema quartz to grantflow_app;

do $$
declare place text;
begin
    foreach place in array array[current_schema()::text, 'quartz'] loop
        execute format('grant select, insert, update, delete on all tables in schema %I to grantflow_app', place);
        execute format('grant usage, select on all sequences in schema %I to grantflow_app', place);
        -- Tables of later migrations, and of any other file that their owner runs.
        execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to grantflow_app', place);
        execute format('alter default privileges in schema %I grant usage, select on sequences to grantflow_app', place);
    end loop;
end
$$;

revoke insert, update, delete on schema_migrations from grantflow_app;
