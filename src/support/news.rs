//! Who is told by mail that something has happened to a ticket. No mail says what was written: it leads to the page.

use super::{
    model::{Act, Party, Ticket},
    store,
};
use crate::{
    domain::email::Email,
    i18n::Lang,
    mail::{
        self,
        letter::{Letter, Outgoing},
        model::About,
        ticket_letter::TicketLetter,
    },
    paths,
    server::{doors::Command, fault::Fault},
};

/// Support hears of what others do: whoever answers for the ticket, or all operators. Who filed it hears of what others than
/// themselves do.
pub async fn tell(cx: &mut Command, ticket: &Ticket, act: Act) -> Result<(), Fault> {
    let now = cx.now;
    let (by, link) = (cx.viewer.actor.name.clone(), paths::ticket(ticket.id));
    if Party::of(&cx.viewer) != Party::Support {
        let assigned = ticket.assigned.as_ref().map(|(id, _)| *id);
        let operators = store::operators(&mut cx.conn, now).await?;
        // Who has left answers for nothing any more.
        let known = assigned.filter(|id| operators.iter().any(|(operator, ..)| operator == id));
        for (id, email, language) in operators {
            if known.is_none_or(|assigned| assigned == id) {
                let about = TicketLetter::ToSupport { by: by.clone(), new: act == Act::Filed, link: link.clone() };
                queue(cx, ticket, (&email, &language), about).await?;
            }
        }
    }
    if ticket.filed_by.0 != cx.viewer.actor.person
        && let Some((email, language)) = store::reachable(&mut cx.conn, ticket.filed_by.0, now).await?
    {
        let status = (!ticket.status.is_open()).then_some(ticket.status);
        queue(cx, ticket, (&email, &language), TicketLetter::ToFiler { by, status, link }).await?;
    }
    Ok(())
}

async fn queue(
    cx: &mut Command,
    ticket: &Ticket,
    (email, language): (&str, &str),
    about: TicketLetter,
) -> Result<(), Fault> {
    let outgoing = Outgoing {
        practice: ticket.practice,
        to: Email::parse(email).map_err(|_| Fault::inconsistent(format!("{email} is no address")))?,
        language: Lang::from_tag(language).unwrap_or_default(),
        about: About::Ticket(ticket.id.uuid()),
        letter: Letter::Ticket { practice: cx.viewer.practice.name.clone(), about },
    };
    mail::store::queue(&mut cx.conn, &cx.state, cx.now, &outgoing).await?;
    Ok(())
}
