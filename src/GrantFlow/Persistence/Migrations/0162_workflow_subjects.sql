-- What a workflow instance may be about, with the programme and cohort that it thereby belongs to. An instance names its subject
-- by its correlation id and nothing else, so whoever asks whose an instance is would have to ask every noun's table. Triggers on
-- those tables keep this one; the engine neither reads nor writes it.
create table workflow_subjects (
    subject text primary key,
    programme_id uuid not null,
    cohort_id uuid,
    organisation_id uuid,
    -- Number and name in all languages, in lower case, for searching.
    words text not null
);
create index workflow_subjects_programme on workflow_subjects (programme_id, cohort_id);
create index workflow_subjects_organisation on workflow_subjects (organisation_id) where organisation_id is not null;

create function workflow_words(number text, name jsonb) returns text language sql immutable as $$
    select lower(concat_ws(' ', number, (select string_agg(value, ' ' order by key) from jsonb_each_text(name))))
$$;

-- What the table must hold: the one place that says how each noun is read. under names the noun that a row takes its cohort from.
create view workflow_subjects_now as
select 'organisation' as kind, o.id, null::uuid as under, o.programme_id, null::uuid as cohort_id, o.id as organisation_id,
    workflow_words(o.number, o.name) as words
from organisations o
union all
select 'cohort', c.id, null, c.programme_id, c.id, null, workflow_words(c.number::text, c.name)
from cohorts c
union all
select 'competition', c.id, null, c.programme_id, c.cohort_id, null, workflow_words(null, c.title)
from competitions c
union all
select 'application', a.id, a.competition_id, a.programme_id, c.cohort_id, a.organisation_id, lower(a.number || ' ' || a.title)
from applications a join competitions c on c.id = a.competition_id
union all
select 'award', a.id, null, a.programme_id, a.cohort_id, a.organisation_id, workflow_words(a.number, a.title)
from awards a
union all
select 'report', r.id, r.award_id, a.programme_id, a.cohort_id, a.organisation_id, workflow_words(a.number, a.title)
from reports r join awards a on a.id = r.award_id
union all
select 'visit', v.id, v.award_id, a.programme_id, a.cohort_id, a.organisation_id, workflow_words(a.number, a.title)
from visits v join awards a on a.id = v.award_id;

insert into workflow_subjects
select n.kind || ':' || n.id, n.programme_id, n.cohort_id, n.organisation_id, n.words from workflow_subjects_now n;

-- As the owner: the host's role reads the table and can't write it, since it says who may see which instance.
create function workflow_subjects_follow() returns trigger language plpgsql security definer set search_path from current as $$
begin
    if tg_op = 'DELETE' then
        delete from workflow_subjects where subject = tg_argv[0] || ':' || old.id;
        return null;
    end if;
    insert into workflow_subjects as s (subject, programme_id, cohort_id, organisation_id, words)
    select n.kind || ':' || n.id, n.programme_id, n.cohort_id, n.organisation_id, n.words from workflow_subjects_now n
    where n.kind = tg_argv[0] and n.id = new.id
    on conflict (subject) do update set programme_id = excluded.programme_id, cohort_id = excluded.cohort_id,
        organisation_id = excluded.organisation_id, words = excluded.words;
    if tg_op = 'UPDATE' and tg_nargs > 1 then
        update workflow_subjects s
        set programme_id = n.programme_id, cohort_id = n.cohort_id, organisation_id = n.organisation_id, words = n.words
        from workflow_subjects_now n where n.under = new.id and s.subject = n.kind || ':' || n.id;
    end if;
    return null;
end $$;

-- The second argument: other nouns take their cohort from this one.
create trigger workflow_subjects_follow after insert or delete or update of programme_id, number, name on organisations
    for each row execute function workflow_subjects_follow('organisation');
create trigger workflow_subjects_follow after insert or delete or update of programme_id, number, name on cohorts
    for each row execute function workflow_subjects_follow('cohort');
create trigger workflow_subjects_follow after insert or delete or update of programme_id, cohort_id, title on competitions
    for each row execute function workflow_subjects_follow('competition', 'and what is under it');
create trigger workflow_subjects_follow after insert or delete or update of programme_id, competition_id, organisation_id, number, title on applications
    for each row execute function workflow_subjects_follow('application');
create trigger workflow_subjects_follow after insert or delete or update of programme_id, cohort_id, organisation_id, number, title on awards
    for each row execute function workflow_subjects_follow('award', 'and what is under it');
create trigger workflow_subjects_follow after insert or delete or update of award_id on reports
    for each row execute function workflow_subjects_follow('report');
create trigger workflow_subjects_follow after insert or delete or update of award_id on visits
    for each row execute function workflow_subjects_follow('visit');

revoke insert, update, delete on workflow_subjects from grantflow_app;
