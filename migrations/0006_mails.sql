-- Why: mail leaves by an outbox: a row written by the command that causes the mail, sent later by a job. `sealed` holds
-- the letter encrypted, as it may carry a link that opens an account; it is emptied when the mail is on its way.

create table mails (
  id uuid primary key, -- also its Message-ID: one that is sent twice can be told
  practice_id uuid not null references practices (id),
  kind text not null,
  about_kind text not null,
  about_id uuid not null, -- the invitation, request or person it is about
  language text not null,
  recipient text not null,
  sealed text not null,
  state text not null check (state in ('queued', 'deferred', 'accepted', 'bounced', 'given_up', 'cancelled')),
  attempts integer not null,
  next_try_at bigint not null, -- 0: never again
  give_up_at bigint not null,
  lease text not null, -- who is sending it at the moment, '' for nobody
  lease_until bigint not null,
  trouble text not null, -- why, if no mail server has decided it; otherwise ''
  reply text not null, -- the last words of the mail server
  queued_at bigint not null,
  tried_at bigint not null, -- 0: not yet
  ended_at bigint not null -- 0: not yet
);
create index mails_due on mails (next_try_at) where next_try_at > 0;
create index mails_about on mails (practice_id, about_id, queued_at);
create index mails_newest on mails (queued_at);
