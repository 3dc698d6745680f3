-- Why: an invoice that a card should have paid is past due at once; its plans rest when the days of grace are over
-- (docs/adr/0025-past-due.md). Which day that is follows from `due`; only what was told is kept.

alter table invoices add column by_card boolean not null default false;
alter table invoices add column reminders integer not null default 0; -- how many notices its payer was sent
create index invoices_unpaid on invoices (practice_id, due) where by_card and paid_at = 0;
create index invoices_reminded on invoices (practice_id) where reminders > 0;
