-- Why: what people from outside have opened stays on record.

create trigger vendor_visits_stay before update on vendor_visits begin
  select raise(abort, 'visits are append-only');
end;
create trigger vendor_visits_remain before delete on vendor_visits begin
  select raise(abort, 'visits are append-only');
end;
