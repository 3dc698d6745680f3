-- Why: whom a practice treats, as far as it must know to hand them from one provider to another. A patient's record is
-- no account. Days are text (2026-11-30) and sort as such on both engines.

create table patients (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  office_id uuid not null references offices (id),
  provider_id uuid references providers (id), -- null: nobody looks after the patient
  identifier text not null,
  identifier_key text not null,
  first_name text not null,
  last_name text not null,
  birth text not null,
  language smallint not null,
  status smallint not null, -- active, inactive, discharged, deceased
  next_at bigint not null, -- the next appointment; 0: none
  version bigint not null,
  last_key text not null,
  search_key text not null
);
create unique index patients_identifier_key on patients (practice_id, identifier_key);
-- Every order of the list, in the practice and in one provider's panel; the id breaks ties.
create index patients_by_last on patients (practice_id, last_key, id);
create index patients_by_identifier on patients (practice_id, identifier_key, id);
create index patients_by_birth on patients (practice_id, birth, id);
create index patients_by_language on patients (practice_id, language, id);
create index patients_by_status on patients (practice_id, status, id);
create index patients_by_next on patients (practice_id, next_at, id);
create index patients_of_provider on patients (provider_id, last_key, id);
-- Counts read this and not the table.
create index patients_counts on patients (practice_id, provider_id, status, office_id, language, next_at);

-- What happened to each patient: one line for each, however many were moved at once. Their event names the batch.
create table patient_moves (
  patient_id uuid not null references patients (id),
  number integer not null, -- from 1, for each patient
  practice_id uuid not null references practices (id),
  batch_id uuid not null,
  at bigint not null,
  kind text not null check (kind in ('imported', 'changed', 'assigned')),
  from_id uuid references providers (id),
  from_name text not null,
  to_id uuid references providers (id),
  to_name text not null,
  by_name text not null,
  primary key (patient_id, number)
);
create index patient_moves_batch on patient_moves (batch_id);
