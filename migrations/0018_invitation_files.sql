-- Why: a list of people to invite waits between upload and sending, as the verdicts on its rows change with the practice.
-- It is its uploader's alone; once sent, only what became of its rows is kept.

create table invitation_files (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  by_id uuid not null references people (id),
  created_at bigint not null,
  file_name text not null,
  content text not null, -- the rows as read, JSON; emptied when sent
  report text not null -- what became of each row, JSON; '' until sent
);
create index invitation_files_by on invitation_files (by_id, created_at);
