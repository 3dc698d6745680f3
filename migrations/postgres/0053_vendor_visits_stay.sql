-- Why: what people from outside have opened stays on record.

create function vendor_visits_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'visits are append-only';
end $$;
create trigger vendor_visits_stay before update or delete on vendor_visits
  for each row execute function vendor_visits_are_append_only();
create trigger vendor_visits_remain before truncate on vendor_visits
  for each statement execute function vendor_visits_are_append_only();
