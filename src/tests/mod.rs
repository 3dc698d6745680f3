//! Tests through the real router, on both engines. Names cite the checks (T…) and rules (S…, P…) they show.

mod backup;
mod demo;
mod doors;
mod export;
mod headers;
mod history;
mod hostile;
mod invitation_links;
mod invitation_list;
mod invitations;
mod mail;
mod mailbox;
mod passkeys;
mod people_edit;
mod people_list;
mod roster;
mod scope;
mod sessions;
mod setup;
mod sign_in;
mod support;
mod two_step;
mod two_step_admin;
mod verify;
