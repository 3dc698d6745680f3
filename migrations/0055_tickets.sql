-- Why: what practices and vendors ask of support, the answers, and what support decides (S3-7, S3-12, S1-4, S1-38, C-20;
-- docs/adr/0031-tickets-decide-by-the-verbs-there-are.md). A ticket belongs to the practice, or the vendor, it is about.

create table tickets (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  kind smallint not null,
  status smallint not null,
  subject text not null,
  subject_key text not null,
  search_key text not null, -- subject, practice and filer as they were when it was filed
  filed_by uuid not null references people (id),
  filed_by_name text not null,
  assigned_to uuid references people (id),
  assigned_name text not null,
  vendor_id uuid references practices (id), -- to be linked, at this level
  level text not null,
  person_id uuid references people (id), -- to become User Manager
  method text not null, -- of payment
  version bigint not null,
  opened_at bigint not null,
  updated_at bigint not null
);
create index tickets_practice on tickets (practice_id, updated_at);
create index tickets_updated on tickets (updated_at);

-- Everything that happened to it, in order: words, questions, files, decisions.
create table ticket_messages (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  ticket_id uuid not null references tickets (id),
  number bigint not null, -- the ticket's version that it led to
  act smallint not null,
  author_name text not null,
  organisation text not null, -- where the author comes from, if not from the practice
  body text not null,
  at bigint not null
);
create index ticket_messages_ticket on ticket_messages (ticket_id, number);

create table ticket_files (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  ticket_id uuid not null references tickets (id),
  message_id uuid not null references ticket_messages (id),
  position smallint not null, -- in its message
  name text not null,
  media smallint not null,
  size bigint not null,
  content bytea not null
);
create index ticket_files_ticket on ticket_files (ticket_id);
