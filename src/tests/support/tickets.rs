//! Tickets filed, answered and decided as their pages do it.

use rolecall::{
    domain::ids::TicketId,
    error::AppError,
    support::{
        api::{DecideTicket, FileTicket, GetTicket, ListTickets, WriteToTicket},
        form::TicketForm,
        model::Decision,
        query::TicketQuery,
        views::TicketPage,
    },
};

use super::{Caller, TestApp};

/// The form of a question.
pub fn question(subject: &str) -> TicketForm {
    TicketForm {
        kind: "question".into(),
        subject: subject.into(),
        text: "Words for support only".into(),
        ..TicketForm::default()
    }
}

/// The form that asks for the house's vendor to be linked.
pub fn link(app: &TestApp, level: &str) -> TicketForm {
    TicketForm {
        kind: "link_account".into(),
        vendor: app.house().home("vera.vendor").to_string(),
        level: level.into(),
        text: "They do our billing".into(),
        ..TicketForm::default()
    }
}

/// The form that asks for somebody to become User Manager.
pub fn manager(email: &str) -> TicketForm {
    TicketForm {
        kind: "user_manager".into(),
        person: email.into(),
        text: "For the front desk".into(),
        ..TicketForm::default()
    }
}

pub async fn file(caller: &Caller, form: TicketForm) -> TicketId {
    caller.call(FileTicket { form }).await.expect("filed")
}

/// A question of Cedar Valley's, filed by Adam.
pub async fn of_adam(app: &TestApp) -> TicketId {
    file(&app.signed_in("adam.admin").await, question("Names shown twice")).await
}

pub async fn page(caller: &Caller, id: TicketId) -> TicketPage {
    caller.call(GetTicket { id }).await.expect("a ticket")
}

pub async fn write(caller: &Caller, id: TicketId, waits: bool) -> Result<(), AppError> {
    caller.call(WriteToTicket { id, text: "One more thing".into(), waits }).await
}

/// Decides about a ticket as it stands.
pub async fn decide(caller: &Caller, id: TicketId, decision: Decision) -> Result<(), AppError> {
    let seen = page(caller, id).await.version;
    caller.call(DecideTicket { id, seen, decision, reason: "As agreed".into() }).await
}

/// The subjects of all tickets that somebody may know of, in the order of the list.
pub async fn subjects(caller: &Caller) -> Vec<String> {
    let query = TicketQuery::default().with(|filters| filters.all = true);
    let rows = caller.call(ListTickets { query }).await.expect("a list").rows;
    rows.into_iter().map(|row| row.subject).collect()
}
