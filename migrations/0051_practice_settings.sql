-- Why: what a practice may send, and which plan was agreed with it (S3-4, S3-10).

alter table practices add column transmit_approval boolean not null default false;
alter table practices add column professional_claims boolean not null default true;
alter table practices add column institutional_claims boolean not null default false;
alter table practices add column dental_claims boolean not null default false;
alter table practices add column service_plan text not null default 'free'
  check (service_plan in ('free', 'monthly', 'annual'));
