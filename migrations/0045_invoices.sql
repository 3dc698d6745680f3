-- Why: who pays and where invoices go, and the invoices (S1-44…46). An invoice is never changed but for being paid: names and
-- amounts are those of its day. `purchases` holds the keys of purchases: one that is sent twice is charged once (T72).

create table payment_means (
  person_id uuid primary key references people (id),
  practice_id uuid not null references practices (id),
  name text not null,
  address text not null,
  reference text not null, -- what the payer wants to read on invoices, such as a purchase order
  since bigint not null
);

create table invoices (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  number bigint not null check (number > 0), -- without gaps in each practice
  payer_id uuid not null references people (id),
  payer_name text not null,
  bill_name text not null,
  bill_address text not null,
  reference text not null,
  currency text not null,
  total bigint not null check (total >= 0),
  issued_at bigint not null,
  issued integer not null,
  due integer not null check (due >= issued),
  paid_at bigint not null -- 0: not yet
);
create unique index invoices_number on invoices (practice_id, number);
create index invoices_payer on invoices (payer_id, number);

create table invoice_lines (
  invoice_id uuid not null references invoices (id),
  position integer not null,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  person_name text not null,
  product text not null check (product in ('secure_mail', 'outlook_plugin')),
  plan text not null check (plan in ('monthly', 'annual')),
  kind text not null check (kind in ('period', 'part', 'credit', 'free_seat')),
  starts integer not null,
  ends integer not null,
  minor bigint not null,
  primary key (invoice_id, position)
);
create index invoice_lines_person on invoice_lines (person_id);

create table purchases (
  by_id uuid not null references people (id),
  key uuid not null,
  practice_id uuid not null references practices (id),
  wish text not null, -- a hash of what was bought for whom: the key stands for nothing else
  invoice_id uuid not null references invoices (id),
  primary key (by_id, key)
);
create index purchases_invoice on purchases (invoice_id);
