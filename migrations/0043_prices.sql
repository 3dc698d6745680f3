-- Why: what plans cost, decided by the operator for the whole installation (C-18). Each row is a whole list and none is
-- ever changed, so that it can be told what applied when; no row: the prices that Rolecall comes with.
-- Amounts are minor units of an ISO 4217 currency; null: not on offer.

create table price_lists (
  id uuid primary key,
  since bigint not null,
  currency text not null,
  secure_mail_monthly bigint check (secure_mail_monthly >= 0),
  secure_mail_annual bigint check (secure_mail_annual >= 0),
  outlook_plugin_monthly bigint check (outlook_plugin_monthly >= 0),
  outlook_plugin_annual bigint check (outlook_plugin_annual >= 0),
  set_by uuid not null references people (id),
  set_by_name text not null
);
create index price_lists_since on price_lists (since, id);
