-- Why: a practice may ask whoever calls for a new password something only they know (C-14). It proves nothing to the
-- program: no answer opens anything. Answers are hashed like passwords; nobody reads them again.

create table caller_checks (
  practice_id uuid primary key references practices (id),
  switched_on boolean not null
);

create table caller_questions (
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  position smallint not null check (position between 1 and 3),
  question text not null,
  answer_hash text not null,
  primary key (person_id, position)
);

-- Wrong answers, and those that are being looked at.
create table caller_tries (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  at bigint not null
);
create index caller_tries_person on caller_tries (person_id, at);
