-- Why: of a request that nobody has decided in time the administrators are told once.

alter table requests add column escalated_at bigint not null default 0;
create index requests_overdue on requests (due_at) where state = 1 and escalated_at = 0;
