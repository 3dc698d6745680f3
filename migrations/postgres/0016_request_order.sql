-- Why: keys that are sorted by compare by bytes, as SQLite does. PostgreSQL's way of saying it.

alter table requests
  alter column place_key type text collate "C",
  alter column name_key type text collate "C",
  alter column email_key type text collate "C";
