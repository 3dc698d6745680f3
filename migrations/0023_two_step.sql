-- Why: what stands between a password and a session. A secret of an authenticator app is sealed (it must be read again
-- to check a code), recovery codes are hashed, and of a passkey there is only its public half.

-- Who is asked for a second step. A practice without a row demands it of its administrators.
create table two_step_policies (
  practice_id uuid primary key references practices (id),
  demand text not null check (demand in ('nobody', 'administrators', 'everybody'))
);

create table two_step (
  person_id uuid primary key references people (id),
  practice_id uuid not null references practices (id),
  demand text not null check (demand in ('practice', 'always', 'never')), -- an exception from the practice's choice
  sealed text not null, -- the app's secret, '' without an app
  since bigint not null, -- 0 without an app
  last_step bigint not null, -- the newest time step of which a code was used: none works twice
  pending text not null, -- a secret that was shown and not confirmed yet
  pending_until bigint not null
);
create index two_step_practice on two_step (practice_id);

create table recovery_codes (
  person_id uuid not null references people (id),
  practice_id uuid not null references practices (id),
  hash text not null,
  used_at bigint not null, -- 0: still good
  primary key (person_id, hash)
);

create table passkeys (
  id uuid primary key,
  person_id uuid not null references people (id),
  practice_id uuid not null references practices (id),
  credential text not null, -- the authenticator's id of it
  public_key text not null, -- with what never changes about it
  counter text not null, -- with what changes at each use
  name text not null,
  added_at bigint not null,
  used_at bigint not null -- 0: never
);
create unique index passkeys_credential_key on passkeys (credential);
create index passkeys_person on passkeys (person_id);

-- What an authenticator was asked to sign. Taken out by the first answer, whatever it says.
create table passkey_challenges (
  challenge text primary key,
  network text not null, -- from where it was asked for: no network takes the places of all others
  session_id uuid, -- the session that adds a passkey; null for somebody who signs in
  state text not null,
  expires_at bigint not null
);
create index passkey_challenges_expires on passkey_challenges (expires_at);
create index passkey_challenges_network on passkey_challenges (network, expires_at);

-- A session that only a password has opened: '' when nothing is missing.
alter table sessions add column awaits text not null default '' check (awaits in ('', 'second_step', 'enrolment'));

-- The second step has a count of its own: neither a new password nor a mailed link gives anybody more codes to guess.
alter table credentials add column step_failures int not null default 0;
-- When the last try was counted. Counts from before the end of a lock are over; later ones are not.
alter table credentials add column failed_at bigint not null default 0;
