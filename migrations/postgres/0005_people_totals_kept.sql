-- Why: people_totals follows every write to people. PostgreSQL's way of saying it.

insert into people_totals (practice_id, badge, role, registration, tier, people)
  select practice_id, badge, role, registration, tier, count(*) from people
  group by practice_id, badge, role, registration, tier;

create function keep_people_totals() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    update people_totals set people = people - 1
      where (practice_id, badge, role, registration, tier)
        = (old.practice_id, old.badge, old.role, old.registration, old.tier);
  end if;
  if tg_op <> 'DELETE' then
    insert into people_totals as t (practice_id, badge, role, registration, tier, people)
      values (new.practice_id, new.badge, new.role, new.registration, new.tier, 1)
      on conflict (practice_id, badge, role, registration, tier) do update set people = t.people + 1;
  end if;
  return null;
end $$;
create trigger people_totals_follow after insert or delete on people
  for each row execute function keep_people_totals();
create trigger people_totals_follow_update after update on people
  for each row when (
    (old.practice_id, old.badge, old.role, old.registration, old.tier)
      is distinct from (new.practice_id, new.badge, new.role, new.registration, new.tier)
  ) execute function keep_people_totals();
