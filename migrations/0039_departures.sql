-- Why: people leave on a day that is known before. Access ends by people.deactivates_at alone, which every request looks
-- at (docs/adr/0020-departures-need-no-job.md); here stands who planned it, why, for which day of which zone, and whether
-- the administrators were told. A row is gone once the day has come, or has been cancelled; the history keeps both.

create table departures (
  person_id uuid primary key references people (id),
  practice_id uuid not null references practices (id),
  day text not null, -- ISO 8601: the last day with access
  zone text not null, -- IANA name of the practice's zone when it was planned
  ends_at bigint not null, -- the last millisecond of that day there
  reason text not null,
  by_id uuid references people (id),
  by_name text not null,
  planned_at bigint not null,
  told_at bigint not null,
  -- What the event of its day says about where the plan came from.
  request_id text not null,
  address text not null,
  agent text not null
);
create index departures_practice on departures (practice_id, ends_at);
create index departures_untold on departures (ends_at) where told_at = 0;

create index people_leaving on people (practice_id, deactivates_at) where deactivates_at > 0;

-- So many days before, the administrators are told; 0: never.
alter table practices add column leaver_notice_days integer not null default 7;

-- Days on which the practice is closed: whoever plans a last day sees them.
create table closed_days (
  practice_id uuid not null references practices (id),
  day text not null,
  label text not null,
  primary key (practice_id, day)
);
