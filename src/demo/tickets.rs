//! Support tickets in every state: a question that was solved, a wish of each kind, and the vendor's own.

use chrono::Duration;

use super::{cast::World, story::Told};
use crate::{
    domain::{
        clock::Instant,
        ids::{AttachmentId, MessageId, PracticeId, TicketId},
        scope::Reach,
        vendor::VendorLevel,
    },
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    people::{self, model::Person},
    practices::store::by_tin,
    server::{clock::Randomness, fault::Fault, write::Writing},
    support::{
        file::Media,
        model::{Act, Party, PaymentMethod, Ticket, TicketStatus, Wish},
        store::{
            self,
            thread::{self, Attachment, Message},
        },
    },
};

/// A practice that has no vendor.
const UNLINKED: &str = "422430671";
const TABLE: &str = "Day,Names shown twice\n2026-11-02,3\n2026-11-03,1\n";

/// What somebody did with a ticket, and so many hours ago.
type Line<'a> = (&'a Person, Act, &'a str, i64);

struct Desk<'a> {
    tx: &'a mut Writing,
    ids: &'a Randomness,
    operator: &'a Person,
    portal: &'a str,
    now: Instant,
    told: Vec<Told>,
}

/// Files them and says what happened.
pub async fn store(tx: &mut Writing, world: &World, ids: &Randomness, now: Instant) -> Result<Vec<Told>, Fault> {
    let main: Vec<_> = world.named_in(&world.main).collect();
    let ([olivia, adam, _, paul, ..], Some(oscar), Some(vera)) =
        (&main[..], world.named_in(&world.portal).next(), world.named_in(&world.vendor).next())
    else {
        return Ok(Vec::new());
    };
    let first = || Fault::inconsistent("the demo's clients come first");
    let unlinked = by_tin(tx, UNLINKED).await?.ok_or_else(first)?;
    let sonia = people::store::all(tx, Reach::whole(unlinked.id)).await?.into_iter().next().ok_or_else(first)?;
    let mut desk = Desk { tx, ids, operator: oscar, portal: &world.portal.name, now, told: Vec::new() };
    let cedar = (world.main.id, world.main.name.as_str());
    let question = [
        (*adam, Act::Filed, "Since Monday the roster export shows some names twice. What do we do wrong?", 75),
        (oscar, Act::Asked, "Could you send a list of the days on which you saw it?", 73),
        (*adam, Act::Attached, "", 51),
        (oscar, Act::Solved, "Two rosters were imported on the same day. The older one is taken back.", 49),
    ];
    desk.ticket(cedar, "Names shown twice", Wish::Question, &question).await?;
    let manager = [(*adam, Act::Filed, "Paul looks after the front desk's accounts from next month on.", 20)];
    desk.ticket(cedar, &paul.name(), Wish::UserManager(paul.id), &manager).await?;
    let payment = [
        (*olivia, Act::Filed, "We would like one invoice a month, by transfer.", 200),
        (oscar, Act::Approved, "Agreed, from the next invoice on.", 190),
    ];
    desk.ticket(cedar, "", Wish::Payment(PaymentMethod::Transfer), &payment).await?;
    let link = Wish::Link { vendor: world.vendor.id, level: VendorLevel::Support };
    let linking = [
        (&sonia, Act::Filed, "Brightline looks after our billing from now on.", 30),
        (oscar, Act::Asked, "Who is your contact there?", 28),
    ];
    desk.ticket((unlinked.id, &unlinked.name), &world.vendor.name, link, &linking).await?;
    let own = [(vera, Act::Filed, "Can a receipt of access be sent to us, too?", 5)];
    desk.ticket((world.vendor.id, &world.vendor.name), "Receipts for vendors", Wish::Question, &own).await?;
    Ok(desk.told)
}

impl Desk<'_> {
    /// One ticket; the first line files it.
    async fn ticket(
        &mut self,
        (practice, practice_name): (PracticeId, &str),
        subject: &str,
        wish: Wish,
        lines: &[Line<'_>],
    ) -> Result<(), Fault> {
        let (Some((filer, .., first)), Some((.., last))) = (lines.first(), lines.last()) else { return Ok(()) };
        let (opened, updated) = (self.now - Duration::hours(*first), self.now - Duration::hours(*last));
        let mut status = TicketStatus::Open;
        for (who, act, ..) in lines {
            let party = if who.id == self.operator.id { Party::Support } else { Party::Own };
            status = status.after(*act, wish.kind(), party)?;
        }
        let answers = lines.iter().any(|(who, ..)| who.id == self.operator.id);
        let ticket = Ticket {
            id: TicketId::new(self.ids.id(opened)),
            practice,
            wish,
            status,
            subject: subject.to_owned(),
            filed_by: (filer.id, filer.name()),
            assigned: answers.then(|| (self.operator.id, self.operator.name())),
            version: lines.len() as i64,
            opened,
            updated,
        };
        store::insert(self.tx, &ticket, practice_name).await?;
        let name = if subject.is_empty() { practice_name } else { subject };
        for (line, number) in lines.iter().zip(1..) {
            self.line(&ticket, (number, name), line).await?;
        }
        Ok(())
    }

    async fn line(
        &mut self,
        ticket: &Ticket,
        (number, name): (i64, &str),
        (who, act, body, hours): &Line<'_>,
    ) -> Result<(), Fault> {
        let at = self.now - Duration::hours(*hours);
        let organisation = if who.id == self.operator.id { self.portal } else { "" };
        let message = Message {
            id: MessageId::new(self.ids.id(at)),
            number,
            act: *act,
            author: who.name(),
            organisation: organisation.to_owned(),
            body: (*body).to_owned(),
            at,
        };
        thread::add(self.tx, ticket, &message).await?;
        if *act == Act::Attached {
            let file = Attachment { name: "names.csv".into(), media: Media::Csv, content: TABLE.into() };
            thread::attach(self.tx, ticket, (message.id, 0), (AttachmentId::new(self.ids.id(at)), &file)).await?;
        }
        let kind = match act {
            Act::Filed => EventKind::TicketFiled,
            Act::Wrote | Act::Asked | Act::Attached => EventKind::TicketAnswered,
            Act::Solved | Act::Approved | Act::Denied | Act::Withdrew => EventKind::TicketClosed,
        };
        let cause = Cause {
            actor: Some((who.id, who.name())),
            organisation: organisation.to_owned(),
            address: "203.0.113.78".into(),
            ..Cause::default()
        };
        let event = Event::new(kind).about(ticket.id, name);
        self.told.push(Told { at, practice: ticket.practice, cause, event });
        Ok(())
    }
}
