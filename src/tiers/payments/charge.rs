//! Driving a charge to its end: ask the provider, write down what it says, ask the next thing. Whoever drives it, a
//! purchase, the job or a webhook, does the same, and what has been done is found done (ADR 24).

use std::sync::Arc;

use super::{
    card_store::OnFile,
    model::{ChargeState, Status, Step},
    provider::{Answer, Payment, PaymentProvider, Trouble, Wanted, ask},
    store::{self, Charge},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{ChargeId, InvoiceId, PersonId, PracticeId},
        money::Money,
    },
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    server::{
        failpoint,
        fault::Fault,
        state::AppState,
        write::{Bookkeeping, Writing},
    },
    tiers::billing::{self, model::written, store::Seen},
};

/// No way from one end to the other is longer; a provider that leads round in circles is left alone for a while.
const STEPS: usize = 6;

/// How far a charge was driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driven {
    /// It stands so: held for its purchase, or at its end.
    To(ChargeState),
    /// The provider or the bank has not answered. The job goes on with it.
    NotYet,
}

/// Somebody's charge that has not begun.
pub fn new(
    id: ChargeId,
    (practice, payer): (PracticeId, PersonId),
    card: &OnFile,
    (amount, state): (Money, ChargeState),
    invoice: Option<InvoiceId>,
) -> Charge {
    Charge {
        id,
        practice,
        payer,
        purchase: None,
        wish: String::new(),
        invoice,
        amount,
        customer: card.customer.clone(),
        method: card.method.clone(),
        brand: card.card.brand.clone(),
        last_four: card.card.last_four.clone(),
        remote: String::new(),
        state,
    }
}

/// Goes through all open charges that nobody looks after: a process has died, the provider was away, or an invoice has
/// been issued by a job. Safe on several processes at once.
///
/// # Errors
/// The database refused; what is left is taken up at the next look.
pub async fn reconcile(state: &AppState) -> Result<(), Fault> {
    let Some(provider) = state.payments.provider() else { return Ok(()) };
    let due = store::due(&mut state.db.read().await?, state.clock.now()).await?;
    for id in due {
        let mut tx = Bookkeeping::open(&state.db).await?;
        let claimed = store::claim(&mut tx, id, state.clock.now()).await?;
        // The purchase that it was held for has been given up by whoever made it.
        let dropped = claimed && store::turn(&mut tx, id, ChargeState::Hold, ChargeState::Drop).await?;
        tx.keep().await?;
        if dropped {
            tracing::info!(charge.id = %id, "a purchase was not finished: what was held for it is given back");
        }
        if claimed {
            look_after(state, &provider, id).await?;
        }
    }
    Ok(())
}

/// Drives a charge as it is stored.
///
/// # Errors
/// The database refused.
pub async fn look_after(state: &AppState, provider: &Arc<dyn PaymentProvider>, id: ChargeId) -> Result<Driven, Fault> {
    let found = store::find(&mut state.db.read().await?, id).await?;
    let charge = found.ok_or_else(|| Fault::inconsistent(format!("no charge {id}")))?;
    drive(state, provider, charge).await
}

/// Drives a charge as far as it goes now.
///
/// # Errors
/// The database refused. The provider's trouble is no error: it is waited for.
pub async fn drive(state: &AppState, provider: &Arc<dyn PaymentProvider>, mut charge: Charge) -> Result<Driven, Fault> {
    if charge.state == ChargeState::Drop && charge.remote.is_empty() {
        // A payment is held only after its name was written down, so nothing can be held.
        return end(state, &charge, ChargeState::Dropped).await;
    }
    let mut payment =
        if charge.remote.is_empty() { make(provider, &charge).await } else { look(provider, &charge).await };
    for _ in 0..STEPS {
        let found = match payment {
            Ok(found) if found.amount == charge.amount => found,
            Ok(found) => {
                tracing::error!(charge.id = %charge.id, remote = found.id, "a payment over another amount");
                return Ok(Driven::NotYet);
            }
            // It makes no such payment: there is no such card any more. Nothing was held.
            Err(trouble @ Trouble::Refused { status: 400 | 402 | 404, .. }) if charge.remote.is_empty() => {
                tracing::warn!(%trouble, charge.id = %charge.id, "a payment was not made");
                return end(state, &charge, ChargeState::Declined).await;
            }
            Err(trouble) => {
                tracing::warn!(%trouble, charge.id = %charge.id, "a charge will be gone on with");
                return Ok(Driven::NotYet);
            }
        };
        if charge.remote.is_empty() {
            failpoint::hit("charge-made", charge.practice)?;
            let mut tx = Bookkeeping::open(&state.db).await?;
            let goes_on = store::set_remote(&mut tx, &charge, &found.id).await?;
            tx.keep().await?;
            if !goes_on {
                // Somebody else has taken it over meanwhile, and nothing is held.
                return stored(state, charge.id).await;
            }
            charge.remote.clone_from(&found.id);
        }
        failpoint::hit(place(found.status), charge.practice)?;
        let (id, key) = (found.id, charge.id.uuid());
        payment = match charge.state.step(found.status) {
            Step::Hold => ask(provider, move |provider| provider.hold(&id, key)).await,
            Step::Take => ask(provider, move |provider| provider.take(&id, key)).await,
            Step::GiveBack => ask(provider, move |provider| provider.give_back(&id, key)).await,
            Step::Wait => return Ok(Driven::NotYet),
            Step::Ended(state_then) => return end(state, &charge, state_then).await,
            Step::Wrong => {
                tracing::error!(charge.id = %charge.id, remote = id, "money was taken that was not to be: refund it");
                return Ok(Driven::NotYet);
            }
        };
    }
    Ok(Driven::NotYet)
}

