-- Why: the organisations, the people in them, what they may do and how they get in. One text for SQLite and
-- PostgreSQL; what only one engine can say stands in sqlite/ and postgres/ under a number of its own.
-- Instants are bigint milliseconds since 1970, 0 where "never" must sort (engines differ in where nulls go).

create table installation (
  one integer primary key check (one = 1), -- exactly one set-up can win
  set_up_at bigint not null,
  demo boolean not null
);

create table practices (
  id uuid primary key,
  kind text not null check (kind in ('practice', 'vendor', 'portal')),
  name text not null,
  tin text,
  time_zone text not null,
  language text not null,
  idle_minutes integer not null check (idle_minutes between 1 and 15),
  session_hours integer not null check (session_hours between 1 and 12),
  lock_minutes integer not null check (lock_minutes >= 0), -- 0: only a person unlocks
  people_version bigint not null, -- counts every write to its people: what was counted at one version stays true at it
  created_at bigint not null
);
create unique index practices_tin_key on practices (tin);

create table offices (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  name text not null,
  name_key text not null
);
create unique index offices_name_key on offices (practice_id, name_key);

create table providers (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  office_id uuid not null references offices (id),
  name text not null,
  npi text not null
);
create unique index providers_npi_key on providers (practice_id, npi);

create table people (
  number integer primary key, -- physical row number: ties of keyset pages, rowid of the search index; never shown
  id uuid not null,
  practice_id uuid not null references practices (id),
  office_id uuid not null references offices (id),
  provider_id uuid references providers (id), -- set: the person's account is at that provider's (NPI) level
  first_name text not null,
  middle_name text not null,
  last_name text not null,
  username text not null, -- '' until the person registers
  email text not null,
  phone text not null,
  mobile text not null,
  mobile_carrier text not null,
  title text not null,
  employee_no text not null,
  language text not null,
  notices text not null, -- comma-separated notification preferences
  role smallint not null, -- rank of the highest role, kept in step with grants
  state smallint not null, -- invited, registered_unverified, active, deactivated, archived
  tier smallint not null,
  created_at bigint not null, -- created or invited
  registered_at bigint not null,
  active_at bigint not null,
  invite_expires_at bigint not null,
  invite_bounced_at bigint not null,
  locked_at bigint not null,
  lock_reason text not null,
  lock_ends_at bigint not null, -- 0 while locked_at is set: only a person unlocks
  deactivates_at bigint not null,
  version bigint not null,
  -- Derived for sorting, filtering and finding; written with the facts above by one function.
  badge smallint not null,
  badge_changes_at bigint not null, -- when time alone changes the badge; 0: never
  registration smallint not null,
  last_key text not null,
  first_key text not null,
  username_key text not null,
  email_key text not null,
  place_key text not null,
  search_key text not null
);
create unique index people_id_key on people (id);
create unique index people_email_key on people (email_key);

create table grants (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  role text not null,
  scope text not null check (scope in ('instance', 'practice', 'provider')),
  provider_id uuid references providers (id),
  given_by uuid,
  given_by_name text not null,
  given_at bigint not null,
  ends_at bigint not null
);
create index grants_person on grants (person_id);
create index grants_administrators on grants (practice_id, role);

create table credentials (
  person_id uuid primary key references people (id),
  username_key text not null,
  password_hash text not null,
  temporary_until bigint not null, -- 0: a password the person chose
  failures integer not null,
  changed_at bigint not null
);
create unique index credentials_username_key on credentials (username_key);

create table sessions (
  id uuid primary key,
  token_hash text not null,
  person_id uuid not null references people (id),
  practice_id uuid not null references practices (id), -- where the person works at the moment
  created_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  must_choose_password boolean not null,
  address text not null,
  agent text not null
);
create unique index sessions_token_key on sessions (token_hash);
create index sessions_person on sessions (person_id);
create index sessions_ends on sessions (ends_at);

-- The brake in front of sign-in: which network tried which name and password (as a keyed hash) when.
create table sign_in_tries (
  id uuid primary key,
  network text not null,
  pair text not null,
  at bigint not null
);
create index sign_in_tries_network on sign_in_tries (network, at);

create table networks_braked (
  network text primary key,
  until bigint not null
);

-- Append-only, hash-chained per practice; triggers refuse update and delete.
create table events (
  practice_id uuid not null references practices (id),
  seq bigint not null,
  id uuid not null,
  at bigint not null,
  kind text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  actor_id uuid,
  actor_name text not null,
  subject_id uuid,
  subject_name text not null,
  changes text not null,
  reason text not null,
  request_id text not null,
  address text not null,
  agent text not null,
  previous text not null,
  hash text not null,
  primary key (practice_id, seq)
);
create index events_subject on events (practice_id, subject_id, seq);

create table chains (
  practice_id uuid primary key references practices (id),
  seq bigint not null,
  hash text not null
);

create table imports (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  by_id uuid not null references people (id),
  created_at bigint not null,
  file_name text not null,
  state text not null check (state in ('draft', 'running', 'done', 'failed')),
  content text not null, -- the table as read from the file, JSON; emptied when done
  mapping text not null,
  done integer not null,
  of integer not null,
  beat_at bigint not null, -- when the process that carries it out last said so
  report text not null
);
create index imports_practice on imports (practice_id, created_at);
create index imports_by on imports (by_id);
