//! The verbs of support tickets.

use leptos::server;

use super::{
    form::TicketForm,
    model::Decision,
    query::TicketQuery,
    views::{NewTicketOptions, TicketPage, TicketRow},
};
use crate::{
    domain::{ids::TicketId, page::Page},
    error::AppError,
};

/// The tickets that the reader may know of (S3-7).
#[server(prefix = "/rpc", endpoint = "support/list", protocol = crate::wire::Json)]
pub async fn list_tickets(query: TicketQuery) -> Result<Page<TicketRow>, AppError> {
    use crate::{domain::permission::Permission, server::doors, support::service};
    doors::query(Permission::FollowTickets, async |cx| service::list(cx, &query.bounded()).await).await
}

/// One ticket with its conversation.
#[server(prefix = "/rpc", endpoint = "support/get", protocol = crate::wire::Json)]
pub async fn get_ticket(id: TicketId) -> Result<TicketPage, AppError> {
    use crate::{
        server::doors::Asked,
        support::{door, service},
    };
    door::query(&Asked::current()?, id, async |cx| service::page(cx, id).await).await
}

/// What may be asked for, and why not.
#[server(prefix = "/rpc", endpoint = "support/options", protocol = crate::wire::Json)]
pub async fn get_new_ticket_options() -> Result<NewTicketOptions, AppError> {
    use crate::{domain::permission::Permission, server::doors, support::service};
    doors::query(Permission::FileTickets, async |cx| service::options(cx).await).await
}

/// Asks support for something (S1-4, S1-38, S3-12).
#[server(prefix = "/rpc", endpoint = "support/file", protocol = crate::wire::Json)]
pub async fn file_ticket(form: TicketForm) -> Result<TicketId, AppError> {
    use crate::{domain::permission::Permission, server::doors, support::service};
    doors::command(Permission::FileTickets, async |cx| service::file(cx, &form).await).await
}

/// Writes into a ticket; `waits`: support waits for an answer to it.
#[server(prefix = "/rpc", endpoint = "support/write", protocol = crate::wire::Json)]
pub async fn write_to_ticket(id: TicketId, text: String, #[server(default)] waits: bool) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        server::doors::Asked,
        support::{door, service},
    };
    let asked = Asked::current()?;
    door::command(&asked, id, Permission::FollowTickets, async |cx| service::write(cx, id, &text, waits).await).await
}

/// Makes a ticket the reader's own to answer; `seen`: the version that they saw.
#[server(prefix = "/rpc", endpoint = "support/assign", protocol = crate::wire::Json)]
pub async fn assign_ticket(id: TicketId, seen: i64) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        server::doors::Asked,
        support::{door, service},
    };
    let asked = Asked::current()?;
    door::command(&asked, id, Permission::DecideTickets, async |cx| service::assign(cx, id, seen).await).await
}

/// Solves, approves or denies (C-20).
#[server(prefix = "/rpc", endpoint = "support/decide", protocol = crate::wire::Json)]
pub async fn decide_ticket(
    id: TicketId,
    seen: i64,
    decision: Decision,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        server::doors::Asked,
        support::{door, service},
    };
    door::command(&Asked::current()?, id, Permission::DecideTickets, async |cx| {
        service::close(cx, id, seen, decision.act(), &reason).await
    })
    .await
}

/// Takes back what was asked for.
#[server(prefix = "/rpc", endpoint = "support/withdraw", protocol = crate::wire::Json)]
pub async fn withdraw_ticket(id: TicketId, seen: i64) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        server::doors::Asked,
        support::{door, model::Act, service},
    };
    door::command(&Asked::current()?, id, Permission::FileTickets, async |cx| {
        service::close(cx, id, seen, Act::Withdrew, "").await
    })
    .await
}
