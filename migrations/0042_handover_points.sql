-- Why: a departure is over when everything that belongs to it is, the keys and the contracts as well as the patients
-- (N-06). Each role has a list that a plan begins with; from then on the plan's points are its own.

create table handover_lists (
  practice_id uuid not null references practices (id),
  role text not null,
  points text not null, -- one on each line
  primary key (practice_id, role)
);

create table handover_points (
  handover_id uuid not null references handovers (id),
  number integer not null, -- from 1, in the order of the list
  practice_id uuid not null references practices (id),
  task text not null,
  owner text not null, -- by name: whoever takes the keys back need not have an account
  due text not null, -- ISO 8601; '': no day
  evidence text not null,
  closed_at bigint not null, -- 0: open
  closed_by text not null,
  version bigint not null,
  primary key (handover_id, number)
);
