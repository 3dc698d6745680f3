-- Why: people_totals follows every write to people. SQLite's way of saying it.

insert into people_totals (practice_id, badge, role, registration, tier, people)
  select practice_id, badge, role, registration, tier, count(*) from people
  group by practice_id, badge, role, registration, tier;

create trigger people_totals_insert after insert on people begin
  insert into people_totals (practice_id, badge, role, registration, tier, people)
    values (new.practice_id, new.badge, new.role, new.registration, new.tier, 1)
    on conflict (practice_id, badge, role, registration, tier) do update set people = people + 1;
end;
create trigger people_totals_delete after delete on people begin
  update people_totals set people = people - 1
    where (practice_id, badge, role, registration, tier)
      = (old.practice_id, old.badge, old.role, old.registration, old.tier);
end;
create trigger people_totals_update after update of practice_id, badge, role, registration, tier on people
  when (old.practice_id, old.badge, old.role, old.registration, old.tier)
    <> (new.practice_id, new.badge, new.role, new.registration, new.tier)
begin
  update people_totals set people = people - 1
    where (practice_id, badge, role, registration, tier)
      = (old.practice_id, old.badge, old.role, old.registration, old.tier);
  insert into people_totals (practice_id, badge, role, registration, tier, people)
    values (new.practice_id, new.badge, new.role, new.registration, new.tier, 1)
    on conflict (practice_id, badge, role, registration, tier) do update set people = people + 1;
end;
