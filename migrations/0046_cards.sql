-- Why: the card that somebody pays with, as the payment provider tells it (docs/adr/0024-charges-hold-then-take.md). No
-- number of a card is ever here: `method` and `customer` are the provider's names for what it keeps (T72).

create table cards (
  person_id uuid primary key references people (id),
  practice_id uuid not null references practices (id),
  customer text not null,
  method text not null, -- '': no card on file
  brand text not null,
  last_four text not null,
  expires integer not null, -- its last month, numbered from January of the year 0
  leaving text not null, -- a card that the provider is still to forget; '': none
  told integer not null, -- the last month of the card that its owner was warned of
  since bigint not null
);
create index cards_practice on cards (practice_id, expires);

-- Somebody on their way to the provider's page and back. It is finished by the session that began it.
create table card_setups (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  session_id uuid not null,
  remote text not null,
  begun_at bigint not null
);
create unique index card_setups_remote on card_setups (remote);
