-- Why: what kind of organisation a practice is, for those who review requests (S0-37). 0: nobody has said so.

alter table practices add column account_type smallint not null default 0;
