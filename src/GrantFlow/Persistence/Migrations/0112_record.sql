-- The record: every act is a fact, and a fact stays as it was written. Where it came from, and what it changed.
alter table audit_facts
    -- 'page /awards/{id}', 'api POST /api/…', 'job sweep-deadlines', 'workflow award/Sign', 'cli import'.
    add column origin text not null default '',
    -- The network address of a person's request. Like actor_name it is no part of the chain, so that it can be forgotten.
    add column address text not null default '',
    -- [{"of":"Award","id":"…","was":{…},"now":{…}}]; null where nothing but the fact itself was written.
    add column changes jsonb,
    -- Tells the chain which facts can no longer be joined by older ones: a transaction's number, not a clock.
    add column tx xid8 not null default pg_current_xact_id(),
    -- The chain parts its members by a line feed.
    add constraint audit_facts_one_line check (kind || subject || origin !~ '[\n\r]');
create index audit_facts_tx on audit_facts (tx, id);
create index audit_facts_actor on audit_facts (actor_id, at desc, id desc);
drop index audit_facts_subject;
create index audit_facts_subject on audit_facts (subject, at desc, id desc);

-- Append-only: whoever works as the host's role adds facts and reads them.
revoke update, delete, truncate on audit_facts from grantflow_app;
