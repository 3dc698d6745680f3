-- Why: how far a practice lets its vendor in, from when until when (S3-12…20, N-12). One row is one period. What holds is
-- the period around this moment, so nothing has to happen when it ends (docs/adr/0027-access-in-periods.md).

create table vendor_access (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  vendor_id uuid not null references practices (id),
  level text not null check (level in ('none', 'limited', 'support', 'full')),
  starts bigint not null,
  ends bigint not null, -- 0: until somebody decides otherwise
  set_by_name text not null,
  told_at bigint not null -- when the administrators were sent the receipt of it; 0: not yet
);
create index vendor_access_practice on vendor_access (practice_id, vendor_id, starts);
create index vendor_access_vendor on vendor_access (vendor_id, ends);
create index vendor_access_to_tell on vendor_access (ends) where told_at = 0;

-- Roles of vendors' people used to be given in each practice. They hold at the vendor now, and its practices follow.
insert into vendor_access (id, practice_id, vendor_id, level, starts, ends, set_by_name, told_at)
select g.id, g.practice_id, p.practice_id, 'full', g.given_at, 0, g.given_by_name, 0
from grants g join people p on p.id = g.person_id
where g.role = 'vendor_administrator' and g.practice_id <> p.practice_id and not exists (
  select 1 from grants o join people q on q.id = o.person_id
  where o.role = g.role and o.practice_id = g.practice_id and q.practice_id = p.practice_id and o.id < g.id
);
delete from grants where role = 'vendor_administrator' and exists (
  select 1 from grants o where o.person_id = grants.person_id and o.role = grants.role and o.id < grants.id
);
update grants set practice_id = (select p.practice_id from people p where p.id = grants.person_id), scope = 'practice'
where role = 'vendor_administrator';
