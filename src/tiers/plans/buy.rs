//! The purchase. Paid by transfer it is one transaction. Paid by card, the money is held before it and taken after it: a
//! card that says no gives nobody anything, and a crash in between neither loses a charge nor makes one twice (ADR 24).

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{
    model::{Receipt, chosen},
    seats::{self, named},
    service::{At, Prepared, prepare},
    store as purchases,
};
use crate::{
    domain::{
        ids::{ChargeId, PersonId, PracticeId, PurchaseId},
        money::Money,
        permission::Permission,
        refusal::Refusal,
    },
    error::{AppError, AppResult, Conflict},
    history::model::{Event, EventKind},
    server::{
        doors::{self, Asked, Command, Done, Query, forget_refusal},
        failpoint,
        fault::Fault,
        write::Bookkeeping,
    },
    tiers::{
        billing::{self, store::Seen},
        model::{Item, Seat},
        payments::{
            card_store,
            charge::{self, Driven},
            model::ChargeState,
            pay::begun,
            store::{self as charges, Charge},
        },
        store,
    },
};

/// How long somebody who sends the same purchase again waits for what becomes of the first, and between two looks.
const LONGEST_WAIT: u32 = 100;
const LOOK: Duration = Duration::from_millis(200);

/// What stands for a purchase beside its key: the same key can't be used for anything else.
fn wish(ids: &[PersonId], items: &[Item]) -> String {
    let mut hash = Sha256::new();
    for id in ids {
        hash.update(id.uuid());
    }
    for item in chosen(items) {
        hash.update(item.name());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Nothing was bought: there is something else to look at first.
fn changed(total: &Money) -> Fault {
    let fields = vec![("total".to_owned(), total.to_string())];
    AppError::Conflict(Box::new(Conflict { by: String::new(), version: 0, fields })).into()
}

/// A choice as it was sent.
struct Order {
    key: PurchaseId,
    wish: String,
    ids: Vec<PersonId>,
    items: Vec<Item>,
    seen: Money,
}

/// Buys what was seen, at the price that was seen. Sent again with the same key, it answers with the same receipt (T72).
///
/// # Errors
/// [`AppError::Conflict`] when it would cost something else by now; see [`can_buy`](crate::tiers::model::can_buy); a card
/// that was declined.
pub async fn buy(key: PurchaseId, ids: Vec<PersonId>, items: Vec<Item>, seen: Money) -> AppResult<Receipt> {
    let order = Order { key, wish: wish(&ids, &items), ids, items, seen };
    if let Some(receipt) = before(&order).await? {
        return Ok(receipt);
    }
    match doors::command(Permission::BuyPlans, async |cx| begin(cx, &order).await).await {
        Ok(Begun::Bought(receipt)) => Ok(receipt),
        Ok(Begun::Charging(charge)) => by_card(&order, *charge).await,
        // Another request with this key was quicker.
        Err(AppError::Gone) => {
            forget_refusal();
            same_again(&order).await
        }
        Err(error) => Err(error),
    }
}

async fn before(order: &Order) -> AppResult<Option<Receipt>> {
    doors::query(Permission::BuyPlans, async |cx| bought(cx, order).await).await
}

async fn bought(cx: &mut Query, order: &Order) -> Result<Option<Receipt>, Fault> {
    let (practice, by) = (cx.reach.practice, cx.viewer.actor.person);
    let found = purchases::purchase(&mut cx.conn, practice, by, order.key).await?;
    let Some((stored, id)) = found else { return Ok(None) };
    let invoice = billing::store::find(&mut cx.conn, Seen { practice: Some(practice), payer: Some(by) }, id).await?;
    let invoice = invoice.ok_or_else(|| Fault::inconsistent(format!("a purchase without its invoice {id}")))?;
    if stored != order.wish {
        return Err(changed(&invoice.total));
    }
    Ok(Some(Receipt { invoice: id, number: invoice.number, total: invoice.total, lines: invoice.lines }))
}

enum Begun {
    Bought(Receipt),
    Charging(Box<Charge>),
}

/// By transfer, or for nothing: the whole purchase. By card: the charge that goes before it.
async fn begin(cx: &mut Command, order: &Order) -> Result<Done<Begun>, Fault> {
    let (practice, by) = (cx.reach.practice, cx.viewer.actor.person);
    let known = purchases::purchase(&mut cx.conn, practice, by, order.key).await?.is_some()
        || charges::of_purchase(&mut cx.conn, by, order.key).await?.is_some();
    if known {
        return Err(AppError::Gone.into());
    }
    cx.fresh()?;
    let at = At::of(cx);
    let prepared = wanted(cx, &at, order).await?;
    if !at.by_card || prepared.total.minor() == 0 {
        let (receipt, events) = make(cx, &at, order, prepared, None).await?.into_parts();
        return Ok(Done::of(Begun::Bought(receipt), events));
    }
    let card = card_store::on_file(&mut cx.conn, practice, by).await?.ok_or(Refusal::NoCard)?;
    let id = ChargeId::new(cx.state.random.id(cx.now));
    let mut charge = charge::new(id, (practice, by), &card, (prepared.total, ChargeState::Hold), None);
    (charge.purchase, charge.wish) = (Some(order.key), order.wish.clone());
    charges::insert(&mut cx.conn, &charge, cx.now + charges::LEASE, cx.now).await?;
    let event = begun(&charge, &cx.viewer.actor.name, "");
    Ok(Done::new(Begun::Charging(Box::new(charge)), event))
}

/// What was chosen, at the price that was seen.
async fn wanted(cx: &mut Command, at: &At, order: &Order) -> Result<Prepared, Fault> {
    let prepared = prepare(&mut cx.conn, at, &order.ids, &order.items).await?;
    if prepared.lines.is_empty() {
        return Err(Refusal::NothingToBuy.into());
    }
    if prepared.total != order.seen {
        return Err(changed(&prepared.total));
    }
    Ok(prepared)
}

/// Holds the money, makes the purchase, takes the money.
async fn by_card(order: &Order, charge: Charge) -> AppResult<Receipt> {
    let asked = Asked::current()?;
    let Some(provider) = asked.state.payments.provider() else { return unavailable() };
    let (id, practice) = (charge.id, charge.practice);
    let last_four = charge.last_four.clone();
    match asked.answer(charge::drive(&asked.state, &provider, charge).await) {
        Ok(Driven::To(ChargeState::Hold)) => {}
        Ok(Driven::To(ChargeState::Declined)) => return asked.answer(Err(Refusal::CardDeclined { last_four }.into())),
        Ok(_) | Err(_) => return Err(give_up(&asked, (id, practice), AppError::Unavailable).await),
    }
    let made = doors::command_for(&asked, Permission::BuyPlans, async |cx| {
        let at = At::of(cx);
        let prepared = wanted(cx, &at, order).await?;
        make(cx, &at, order, prepared, Some(id)).await
    });
    let receipt = match made.await {
        Ok(receipt) => receipt,
        Err(error) => return Err(give_up(&asked, (id, practice), error).await),
    };
    // It is bought. What is left of the charge is gone on with by the job, if this is the end of us.
    if let Err(fault) = charge::look_after(&asked.state, &provider, id).await {
        tracing::warn!(%fault, charge.id = %id, "a charge will be gone on with");
    }
    Ok(receipt)
}

/// Nothing is bought: what may be held is given back, now or by the job. Whatever the provider has answered and we have
/// not heard, nothing is taken.
async fn give_up(asked: &Asked, (id, practice): (ChargeId, PracticeId), error: AppError) -> AppError {
    let dropped = async {
        failpoint::hit("purchase-given-up", practice)?;
        let mut tx = Bookkeeping::open(&asked.state.db).await?;
        let dropped = charges::turn(&mut tx, id, ChargeState::Hold, ChargeState::Drop).await?;
        tx.keep().await?;
        if let (true, Some(provider)) = (dropped, asked.state.payments.provider()) {
            charge::look_after(&asked.state, &provider, id).await?;
        }
        Ok::<_, Fault>(())
    };
    if let Err(fault) = dropped.await {
        tracing::warn!(%fault, charge.id = %id, "what is held will be given back by the job");
    }
    asked.answer::<()>(Err(error.into())).err().unwrap_or(AppError::Unavailable)
}

/// What becomes of the same purchase, which another request makes.
async fn same_again(order: &Order) -> AppResult<Receipt> {
    for _ in 0..LONGEST_WAIT {
        if let Some(receipt) = before(order).await? {
            return Ok(receipt);
        }
        let charge = doors::query(Permission::BuyPlans, async |cx| {
            let by = cx.viewer.actor.person;
            let found = charges::of_purchase(&mut cx.conn, by, order.key).await?;
            match found {
                Some(charge) if charge.wish != order.wish => Err(changed(&charge.amount)),
                Some(charge) if charge.state == ChargeState::Declined => {
                    Err(Refusal::CardDeclined { last_four: charge.last_four }.into())
                }
                found => Ok(found),
            }
        });
        if charge.await?.is_none_or(|charge| charge.state != ChargeState::Hold) {
            // It may have been made between the two looks.
            return before(order).await?.map_or_else(unavailable, Ok);
        }
        tokio::time::sleep(LOOK).await;
    }
    unavailable()
}

/// Nothing is known to have been bought: the same can be sent again.
fn unavailable() -> AppResult<Receipt> {
    Asked::current()?.answer(Err(AppError::Unavailable.into()))
}

/// Makes the purchase: seats, invoice, key and events in one transaction, and, by card, the word that the money is to be
/// taken.
async fn make(
    cx: &mut Command,
    at: &At,
    order: &Order,
    prepared: Prepared,
    held: Option<ChargeId>,
) -> Result<Done<Receipt>, Fault> {
    let (practice, by, now) = (cx.reach.practice, cx.viewer.actor.person, cx.now);
    for free in &prepared.taken {
        store::take_free(&mut cx.conn, practice, free).await?;
    }
    for seat in &prepared.seats {
        store::put(&mut cx.conn, practice, seat).await?;
    }
    let (means, total, lines) = (prepared.means, prepared.total, prepared.lines);
    let bill = billing::service::Bill { means, total, lines, by_card: held.is_some() };
    let payer = (by, cx.viewer.actor.name.clone());
    let (invoice, issued) =
        billing::service::issue(&mut cx.conn, &cx.state, practice, payer, bill, (at.today, now)).await?;
    purchases::add_purchase(&mut cx.conn, practice, by, (order.key, &order.wish), invoice.id).await?;
    if let Some(id) = held
        && !charges::take_for(&mut cx.conn, id, invoice.id).await?
    {
        // It took so long that the job has given the money back.
        return Err(AppError::Unavailable.into());
    }
    let mut events = Vec::new();
    for mut person in prepared.people {
        let items: Vec<_> = prepared.seats.iter().filter(|seat| seat.person == person.id).map(Seat::item).collect();
        if items.is_empty() {
            continue;
        }
        // The stored person, not the one as of a day of leaving that has come: nobody of those is here.
        let tier = seats::settle_tier(&mut cx.conn, practice, &mut person, (now, at.grace)).await?;
        let mut event = Event::new(EventKind::PlanBought).about(person.id, person.name());
        event.change("plan", "", named(items));
        if let Some((before, after)) = tier {
            event.change("tier", before, after);
        }
        events.push(event.because(billing::model::written(invoice.number)));
    }
    let receipt = Receipt { invoice: invoice.id, number: invoice.number, total: invoice.total, lines: invoice.lines };
    Ok(Done::new(receipt, issued).and_all(events))
}
