-- Why: how many people of each kind a practice has, so that a list's total is a sum of few rows however many people
-- there are, and stays exact under writes. Kept by triggers (sqlite/ and postgres/), so no write can forget it.

create table people_totals (
  practice_id uuid not null references practices (id),
  badge smallint not null,
  role smallint not null,
  registration smallint not null,
  tier smallint not null,
  people bigint not null check (people >= 0),
  primary key (practice_id, badge, role, registration, tier)
);

-- With the end of locks in it, everything but search can be counted without touching the table.
drop index people_counts;
create index people_counts on people (
  practice_id, badge, role, registration, tier, locked_at, lock_ends_at, office_id, provider_id
);
