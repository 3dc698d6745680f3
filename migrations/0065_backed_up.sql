-- Why: the operator's page says how old the newest copy is. 0: none that the program was told of.

alter table installation add column backed_up_at bigint not null default 0;
