-- Why: a caller that heard nothing sends the same POST again with the same Idempotency-Key, and must not do it twice
-- (docs/adr/0030-the-rest-api.md). A row is the promise that the request has begun; the answer follows. Kept for a day.

create table api_answers (
  practice_id uuid not null references practices (id),
  key_id uuid not null references api_keys (id),
  idempotency_key text not null,
  request_hash text not null,
  began_at bigint not null,
  status integer not null default 0, -- 0: still running
  etag text not null default '',
  location text not null default '',
  body text not null default '',
  primary key (key_id, idempotency_key)
);
create index api_answers_began on api_answers (began_at);
