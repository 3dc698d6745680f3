-- Why: what a practice's administrators decide about a provider: how they are billed, what they may see, how they work.
-- Roles and access types are stored as words, so that one that is taken off the practice's list stays readable.

alter table providers add column state smallint not null default 0; -- active, inactive
alter table providers add column billing_role text not null default '';
alter table providers add column access_type text not null default '';
alter table providers add column config text not null default '{}'; -- JSON; what is missing is as it was before there was it
alter table providers add column credential text not null default '';
alter table providers add column taxonomy text not null default '';
alter table providers add column phone text not null default '';
alter table providers add column fax text not null default '';
alter table providers add column address text not null default '';
alter table providers add column npi_ended text not null default ''; -- the day on which the NPI was deactivated
alter table providers add column image text not null default ''; -- hash of the picture; '': none

-- Decoded and made anew by the server, never as it was sent.
create table provider_images (
  provider_id uuid primary key references providers (id),
  practice_id uuid not null references practices (id),
  hash text not null,
  jpeg bytea not null
);

create table provider_rules (
  practice_id uuid primary key references practices (id),
  billing_roles text not null, -- one on each line
  access_types text not null
);