/// Where tests let a process die, by what the provider has just said.
const fn place(status: Status) -> &'static str {
    match status {
        Status::Made => "charge-noted",
        Status::Held => "charge-held",
        Status::Taken => "charge-taken",
        Status::Waiting | Status::Declined | Status::GivenBack => "charge-refused",
    }
}

async fn make(provider: &Arc<dyn PaymentProvider>, charge: &Charge) -> Answer<Payment> {
    let charge = charge.clone();
    ask(provider, move |provider| {
        let (customer, method) = (charge.customer.as_str(), charge.method.as_str());
        provider.make(&Wanted { key: charge.id.uuid(), amount: &charge.amount, customer, method })
    })
    .await
}

async fn look(provider: &Arc<dyn PaymentProvider>, charge: &Charge) -> Answer<Payment> {
    let id = charge.remote.clone();
    ask(provider, move |provider| provider.look(&id)).await
}

async fn stored(state: &AppState, id: ChargeId) -> Result<Driven, Fault> {
    let found = store::find(&mut state.db.read().await?, id).await?;
    let state = found.map(|charge| charge.state).ok_or_else(|| Fault::inconsistent(format!("no charge {id}")))?;
    Ok(if state.is_open() { Driven::NotYet } else { Driven::To(state) })
}

/// Writes the end down, with what follows from it. Once: whoever comes second finds it written.
async fn end(state: &AppState, charge: &Charge, end: ChargeState) -> Result<Driven, Fault> {
    let now = state.clock.now();
    if end == charge.state {
        return Ok(Driven::To(end));
    }
    if end == ChargeState::Dropped {
        let mut tx = Bookkeeping::open(&state.db).await?;
        store::turn(&mut tx, charge.id, charge.state, end).await?;
        tx.keep().await?;
        return Ok(Driven::To(end));
    }
    let mut tx = Writing::open(&state.db, charge.practice).await?;
    if !store::turn(&mut tx, charge.id, charge.state, end).await? {
        drop(tx);
        return stored(state, charge.id).await;
    }
    let events = match end {
        ChargeState::Paid => paid(&mut tx, state, charge, now).await?,
        _ => vec![declined(&mut tx, charge).await?],
    };
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, events).await?;
    Ok(Driven::To(end))
}

fn about(kind: EventKind, charge: &Charge, payer: &str) -> Event {
    let mut event = Event::new(kind).about(charge.payer, payer);
    event.change("total", "", charge.amount.to_string());
    event.change("card", "", format!("{} {}", charge.brand, charge.last_four));
    event
}

async fn declined(tx: &mut Writing, charge: &Charge) -> Result<Event, Fault> {
    let payer = billing::service::payer_name(tx, charge.practice, charge.payer).await?;
    let mut event = about(EventKind::ChargeDeclined, charge, &payer);
    if let Some(invoice) = of_invoice(tx, charge).await? {
        event.change("invoice", "", written(invoice.number));
    }
    Ok(event)
}

async fn paid(tx: &mut Writing, state: &AppState, charge: &Charge, now: Instant) -> Result<Vec<Event>, Fault> {
    let invoice = of_invoice(tx, charge).await?;
    let invoice = invoice.ok_or_else(|| Fault::inconsistent(format!("charge {} was taken for nothing", charge.id)))?;
    if !billing::store::settle(tx, invoice.id, now).await? {
        tracing::error!(charge.id = %charge.id, "an invoice was paid twice: refund the charge");
    }
    let mut event = about(EventKind::InvoicePaid, charge, &invoice.payer_name);
    event.change("invoice", "", written(invoice.number));
    let mut events = vec![event];
    events.extend(billing::past_due::recovered(tx, state, charge.practice, &invoice, now).await?);
    Ok(events)
}

async fn of_invoice(tx: &mut Writing, charge: &Charge) -> Result<Option<billing::model::Invoice>, Fault> {
    let Some(id) = charge.invoice else { return Ok(None) };
    let seen = Seen { practice: Some(charge.practice), payer: Some(charge.payer) };
    billing::store::find(tx, seen, id).await
}
