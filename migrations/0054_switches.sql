-- Why: somebody from outside acts for a practice for an hour at most, and every event says so (S3-8, C-31, P-16). The
-- switch is a matter of one session, which stays what it was (docs/adr/0028-switching-keeps-the-session.md).

create table switches (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  organisation_id uuid not null references practices (id), -- where the person comes from
  person_id uuid not null references people (id),
  person_name text not null,
  reason text not null,
  began_at bigint not null,
  ends_at bigint not null
);
create index switches_practice on switches (practice_id, began_at);

alter table sessions add column switch_id uuid references switches (id); -- null: as oneself

-- Where the actor comes from, if not from this practice, and for whom they acted. The hash of an event covers both where
-- there is one, so that older events keep theirs.
alter table events add column organisation text not null default '';
alter table events add column on_behalf text not null default '';
create index events_from_outside on events (practice_id, seq) where organisation <> '';
