-- Why: a practice's other software talks to Rolecall with keys (S3-6, docs/adr/0029-keys-are-cuts-of-their-owner.md). A key
-- acts as its owner and never as more. Only the hash of a key is kept; its first signs tell keys apart in lists (T58).

create table api_keys (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  name text not null,
  prefix text not null,
  token_hash text not null unique,
  scopes text not null, -- names, comma-separated
  made_at bigint not null,
  ends_at bigint not null,
  used_at bigint not null default 0,
  revoked_at bigint not null default 0
);
create index api_keys_practice on api_keys (practice_id, made_at);
create index api_keys_person on api_keys (person_id);
