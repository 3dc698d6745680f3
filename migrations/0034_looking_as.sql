-- Why: an administrator can look at the portal as another role sees it. It is a matter of one session, and ends with it.

alter table sessions add column looks_as text not null default ''; -- a role's name; '': as oneself
