//! The addresses of support tickets.

use super::list;
use crate::{
    domain::ids::{AttachmentId, TicketId},
    support::{file::Outcome, query::TicketQuery},
};

pub const SUPPORT: &str = "/support";
pub const NEW_TICKET: &str = "/support/new";
/// Where files for a ticket are sent.
pub const TICKET_FILES: &str = "/support/{id}/files";
pub const TICKET_FILE: &str = "/support/{id}/files/{file}";

/// The list of tickets in the state of `query`.
pub fn tickets(query: &TicketQuery) -> String {
    list(SUPPORT, query)
}

pub fn ticket(id: TicketId) -> String {
    format!("{SUPPORT}/{id}")
}

/// The form of one kind.
pub fn new_ticket(kind: &str) -> String {
    format!("{NEW_TICKET}?kind={kind}")
}

pub fn ticket_files(id: TicketId) -> String {
    TICKET_FILES.replace("{id}", &id.to_string())
}

pub fn ticket_file(id: TicketId, file: AttachmentId) -> String {
    TICKET_FILE.replace("{id}", &id.to_string()).replace("{file}", &file.to_string())
}

/// The ticket, saying what became of files that were sent.
pub fn ticket_files_told(id: TicketId, outcome: Outcome) -> String {
    format!("{SUPPORT}/{id}?files={}", outcome.name())
}
