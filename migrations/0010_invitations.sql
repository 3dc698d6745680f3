-- Why: who was invited by whom, and what became of each link. One row is one link: inviting again makes a new row and
-- ends the old one. Only the hash of a link's token is kept, so a copy of the database opens no account.

create table invitations (
  id uuid primary key,
  practice_id uuid not null references practices (id),
  person_id uuid not null references people (id),
  email text not null, -- where this link went; the person's address may have changed since
  email_key text not null,
  language text not null,
  message text not null,
  token_hash text not null,
  state smallint not null, -- open, registered, revoked, superseded; expiry follows from expires_at
  by_mail boolean not null, -- false: the link was copied by hand
  invited_by uuid, -- whose right the invitation stands on
  invited_by_name text not null,
  invited_by_key text not null,
  sent_at bigint not null,
  expires_at bigint not null,
  ended_at bigint not null,
  opened_at bigint not null, -- a browser ran the page: perhaps a scanner of mails
  typed_at bigint not null, -- somebody typed into it
  asked_at bigint not null -- the invited person asked for a new link
);
create unique index invitations_token_key on invitations (token_hash);
create unique index invitations_one_open on invitations (person_id) where state = 0;
create index invitations_person on invitations (person_id, sent_at);
create index invitations_sent on invitations (practice_id, sent_at, id);
create index invitations_inviter on invitations (invited_by) where state = 0;
