//! The work behind the verbs of tickets.

use super::{
    carry_out,
    door::circle,
    form::{Asked, TicketForm, words},
    model::{Act, Party, Ticket, TicketKind, TicketStatus, Wish},
    news,
    query::TicketQuery,
    store::{
        self, list,
        thread::{self, Attachment, Message},
    },
    views::{NewTicketOptions, TicketPage, TicketRow, WishView},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::{AttachmentId, MessageId, PracticeId, TicketId},
        page::Page,
        refusal::Refusal,
        scope::Reach,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    people,
    server::{
        clock::local,
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
    vendor,
};

pub async fn list(cx: &mut Query, query: &TicketQuery) -> Result<Page<TicketRow>, Fault> {
    cx.reach.all_of_it()?;
    let (circle, zone) = (circle(cx), cx.zone);
    list::page(&mut cx.conn, &circle, query, |at| local(zone, at)).await
}

/// A ticket and its conversation.
pub async fn page(cx: &mut Query, id: TicketId) -> Result<TicketPage, Fault> {
    let (practice, zone) = (cx.reach.practice, cx.zone);
    let ticket = find(&mut cx.conn, cx.reach, id).await?;
    let wish = wish_view(&ticket);
    let linked = match ticket.wish {
        Wish::Link { .. } => vendor::store::each(&mut cx.conn, practice, cx.now).await?,
        _ => Vec::new(),
    };
    cx.opens(id.uuid(), ticket.subject.clone());
    let messages = thread::of(&mut cx.conn, practice, id, |at| local(zone, at)).await?;
    Ok(TicketPage {
        id,
        kind: ticket.wish.kind(),
        wish,
        status: ticket.status,
        practice: cx.viewer.practice.name.clone(),
        filed_by: ticket.filed_by.1,
        opened: cx.local(ticket.opened),
        assigned: ticket.assigned,
        version: ticket.version,
        messages,
        party: Party::of(&cx.viewer),
        vendors: linked.into_iter().map(|access| access.vendor_name).collect(),
        subject: ticket.subject,
    })
}

async fn find(conn: &mut Conn, reach: Reach, id: TicketId) -> Result<Ticket, Fault> {
    reach.all_of_it()?;
    Ok(store::find(conn, reach.practice, id).await?.ok_or(AppError::NotFound)?)
}

/// The subject of a wish is the name of whom it is about.
fn wish_view(ticket: &Ticket) -> WishView {
    match ticket.wish {
        Wish::Question => WishView::Question,
        Wish::Link { level, .. } => WishView::Link { vendor: ticket.subject.clone(), level },
        Wish::UserManager(person) => WishView::UserManager { person, name: ticket.subject.clone() },
        Wish::Payment(method) => WishView::Payment(method),
    }
}

/// What may be asked for from here, and why not (N-22).
pub async fn options(cx: &mut Query) -> Result<NewTicketOptions, Fault> {
    cx.reach.all_of_it()?;
    let (practice, party) = (cx.reach.practice, Party::of(&cx.viewer));
    let is_vendor = store::is_vendor(&mut cx.conn, practice).await?;
    let kinds = TicketKind::ALL.iter().map(|kind| (*kind, kind.may_be_filed(party, is_vendor).err()));
    let linked = vendor::store::each(&mut cx.conn, practice, cx.now).await?;
    let vendors = store::vendors(&mut cx.conn).await?.into_iter().map(|(id, name)| {
        let here = linked.iter().any(|access| access.vendor == id);
        (id, name, here.then_some(Refusal::LinkedAlready))
    });
    Ok(NewTicketOptions { kinds: kinds.collect(), vendors: vendors.collect() })
}

/// Files a ticket in the practice, or the vendor, that the reader is in.
///
/// # Errors
/// Wrong fields; a kind that is not for them.
pub async fn file(cx: &mut Command, form: &TicketForm) -> Result<Done<TicketId>, Fault> {
    cx.reach.all_of_it()?;
    let (asked, text) = form.parse()?;
    let (practice, party) = (cx.reach.practice, Party::of(&cx.viewer));
    asked.kind().may_be_filed(party, store::is_vendor(&mut cx.conn, practice).await?)?;
    let (wish, subject) = meant(cx, asked).await?;
    let id = TicketId::new(cx.state.random.id(cx.now));
    let ticket = Ticket {
        id,
        practice,
        wish,
        status: TicketStatus::Open,
        subject,
        filed_by: (cx.viewer.actor.person, cx.viewer.actor.name.clone()),
        assigned: None,
        version: 1,
        opened: cx.now,
        updated: cx.now,
    };
    let name = cx.viewer.practice.name.clone();
    store::insert(&mut cx.conn, &ticket, &name).await?;
    say(cx, &ticket, Act::Filed, text).await?;
    let mut event = about(cx, EventKind::TicketFiled, &ticket);
    event.change("ticket_kind", "", ticket.wish.kind().name());
    Ok(Done::new(id, event))
}

/// Whom a form means: an organisation that is no vendor, or somebody of another practice, is as unknown as nobody.
async fn meant(cx: &mut Command, asked: Asked) -> Result<(Wish, String), Fault> {
    let practice = cx.reach.practice;
    Ok(match asked {
        Asked::Question(subject) => (Wish::Question, subject),
        Asked::Payment(method) => (Wish::Payment(method), String::new()),
        Asked::Link(vendor, level) => {
            let name = vendor_name(cx, vendor).await?;
            if vendor::store::current(&mut cx.conn, practice, vendor, cx.now).await?.is_some() {
                return Err(Refusal::LinkedAlready.into());
            }
            (Wish::Link { vendor, level }, name)
        }
        Asked::UserManager(address) => {
            let unknown = || FieldErrors::one("ticket_person", Code::Unknown);
            let id = people::store::owner_of_email(&mut cx.conn, &address).await?.ok_or_else(unknown)?;
            let reach = Reach::whole(practice);
            let person = people::store::find(&mut cx.conn, reach, id).await?.ok_or_else(unknown)?;
            people::model::can_become_user_manager(&person)?;
            (Wish::UserManager(id), person.name())
        }
    })
}

async fn vendor_name(cx: &mut Command, vendor: PracticeId) -> Result<String, Fault> {
    let all = store::vendors(&mut cx.conn).await?;
    let found = all.into_iter().find(|(id, _)| *id == vendor).map(|(_, name)| name);
    Ok(found.ok_or_else(|| FieldErrors::one("ticket_vendor", Code::Unknown))?)
}

/// Writes into a ticket; `waits`: support asks, and waits for the answer.
pub async fn write(cx: &mut Command, id: TicketId, text: &str, waits: bool) -> Result<Done<()>, Fault> {
    let mut ticket = find(&mut cx.conn, cx.reach, id).await?;
    let text = words(text).map_err(|code| FieldErrors::one("ticket_answer", code))?;
    let event = go(cx, &mut ticket, if waits { Act::Asked } else { Act::Wrote }, text).await?.1;
    Ok(Done::new((), event))
}

/// Keeps files as an entry of their own.
pub async fn attach(cx: &mut Command, id: TicketId, files: &[Attachment]) -> Result<Done<()>, Fault> {
    let mut ticket = find(&mut cx.conn, cx.reach, id).await?;
    let (message, mut event) = go(cx, &mut ticket, Act::Attached, String::new()).await?;
    for (file, position) in files.iter().zip(0..) {
        let id = AttachmentId::new(cx.state.random.id(cx.now));
        thread::attach(&mut cx.conn, &ticket, (message, position), (id, file)).await?;
    }
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    event.change("ticket_files", "", names.join(", "));
    Ok(Done::new((), event))
}

/// A file of a ticket.
pub async fn attachment(cx: &mut Query, id: TicketId, file: AttachmentId) -> Result<Attachment, Fault> {
    cx.reach.all_of_it()?;
    let of = (cx.reach.practice, id);
    let found = thread::file(&mut cx.conn, of, file).await?.ok_or(AppError::NotFound)?;
    cx.opens(file.uuid(), found.name.clone());
    Ok(found)
}

/// Makes a ticket the reader's own to answer.
pub async fn assign(cx: &mut Command, id: TicketId, seen: i64) -> Result<Done<()>, Fault> {
    let mut ticket = as_seen(cx, id, seen).await?;
    if !ticket.status.is_open() {
        return Err(Refusal::TicketClosed.into());
    }
    let me = (cx.viewer.actor.person, cx.viewer.actor.name.clone());
    let before = ticket.assigned.replace(me.clone()).map(|(_, name)| name);
    keep(cx, &mut ticket).await?;
    let mut event = about(cx, EventKind::TicketAssigned, &ticket);
    event.change("ticket_assigned", before.unwrap_or_default(), me.1);
    Ok(Done::new((), event))
}

/// Ends a ticket. Approving does what it asks for, in the same transaction.
///
/// # Errors
/// Somebody was quicker; [`AppError::ProofNeeded`]; what the wish's own verb answers.
pub async fn close(cx: &mut Command, id: TicketId, seen: i64, act: Act, reason: &str) -> Result<Done<()>, Fault> {
    let mut ticket = as_seen(cx, id, seen).await?;
    let reason = match words(reason) {
        Ok(reason) => reason,
        // Only who says no owes a reason.
        Err(Code::Required) if act != Act::Denied => String::new(),
        Err(code) => return Err(FieldErrors::one("ticket_reason", code).into()),
    };
    let followed = match act {
        Act::Approved if ticket.status.is_open() => carry_out::wish(cx, &ticket).await?,
        _ => Vec::new(),
    };
    let event = go(cx, &mut ticket, act, reason.clone()).await?.1.because(reason);
    Ok(Done::new((), event).and_all(followed))
}

async fn as_seen(cx: &mut Command, id: TicketId, seen: i64) -> Result<Ticket, Fault> {
    let ticket = find(&mut cx.conn, cx.reach, id).await?;
    if ticket.version == seen {
        return Ok(ticket);
    }
    let conflict = Conflict { by: String::new(), version: ticket.version, fields: Vec::new() };
    Err(AppError::Conflict(Box::new(conflict)).into())
}

/// One step of a ticket: its new state, the entry of the conversation, the mails.
async fn go(cx: &mut Command, ticket: &mut Ticket, act: Act, body: String) -> Result<(MessageId, Event), Fault> {
    let before = ticket.status;
    ticket.status = before.after(act, ticket.wish.kind(), Party::of(&cx.viewer))?;
    keep(cx, ticket).await?;
    let message = say(cx, ticket, act, body).await?;
    let kind = if ticket.status.is_open() || before == ticket.status {
        EventKind::TicketAnswered
    } else {
        EventKind::TicketClosed
    };
    let mut event = about(cx, kind, ticket);
    event.change("ticket_status", before.name(), ticket.status.name());
    Ok((message, event))
}

async fn say(cx: &mut Command, ticket: &Ticket, act: Act, body: String) -> Result<MessageId, Fault> {
    let outside = cx.viewer.outside.as_ref().map(|outside| outside.name.clone());
    let message = Message {
        id: MessageId::new(cx.state.random.id(cx.now)),
        number: ticket.version,
        act,
        author: cx.viewer.actor.name.clone(),
        organisation: outside.unwrap_or_default(),
        body,
        at: cx.now,
    };
    thread::add(&mut cx.conn, ticket, &message).await?;
    news::tell(cx, ticket, act).await?;
    Ok(message.id)
}

async fn keep(cx: &mut Command, ticket: &mut Ticket) -> Result<(), Fault> {
    ticket.version += 1;
    ticket.updated = cx.now;
    if store::save(&mut cx.conn, ticket).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("tickets.version of {} moved inside the write lock", ticket.id)))
}

/// A wish that names nobody is called after the practice.
fn about(cx: &Command, kind: EventKind, ticket: &Ticket) -> Event {
    let name = if ticket.subject.is_empty() { &cx.viewer.practice.name } else { &ticket.subject };
    Event::new(kind).about(ticket.id, name)
}
