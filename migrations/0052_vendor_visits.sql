-- Why: the practice sees what people from outside have opened (N-12). A row says who looked at what; the same within five
-- minutes is one row. Triggers refuse update and delete.

create table vendor_visits (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  organisation_id uuid not null references practices (id), -- where the visitor comes from
  person_id uuid not null references people (id),
  person_name text not null,
  at bigint not null,
  slot bigint not null, -- counts five minutes
  opened text not null, -- the permission by which it was opened
  record text not null, -- the id of what was opened; '': a list or a page of its own
  record_name text not null
);
create unique index vendor_visits_once on vendor_visits (practice_id, person_id, slot, opened, record);
create index vendor_visits_at on vendor_visits (practice_id, at);

-- A vendor asks for more than it has; gone when the practice decides.
create table vendor_asks (
  practice_id uuid not null references practices (id),
  vendor_id uuid not null references practices (id),
  asked_at bigint not null,
  asked_by_name text not null,
  primary key (practice_id, vendor_id)
);
