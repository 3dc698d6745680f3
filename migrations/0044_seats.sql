-- Why: who has which product on whose account, for how long, and how it goes on (S1-26…39). One row is one seat: nobody
-- can have the same product twice. people.tier follows from it. Days are numbered from 1 January of the year 1, as they
-- are in the practice; a period ends before its last day begins (docs/adr/0022-seats-and-periods.md).

create table seats (
  person_id uuid not null references people (id),
  product text not null check (product in ('secure_mail', 'outlook_plugin')),
  practice_id uuid not null references practices (id),
  payer_id uuid not null references people (id),
  plan text not null check (plan in ('monthly', 'annual')),
  next_plan text not null check (next_plan in ('', 'monthly', 'annual')), -- how it goes on; '': it ends
  minor bigint not null check (minor >= 0), -- the price of the whole period
  currency text not null,
  began integer not null, -- the day that periods are counted from
  starts integer not null,
  ends integer not null check (ends > starts),
  primary key (person_id, product)
);
create index seats_payer on seats (practice_id, payer_id);
create index seats_ends on seats (ends);

-- What is left of a period when its person leaves. The payer gives it to somebody else without paying again.
create table free_seats (
  left_by uuid not null references people (id),
  product text not null check (product in ('secure_mail', 'outlook_plugin')),
  left_at bigint not null,
  practice_id uuid not null references practices (id),
  payer_id uuid not null references people (id),
  plan text not null check (plan in ('monthly', 'annual')),
  minor bigint not null check (minor >= 0),
  currency text not null,
  began integer not null,
  starts integer not null,
  ends integer not null check (ends > starts),
  primary key (left_by, product, left_at)
);
create index free_seats_payer on free_seats (practice_id, payer_id, ends);
