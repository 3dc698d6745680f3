-- Why: one thing done to many people is ordered, held for a moment in which it can be called off, and carried out in the
-- background; what is to be done stands here, so that no process which dies takes it along (docs/adr/0016-orders-are-held.md).
-- An order is its giver's alone.

create table bulks (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  by_id uuid not null references people (id),
  created_at bigint not null,
  verb text not null,
  people text not null, -- the wish for whom, JSON: who was ticked, or the list's search and filters
  choice text not null, -- the role or the place that people are given; '' where there is nothing to choose
  choice_name text not null, -- the same in words of the day of the order
  state text not null check (state in ('draft', 'waiting', 'running', 'done', 'cancelled')),
  starts_at bigint not null, -- nothing is done before
  ended_at bigint not null,
  lease text not null,
  lease_until bigint not null,
  -- What the events say about where the order came from.
  session_id uuid not null,
  request_id text not null,
  address text not null,
  agent text not null
);
create index bulks_by on bulks (by_id, created_at);
create index bulks_due on bulks (starts_at) where state in ('waiting', 'running');
create index bulks_practice on bulks (practice_id, created_at);

create table bulk_people (
  bulk_id uuid not null references bulks (id),
  position integer not null,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  name text not null, -- as they were called when it was ordered
  outcome text not null check (outcome in ('waiting', 'done', 'refused', 'failed', 'cancelled')),
  refusal text not null, -- JSON; '' unless refused
  primary key (bulk_id, position)
);
create index bulk_people_outcome on bulk_people (bulk_id, outcome, position);
