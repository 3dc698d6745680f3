-- Why: a list of providers or patients waits between upload and import, as the verdicts on its rows change with the
-- practice. It is its uploader's alone; once imported, only the counts and the refused rows are kept.

create table record_files (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  by_id uuid not null references people (id),
  kind text not null check (kind in ('providers', 'patients')),
  created_at bigint not null,
  file_name text not null,
  content text not null, -- the rows as read, JSON; emptied when imported
  report text not null -- '' until imported
);
create index record_files_by on record_files (by_id, created_at);
