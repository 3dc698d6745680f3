-- Why: sensitive acts ask for a password given lately, in this session; and a temporary password signs in once.

alter table sessions add column proved_at bigint not null default 0;
update sessions set proved_at = created_at;
alter table credentials add column temporary_used_at bigint not null default 0;
