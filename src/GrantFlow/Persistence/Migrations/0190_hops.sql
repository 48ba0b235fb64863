-- How many pieces of work followed from one another, without a minute's rest, until this one: workflows that set each other off without end
-- are given time (RuntimeOptions.ManyHops). What has to rest is due then; null is at once.
alter table workflow_signals add column hops integer not null default 0;
alter table workflow_signals add column due_at timestamptz;
alter table workflow_bookmarks add column hops integer not null default 0;
create index workflow_signals_due on workflow_signals (due_at) where due_at is not null;

-- Starts under way count among their parent's descendants.
create index workflow_signals_parent on workflow_signals (parent) where kind = 'start' and parent is not null;
