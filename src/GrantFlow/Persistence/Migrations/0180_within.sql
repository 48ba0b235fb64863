-- The programme whose things alone an instance may touch: its definition's owner, or its parent's; null for any. A start and a
-- signal that such an instance leaves carry it along.
alter table workflow_instances add column within uuid;
alter table workflow_signals add column within uuid;

with recursive owned as (
    select i.id, w.programme_id from workflow_instances i
        join workflow_definitions d on d.number = i.definition
        join workflow_designs w on w.definition_id = d.definition_id and w.programme_id is not null
    union
    select i.id, o.programme_id from owned o join workflow_instances i on i.parent = o.id
)
update workflow_instances i set within = o.programme_id from owned o where o.id = i.id and i.sub_status not in (3, 4);
update workflow_signals s set within = i.within from workflow_instances i where s.kind = 'start' and s.parent = i.id and i.within is not null;
