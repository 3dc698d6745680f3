-- Why: a practice decides how long its links work (none here: 24 hours), and a link's page being fetched is worth
-- knowing even if nothing of it ran, as scanners of mails do.

create table invitation_rules (
  practice_id uuid primary key references practices (id),
  link_hours bigint not null check (link_hours between 1 and 72)
);

alter table invitations add column fetched_at bigint not null default 0; -- the page was asked for by GET or HEAD
