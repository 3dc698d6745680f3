-- Why: who looks after departures has them in their own calendar (N-20). The address is a secret of one person in one
-- practice, shows what they may see at that moment, and can be revoked.

create table calendar_feeds (
  person_id uuid not null references people (id),
  practice_id uuid not null references practices (id),
  token_hash text not null unique,
  made_at bigint not null,
  primary key (person_id, practice_id)
);
