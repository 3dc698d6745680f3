-- Why: who works at a practice is more than who has an account there (C-34): an employee may have none yet. And a
-- username never changes (S0-68), so a new account can take the place of an old one.

create table employees (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  office_id uuid not null references offices (id),
  provider_id uuid references providers (id), -- set: works for that provider
  person_id uuid references people (id), -- the account, if there is one
  kind text not null, -- what the practice calls the employee's provider type
  first_name text not null,
  last_name text not null,
  middle_initial text not null,
  employee_no text not null,
  phone text not null,
  fax text not null,
  email text not null,
  title text not null,
  last_key text not null,
  email_key text not null,
  number_key text not null,
  added_at bigint not null
);
create index employees_last on employees (practice_id, last_key, id);
create unique index employees_email on employees (practice_id, email_key) where email_key <> '';
create unique index employees_number on employees (practice_id, number_key) where number_key <> '';
create unique index employees_person on employees (person_id);

create table replaced_accounts (
  old_id uuid primary key references people (id),
  practice_id uuid not null references practices (id),
  new_id uuid not null references people (id),
  replaced_at bigint not null
);
create unique index replaced_accounts_new on replaced_accounts (new_id);
