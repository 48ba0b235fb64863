-- What expressions gave an activity stands among the notes of its journal line; people who look with SQL see it too.
create or replace view workflow_journal_entries as
select j.instance_id, j.sequence + p.place as sequence, j.at, j.definition, n.activity_id, n.node_id, n.activity_type, e.visit,
    (array['Started', 'Completed', 'Suspended', 'Resumed', 'Canceled', 'Faulted', 'Precondition Failed', 'Workflow cancelled',
        'Retry scheduled', 'Retried', 'Skipped'])[e.event + 1] as event,
    j.notes -> p.place::text ->> 'message' as message,
    j.notes -> p.place::text -> 'outcomes' as outcomes,
    j.notes -> p.place::text -> 'inputs' as inputs
from workflow_journal j
    cross join lateral generate_series(0, length(j.entries) / 6 - 1) as p (place)
    cross join lateral (select
        get_byte(j.entries, p.place * 6) * 256 + get_byte(j.entries, p.place * 6 + 1) as node,
        get_byte(j.entries, p.place * 6 + 2) * 65536 + get_byte(j.entries, p.place * 6 + 3) * 256
            + get_byte(j.entries, p.place * 6 + 4) as visit,
        get_byte(j.entries, p.place * 6 + 5) as event) e
    left join workflow_nodes n on n.definition = j.definition and n.node = e.node;
