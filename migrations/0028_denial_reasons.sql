-- Why: a practice says in its own words why it denies access, in the order it likes. None here: the reasons that everybody
-- starts with. A request keeps the words it was denied with, so that they stay readable whatever becomes of the list.

create table denial_reasons (
  practice_id uuid not null references practices (id),
  position smallint not null,
  name text not null, -- of a reason that everybody has, or the id of one of the practice's own
  en text not null, -- the practice's own words; '' where everybody's are used
  es text not null,
  offered boolean not null, -- to whoever denies
  primary key (practice_id, position)
);

alter table requests add column reason_en text not null default ''; -- with reason 'own': the practice's words
alter table requests add column reason_es text not null default '';
