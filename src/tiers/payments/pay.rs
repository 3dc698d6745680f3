//! An open invoice is paid by the own card: again after it was declined, or for the first time.

use super::{
    card_store,
    charge::{self, Driven},
    model::ChargeState,
    store,
};
use crate::{
    domain::{
        ids::{ChargeId, InvoiceId, PracticeId},
        permission::Permission,
        refusal::Refusal,
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    server::{
        doors::{self, Asked, Command, Done},
        fault::Fault,
    },
    tiers::billing::{
        self,
        model::{Invoice, written},
        store::Seen,
    },
};

/// Charges an invoice. Asked for twice, it is charged once.
///
/// # Errors
/// Nobody's own invoice, paid already, no card that works, or one that was declined.
pub async fn pay(id: InvoiceId) -> AppResult<bool> {
    let asked = Asked::current()?;
    let begun = doors::command_for(&asked, Permission::BuyPlans, async |cx| begin(cx, id).await).await?;
    let Some(provider) = asked.state.payments.provider() else { return asked.answer(Err(Refusal::NoCardsHere.into())) };
    let last_four = begun.last_four.clone();
    match asked.answer(charge::drive(&asked.state, &provider, begun).await)? {
        Driven::To(ChargeState::Paid) => Ok(true),
        Driven::To(ChargeState::Declined) => asked.answer(Err(Refusal::CardDeclined { last_four }.into())),
        // The job goes on with it.
        _ => Ok(false),
    }
}

async fn begin(cx: &mut Command, id: InvoiceId) -> Result<Done<store::Charge>, Fault> {
    let (practice, payer) = (cx.reach.practice, cx.viewer.actor.person);
    let seen = Seen { practice: Some(practice), payer: Some(payer) };
    let invoice = billing::store::find(&mut cx.conn, seen, id).await?.ok_or(AppError::NotFound)?;
    cx.fresh()?;
    if invoice.paid.is_some() {
        return Err(Refusal::PaidAlready.into());
    }
    if !cx.state.payments.by_card() {
        return Err(Refusal::NoCardsHere.into());
    }
    let card = card_store::on_file(&mut cx.conn, practice, payer).await?.ok_or(Refusal::NoCard)?;
    if card.card.over() <= cx.local(cx.now).date_naive() {
        return Err(Refusal::CardExpired { last_four: card.card.last_four }.into());
    }
    let (charge, event) = of_invoice(&invoice, practice, &card, ChargeId::new(cx.state.random.id(cx.now)));
    if !store::insert(&mut cx.conn, &charge, cx.now + store::LEASE, cx.now).await? {
        return Err(Refusal::BeingCharged.into());
    }
    Ok(Done::new(charge, event))
}

/// A charge of a whole invoice, and the event that says that it begins.
pub fn of_invoice(
    invoice: &Invoice,
    practice: PracticeId,
    card: &card_store::OnFile,
    id: ChargeId,
) -> (store::Charge, Event) {
    let state = ChargeState::Take;
    let charge = charge::new(id, (practice, invoice.payer), card, (invoice.total.clone(), state), Some(invoice.id));
    let event = begun(&charge, &invoice.payer_name, &written(invoice.number));
    (charge, event)
}

/// A card is about to be asked for money.
pub fn begun(charge: &store::Charge, payer: &str, invoice: &str) -> Event {
    let mut event = Event::new(EventKind::ChargeBegun).about(charge.payer, payer);
    event.change("total", "", charge.amount.to_string());
    event.change("card", "", format!("{} {}", charge.brand, charge.last_four));
    event.change("invoice", "", invoice);
    event
}
