-- Why: a count of a search stays true until a write changes what searches and filters look at. Most edits don't: a
-- telephone number, a title. people_version counts those too.

alter table practices add column found_version bigint not null default 0;
