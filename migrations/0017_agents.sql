-- Why: each provider has an agent: whom the practice writes to about the portal, and who may be invited by it. As long
-- as agent_person_id is set, that person's own address counts, and agent_email is only what was typed last.

alter table providers add column certified boolean not null default false; -- by a waiver; false: a local provider
alter table providers add column agent_first_name text not null default '';
alter table providers add column agent_last_name text not null default '';
alter table providers add column agent_email text not null default '';
alter table providers add column agent_phone text not null default '';
alter table providers add column agent_language text not null default 'en';
alter table providers add column agent_person_id uuid references people (id);
alter table providers add column version bigint not null default 1;
