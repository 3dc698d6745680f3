-- Why: who looks after a leaving provider's patients is planned before, judged again and carried out at its instant, all
-- of it or nothing (docs/adr/0021-a-handover-is-judged-twice.md). A row is one plan; of those that are not over, a
-- provider has at most one.

create table handovers (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  provider_id uuid not null references providers (id),
  plan text not null, -- JSON: patients chosen one by one, rules, everybody else
  leaves smallint not null, -- 1: the provider becomes inactive with it
  at bigint not null, -- 0: no instant yet
  state text not null check (state in ('draft', 'scheduled', 'stopped', 'done', 'cancelled')),
  why text not null, -- JSON: what stopped or ended it; '' otherwise
  outcome text not null, -- JSON: who got how many; '' before it was done
  version bigint not null,
  changed_at bigint not null, -- the last time it was saved, and its end once it is over
  lease text not null,
  lease_until bigint not null,
  -- In whose name, and what the events say about where from.
  by_id uuid not null references people (id),
  by_name text not null,
  session_id uuid not null,
  request_id text not null,
  address text not null,
  agent text not null
);
create unique index handovers_open on handovers (provider_id) where state in ('draft', 'scheduled', 'stopped');
create index handovers_due on handovers (at) where state = 'scheduled';
create index handovers_practice on handovers (practice_id, changed_at);
create index handovers_provider on handovers (provider_id, changed_at);
