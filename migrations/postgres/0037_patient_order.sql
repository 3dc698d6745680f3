-- Why: "contains" search by a trigram index, and keys that are sorted by compare by bytes, as SQLite does. PostgreSQL's
-- way of saying it. SQLite reads the keys of one practice through: some 100,000 short texts.

alter table patients
  alter column last_key type text collate "C",
  alter column identifier_key type text collate "C",
  alter column birth type text collate "C";
create index patients_search on patients using gin (search_key gin_trgm_ops);
