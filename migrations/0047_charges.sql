-- Why: one row is one charge of a card, written before the provider is asked (docs/adr/0024-charges-hold-then-take.md).
-- hold: reserved for a purchase that is not made yet; take: the purchase is made, or an invoice is due, and the money is
-- to be taken; drop: it is not to be taken. What was paid, declined or dropped stays so.

create table charges (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  payer_id uuid not null references people (id),
  purchase uuid, -- the key of the purchase it is for
  wish text not null,
  invoice_id uuid references invoices (id),
  minor bigint not null check (minor > 0),
  currency text not null,
  customer text not null,
  method text not null,
  brand text not null,
  last_four text not null,
  remote text not null, -- the provider's name for it; '': it has not been told, or its answer was lost
  state text not null check (state in ('hold', 'take', 'drop', 'paid', 'declined', 'dropped')),
  busy_until bigint not null, -- somebody works on it until then
  asked_at bigint not null
);
create unique index charges_purchase on charges (payer_id, purchase);
-- An invoice is charged once, however often it is asked for.
create unique index charges_invoice on charges (invoice_id) where state in ('take', 'paid');
create index charges_open on charges (busy_until) where state in ('hold', 'take', 'drop');
create index charges_remote on charges (remote);
create index charges_of_invoice on charges (invoice_id, asked_at);

-- What the provider has told us of. Telling it again changes nothing.
create table provider_events (
  id text primary key,
  at bigint not null
);
