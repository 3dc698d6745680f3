//! Invoices that a card should have paid (ADR 25). For the days of grace everything goes on; then what they are for
//! rests, until they are paid. Which day that is follows from the invoice: here its payer is told, and the tier that
//! people are shown with keeps up.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};

use super::{
    model::{Invoice, reminders_due, rests_from, written},
    rest_store,
    service::send,
    store::{self, Seen},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{InvoiceId, PersonId, PracticeId},
    },
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    mail::billing_letter::BillingLetter,
    paths,
    server::{db::Conn, fault::Fault, state::AppState, write::Writing},
    tiers::{
        self,
        model::Seat,
        payments::views::PastDue,
        plans::seats::{self, settle_tier},
    },
};

/// Tells payers of what is past due, and brings tiers in step with what rests by now. Safe on several processes at once.
///
/// # Errors
/// The database refused; what is left is taken up at the next look.
pub async fn follow_up(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // Nowhere is it later than a day from now in UTC; which day it is in the practice decides below.
    let latest = now.date_naive() + TimeDelta::days(1);
    let unpaid = rest_store::unpaid_by_card(&mut state.db.read().await?, latest).await?;
    for (practice, id) in unpaid {
        one(state, practice, id, now).await?;
    }
    let paid = rest_store::paid_after_notices(&mut state.db.read().await?).await?;
    for (practice, id) in paid {
        settled(state, practice, id, now).await?;
    }
    Ok(())
}

/// The operator has noted that an invoice is paid, for another practice than their own: here that one hears of it.
async fn settled(state: &AppState, practice: PracticeId, id: InvoiceId, now: Instant) -> Result<(), Fault> {
    let mut tx = Writing::open(&state.db, practice).await?;
    let found = store::find(&mut tx, Seen { practice: Some(practice), payer: None }, id).await?;
    let Some(invoice) = found.filter(|invoice| invoice.reminders > 0) else { return Ok(()) };
    let mut event = Event::new(EventKind::InvoicePaid).about(invoice.payer, &invoice.payer_name);
    event.change("invoice", "", written(invoice.number));
    let mut events = vec![event];
    events.extend(recovered(&mut tx, state, practice, &invoice, now).await?);
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, events).await
}

/// What is past due for somebody who pays.
pub async fn of_payer(
    conn: &mut Conn,
    state: &AppState,
    practice: PracticeId,
    payer: PersonId,
    today: NaiveDate,
) -> Result<Option<PastDue>, Fault> {
    let oldest = rest_store::oldest(conn, practice, payer).await?;
    Ok(oldest.map(|(due, invoices)| {
        let rests = rests_from(due, state.config.payments.grace_days);
        PastDue { invoices, rests, resting: today >= rests }
    }))
}

/// Whether an invoice that is not paid has something to say today: a look before the write lock is taken.
async fn concerns(
    conn: &mut Conn,
    practice: PracticeId,
    id: InvoiceId,
    (now, grace): (Instant, i64),
) -> Result<bool, Fault> {
    let today = seats::today(conn, practice, now).await?;
    let found = store::find(conn, Seen { practice: Some(practice), payer: None }, id).await?;
    let Some(invoice) = found else { return Ok(false) };
    if reminders_due(invoice.due, grace, today) > invoice.reminders {
        return Ok(true);
    }
    if today < rests_from(invoice.due, grace) {
        return Ok(false);
    }
    let people: BTreeSet<_> = invoice.lines.iter().map(|line| line.person).collect();
    for id in people {
        let person = seats::person(conn, practice, id).await?;
        if seats::due_tier(conn, practice, id, (now, grace)).await? != person.tier {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn one(state: &AppState, practice: PracticeId, id: InvoiceId, now: Instant) -> Result<(), Fault> {
    let grace = state.config.payments.grace_days;
    if !concerns(&mut state.db.read().await?, practice, id, (now, grace)).await? {
        return Ok(());
    }
    let mut tx = Writing::open(&state.db, practice).await?;
    let today = seats::today(&mut tx, practice, now).await?;
    let found = store::find(&mut tx, Seen { practice: Some(practice), payer: None }, id).await?;
    // It may have been paid, or be on its way.
    let Some(invoice) = found.filter(|invoice| invoice.paid.is_none() && !invoice.is_charging()) else { return Ok(()) };
    let mut events = Vec::new();
    let due = reminders_due(invoice.due, grace, today);
    if due > invoice.reminders {
        rest_store::set_reminders(&mut tx, id, due).await?;
        let letter = BillingLetter::PastDue {
            number: written(invoice.number),
            total: invoice.total.clone(),
            rests: rests_from(invoice.due, grace),
            link: paths::invoice(id),
        };
        send(&mut tx, state, practice, invoice.payer, letter, now).await?;
        let mut event = Event::new(EventKind::InvoiceReminded).about(invoice.payer, &invoice.payer_name);
        event.change("invoice", "", written(invoice.number));
        event.change("total", "", invoice.total.to_string());
        events.push(event);
    }
    if today >= rests_from(invoice.due, grace) {
        events.extend(tiers_of(&mut tx, practice, &invoice, (now, grace), EventKind::PlanRests).await?);
    }
    if events.is_empty() {
        return Ok(());
    }
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, events).await
}

/// The tiers of everybody whom an invoice is for, and what has changed.
async fn tiers_of(
    tx: &mut Writing,
    practice: PracticeId,
    invoice: &Invoice,
    (now, grace): (Instant, i64),
    kind: EventKind,
) -> Result<Vec<Event>, Fault> {
    let people: BTreeSet<_> = invoice.lines.iter().map(|line| line.person).collect();
    let mut events = Vec::new();
    for id in people {
        let mut person = seats::person(tx, practice, id).await?;
        if let Some((before, after)) = settle_tier(tx, practice, &mut person, (now, grace)).await? {
            let mut event = Event::new(kind).about(id, person.name()).because(written(invoice.number));
            event.change("tier", before, after);
            events.push(event);
        }
    }
    Ok(events)
}

/// An invoice has been paid: what rested for it goes on. Nobody pays for the days of rest: a period that ended meanwhile
/// is followed by one that begins today.
pub async fn recovered(
    tx: &mut Writing,
    state: &AppState,
    practice: PracticeId,
    invoice: &Invoice,
    now: Instant,
) -> Result<Vec<Event>, Fault> {
    let grace = state.config.payments.grace_days;
    let today = seats::today(tx, practice, now).await?;
    rest_store::set_reminders(tx, invoice.id, 0).await?;
    if invoice.by_card && today >= rests_from(invoice.due, grace) {
        let people: BTreeSet<_> = invoice.lines.iter().map(|line| line.person).collect();
        let people: Vec<_> = people.into_iter().collect();
        for seat in tiers::store::seats_of(tx, practice, &people).await? {
            if waited(&seat, invoice.payer, today) {
                tiers::store::put(tx, practice, &Seat { ends: today, began: today, ..seat }).await?;
            }
        }
    }
    tiers_of(tx, practice, invoice, (now, grace), EventKind::PlanGoesOn).await
}

fn waited(seat: &Seat, payer: PersonId, today: NaiveDate) -> bool {
    seat.payer == payer && seat.ends < today
}
