-- Why: "contains" search by a trigram index, and an event log that refuses to be changed. SQLite's way of saying it.

create virtual table people_search using fts5 (
  search_key, content = 'people', content_rowid = 'number', tokenize = 'trigram case_sensitive 1', columnsize = 0
);
create trigger people_search_insert after insert on people begin
  insert into people_search (rowid, search_key) values (new.number, new.search_key);
end;
create trigger people_search_delete after delete on people begin
  insert into people_search (people_search, rowid, search_key) values ('delete', old.number, old.search_key);
end;
create trigger people_search_update after update of search_key on people when old.search_key <> new.search_key begin
  insert into people_search (people_search, rowid, search_key) values ('delete', old.number, old.search_key);
  insert into people_search (rowid, search_key) values (new.number, new.search_key);
end;

create trigger events_stay before update on events begin
  select raise(abort, 'events are append-only');
end;
create trigger events_remain before delete on events begin
  select raise(abort, 'events are append-only');
end;
