-- Why: personal links by which somebody who has an account gets back in, or proves an address. One row is one link, as
-- with invitations; a kind of its own each, so that no link opens what another one is for. Only hashes of tokens are kept.

create table account_links (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  kind text not null check (kind in ('reset', 'unlock', 'email')),
  email text not null, -- where it went; of kind email: the address it proves
  token_hash text not null,
  state text not null check (state in ('open', 'used', 'ended')),
  sent_at bigint not null,
  expires_at bigint not null,
  ended_at bigint not null
);
create unique index account_links_token_key on account_links (token_hash);
create unique index account_links_one_open on account_links (person_id, kind) where state = 'open';
create index account_links_person on account_links (person_id, sent_at);
create index account_links_sent on account_links (sent_at);
