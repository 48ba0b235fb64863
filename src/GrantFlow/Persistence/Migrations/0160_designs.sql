-- Whose a definition is. One without a row here is every programme's: the shipped ones, and what administrators draw for all.
create table workflow_designs (
    definition_id text primary key,
    programme_id uuid references programmes deferrable initially deferred,
    -- The shared definition whose place it takes in its programme's new cohorts.
    stands_in_for text,
    -- Rises with each save of the draft: who saves over another's work is told.
    revision integer not null,
    -- What the last save held, so that the same save once more is known.
    saved_checksum text,
    saved_by uuid not null,
    saved_at timestamptz not null,
    check (stands_in_for is null or programme_id is not null)
);
create unique index workflow_designs_stand_in on workflow_designs (programme_id, stands_in_for) where stands_in_for is not null;
create index workflow_designs_programme on workflow_designs (programme_id);

-- The definition really taken where a programme's own stands in for the one that was asked for; null is that one.
alter table workflow_bindings add column taken text;

-- What lists show, so that they needn't read the texts.
alter table workflow_definitions add column description text, add column tool_version text;
do $$
declare d record;
begin
    for d in select number, json from workflow_definitions loop
        begin
            update workflow_definitions set description = d.json::json ->> 'description', tool_version = d.json::json ->> 'toolVersion'
                where number = d.number;
        exception when invalid_text_representation or untranslatable_character then
            -- A draft that never was JSON has nothing to show.
        end;
    end loop;
end
$$;
