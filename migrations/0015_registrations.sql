-- Why: people who ask for access without having been invited, and the claim numbers that speak for them. Of the link that
-- proves an address only the hash is kept. A request for a practice nobody here knows belongs to the installation itself.

create table requests (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  provider_id uuid references providers (id), -- set: asked for at that provider's (NPI) level
  place_name text not null, -- of the practice or provider at that time; '' if there is none
  place_key text not null,
  reference text not null, -- with the address: what the applicant may see the status by
  token_hash text not null,
  level smallint not null, -- provider, practice
  tin text not null,
  npi text not null,
  identifier text not null, -- the one of the two that the level goes by
  claim text not null,
  claim_key text not null,
  birth text not null, -- of the provider, as evidence
  role smallint not null,
  title text not null,
  first_name text not null,
  middle_name text not null,
  last_name text not null,
  email text not null,
  phone text not null,
  language text not null,
  state smallint not null, -- unproven, pending, auto_approved, approved, denied; invalidated follows from proof_ends_at
  submitted_at bigint not null,
  proof_ends_at bigint not null,
  proven_at bigint not null,
  due_at bigint not null,
  decided_at bigint not null,
  decided_by uuid,
  decided_by_name text not null,
  decided_role smallint not null,
  reason text not null,
  note text not null,
  person_id uuid references people (id), -- who an approved request has become
  name_key text not null,
  email_key text not null,
  search_key text not null,
  check ((state >= 2) = (decided_at > 0)),
  check ((state in (2, 3)) = (person_id is not null)),
  check ((state = 4) = (reason <> ''))
);
create unique index requests_reference_key on requests (reference);
create unique index requests_token_key on requests (token_hash);
create index requests_state on requests (practice_id, state, due_at);
create index requests_email on requests (email_key, submitted_at);
create index requests_claim on requests (practice_id, claim_key) where claim_key <> '';
create index requests_person on requests (person_id);

-- Claims that the practice has billed: whoever knows one has worked with it.
create table claims (
  practice_id uuid not null references practices (id),
  claim_key text not null,
  npi text not null,
  number text not null,
  birth text not null, -- '' where the file says nothing
  imported_at bigint not null,
  primary key (practice_id, claim_key, npi)
);
