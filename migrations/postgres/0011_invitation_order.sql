-- Why: keys that are sorted by compare by bytes, as SQLite does. PostgreSQL's way of saying it.

alter table invitations
  alter column email_key type text collate "C",
  alter column invited_by_key type text collate "C";
