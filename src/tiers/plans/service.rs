//! The cart, the purchase, and how plans go on. All money is computed here and in `tiers::sums`; a browser sends what it
//! saw, and nothing is bought at another price (T72).

use std::collections::HashSet;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::{
    model::{Cart, CartPerson, MOST, Offer, PlansOf, Quote, Receipt, SeatView, chosen, offers},
    seats::{self, named},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{PersonId, PracticeId, PurchaseId},
        money::Money,
        permission::Permission,
        refusal::Refusal,
        scope::{Actor, Reach},
    },
    error::{AppError, AppResult, Conflict},
    history::model::{Event, EventKind},
    lifecycle::model::settled,
    people::{self, model::Person},
    server::{
        db::Conn,
        doors::{self, Command, Cx, Done, Query, forget_refusal},
        fault::Fault,
    },
    tiers::{
        billing::{self, model::Means, store::Seen},
        model::{Buyer, FreeSeat, Item, Plan, PriceList, Product, Seat, can_buy, can_have},
        store,
        sums::{self, Buying, Line, next_invoice},
    },
};

/// Whether somebody has something to pay with, and who pays for them.
pub async fn buyer(conn: &mut Conn, practice: PracticeId, person: PersonId) -> Result<Buyer, Fault> {
    let own = store::seats_of(conn, practice, &[person]).await?;
    let paid_by = own.into_iter().find(|seat| seat.payer != person).map(|seat| seat.payer_name);
    Ok(Buyer { has_means: billing::store::means(conn, practice, person).await?.is_some(), paid_by })
}

async fn payers(conn: &mut Conn, practice: PracticeId, but: PersonId) -> Result<Vec<String>, Fault> {
    let payers = billing::store::payers(conn, practice).await?;
    Ok(payers.into_iter().filter(|(id, _)| *id != but).map(|(_, name)| name).collect())
}

/// Whether `by` decides how a seat goes on: who pays does, and any payer once that one can't sign in any more.
fn can_change(seat: &Seat, payer_is_here: bool, by: &Actor, buyer: &Buyer) -> Result<(), Refusal> {
    by.may(Permission::BuyPlans)?;
    if seat.payer == by.person {
        return Ok(());
    }
    if payer_is_here {
        return Err(Refusal::PlanOfOther { payer: seat.payer_name.clone() });
    }
    can_buy(by, buyer)
}

async fn is_here(conn: &mut Conn, practice: PracticeId, person: PersonId, now: Instant) -> Result<bool, Fault> {
    let found = people::store::find(conn, Reach::whole(practice), person).await?;
    Ok(found.is_some_and(|person| settled(person, now).state.may_sign_in()))
}

/// What somebody has, as the reader may see it.
pub async fn plans_of(cx: &mut Query, id: PersonId) -> Result<PlansOf, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let actor = cx.viewer.actor.clone();
    let buyer = buyer(&mut cx.conn, practice, actor.person).await?;
    let mut shown = Vec::new();
    for seat in store::seats_of(&mut cx.conn, practice, &[id]).await? {
        let here = is_here(&mut cx.conn, practice, seat.payer, now).await?;
        shown.push(SeatView {
            item: seat.item(),
            next: seat.next,
            ends: seat.ends,
            change: can_change(&seat, here, &actor, &buyer),
            price: actor.may(Permission::BuyPlans).is_ok().then_some(seat.price),
            payer: seat.payer_name,
        });
    }
    let tier = person.tier;
    let refusal = can_have(&settled(person, now).standing()).and_then(|()| can_buy(&actor, &buyer)).err();
    let payers = payers(&mut cx.conn, practice, actor.person).await?;
    Ok(PlansOf { person: id, tier, seats: shown, refusal, payers })
}

/// Who asks, how far they reach, and when.
struct At {
    actor: Actor,
    reach: Reach,
    now: Instant,
    today: NaiveDate,
}

impl At {
    fn of<C>(cx: &Cx<C>) -> Self {
        Self { actor: cx.viewer.actor.clone(), reach: cx.reach, now: cx.now, today: cx.local(cx.now).date_naive() }
    }
}

/// The people, in the order they were named; somebody out of reach is nobody.
async fn find(conn: &mut Conn, at: &At, ids: &[PersonId]) -> Result<Vec<Person>, Fault> {
    let mut seen = HashSet::new();
    let once: Vec<_> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    if once.is_empty() || once.len() > MOST {
        let code = if once.is_empty() { Code::Required } else { Code::TooMany };
        return Err(FieldErrors::one("people", code).into());
    }
    let mut found = people::store::some(conn, at.reach, &once).await?;
    if found.len() != once.len() {
        return Err(AppError::NotFound.into());
    }
    found.sort_by_key(|person| once.iter().position(|id| *id == person.id));
    Ok(found.into_iter().map(|person| settled(person, at.now)).collect())
}

/// What a purchase is put together from.
struct Ground {
    people: Vec<Person>,
    seats: Vec<Seat>,
    prices: PriceList,
    free: Vec<FreeSeat>,
    buyer: Buyer,
}

impl Ground {
    async fn of(conn: &mut Conn, at: &At, ids: &[PersonId]) -> Result<Self, Fault> {
        let people = find(conn, at, ids).await?;
        let (practice, payer) = (at.reach.practice, at.actor.person);
        let ids: Vec<_> = people.iter().map(|person| person.id).collect();
        Ok(Self {
            seats: store::seats_of(conn, practice, &ids).await?,
            prices: store::prices(conn).await?,
            free: store::free(conn, practice, payer, at.today).await?,
            buyer: buyer(conn, practice, payer).await?,
            people,
        })
    }

    fn seats_of(&self, person: PersonId) -> Vec<Seat> {
        self.seats.iter().filter(|seat| seat.person == person).cloned().collect()
    }

    fn buying<'a>(&'a self, at: &'a At) -> Buying<'a> {
        let (payer, payer_name, free) = (at.actor.person, at.actor.name.as_str(), self.free.clone());
        Buying { today: at.today, payer, payer_name, prices: &self.prices, free }
    }
}

/// Who is in the cart, and what can be added.
pub async fn cart(cx: &mut Query, ids: &[PersonId]) -> Result<Cart, Fault> {
    let at = At::of(cx);
    let ground = Ground::of(&mut cx.conn, &at, ids).await?;
    let mut buying = ground.buying(&at);
    let mut counts = [0_i64; 4];
    let mut people = Vec::new();
    for person in &ground.people {
        let refusal = can_have(&person.standing()).err();
        let seats = ground.seats_of(person.id);
        if refusal.is_none() {
            let fit = offers(&mut buying, person.id, &seats);
            for (item, count) in Item::ALL.iter().zip(&mut counts) {
                *count += i64::from(fit.contains(item));
            }
        }
        let has = seats.iter().map(|seat| (seat.item(), seat.ends)).collect();
        people.push(CartPerson { id: person.id, name: person.name(), tier: person.tier, has, refusal });
    }
    let offer = |(item, count): (Item, i64)| {
        let price = ground.prices.price(item).filter(|_| count > 0)?;
        Some(Offer { item, price, people: count })
    };
    let offers = Item::ALL.into_iter().zip(counts).filter_map(offer).collect();
    let refusal = can_buy(&at.actor, &ground.buyer).err();
    let payers = payers(&mut cx.conn, cx.reach.practice, at.actor.person).await?;
    Ok(Cart { people, offers, refusal, payers })
}

/// A purchase that has been put together and not been made.
struct Prepared {
    means: Means,
    lines: Vec<Line>,
    /// The seats as they would be, and those among the free ones that would be taken.
    seats: Vec<Seat>,
    taken: Vec<FreeSeat>,
    left_out: Vec<(String, Item, Refusal)>,
    total: Money,
    people: Vec<Person>,
    prices: PriceList,
}

async fn prepare(conn: &mut Conn, at: &At, ids: &[PersonId], items: &[Item]) -> Result<Prepared, Fault> {
    let ground = Ground::of(conn, at, ids).await?;
    can_buy(&at.actor, &ground.buyer)?;
    let means = billing::store::means(conn, at.reach.practice, at.actor.person).await?;
    let means = means.ok_or(Refusal::NoPaymentMeans)?;
    let mut buying = ground.buying(at);
    let (mut lines, mut seats, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for person in &ground.people {
        let name = person.name();
        let before = ground.seats_of(person.id);
        let mut own = before.clone();
        for item in chosen(items) {
            let added = can_have(&person.standing()).and_then(|()| buying.add((person.id, &name), &mut own, item));
            match added {
                Ok(added) => lines.extend(added),
                Err(refusal) => left_out.push((name.clone(), item, refusal)),
            }
        }
        seats.extend(own.into_iter().filter(|seat| !before.contains(seat)));
    }
    let taken = ground.free.iter().filter(|free| !buying.free.contains(free)).cloned().collect();
    let total = Money::new(sums::total(&lines), ground.prices.currency.clone());
    let Ground { people, prices, .. } = ground;
    Ok(Prepared { means, lines, seats, taken, left_out, total, people, prices })
}

/// What a choice would come to, with a key under which it can be bought once.
pub async fn quote(cx: &mut Query, ids: &[PersonId], items: &[Item]) -> Result<Quote, Fault> {
    let at = At::of(cx);
    let prepared = prepare(&mut cx.conn, &at, ids, items).await?;
    let mut all = store::seats_paid_by(&mut cx.conn, cx.reach.practice, cx.viewer.actor.person).await?;
    all.retain(|seat| !prepared.seats.iter().any(|new| (new.person, new.product) == (seat.person, seat.product)));
    all.extend(prepared.seats);
    Ok(Quote {
        key: PurchaseId::new(cx.state.random.id(cx.now)),
        next: next_invoice(&all, &prepared.prices),
        lines: prepared.lines,
        total: prepared.total,
        payer: prepared.means.name,
        left_out: prepared.left_out,
    })
}

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

/// Buys what was seen, at the price that was seen. Sent again with the same key, it answers with the same receipt (T72).
///
/// # Errors
/// [`AppError::Conflict`] when it would cost something else by now; see [`can_buy`].
pub async fn buy(key: PurchaseId, ids: Vec<PersonId>, items: Vec<Item>, seen: Money) -> AppResult<Receipt> {
    let wish = wish(&ids, &items);
    let before = async || doors::query(Permission::BuyPlans, async |cx| bought(cx, key, &wish).await).await;
    if let Some(receipt) = before().await? {
        return Ok(receipt);
    }
    match doors::command(Permission::BuyPlans, async |cx| buy_now(cx, (key, &wish), &ids, &items, &seen).await).await {
        // Another request with this key was quicker.
        Err(AppError::Gone) => {
            forget_refusal();
            before().await?.ok_or(AppError::Gone)
        }
        bought => bought,
    }
}

async fn bought(cx: &mut Query, key: PurchaseId, wish: &str) -> Result<Option<Receipt>, Fault> {
    let (practice, by) = (cx.reach.practice, cx.viewer.actor.person);
    let Some((stored, id)) = billing::store::purchase(&mut cx.conn, practice, by, key).await? else { return Ok(None) };
    let invoice = billing::store::find(&mut cx.conn, Seen { practice: Some(practice), payer: Some(by) }, id).await?;
    let invoice = invoice.ok_or_else(|| Fault::inconsistent(format!("a purchase without its invoice {id}")))?;
    if stored != wish {
        return Err(changed(&invoice.total));
    }
    Ok(Some(Receipt { invoice: id, number: invoice.number, total: invoice.total, lines: invoice.lines }))
}

async fn buy_now(
    cx: &mut Command,
    (key, wish): (PurchaseId, &str),
    ids: &[PersonId],
    items: &[Item],
    seen: &Money,
) -> Result<Done<Receipt>, Fault> {
    let (practice, by, now) = (cx.reach.practice, cx.viewer.actor.person, cx.now);
    if billing::store::purchase(&mut cx.conn, practice, by, key).await?.is_some() {
        return Err(AppError::Gone.into());
    }
    cx.fresh()?;
    let at = At::of(cx);
    let prepared = prepare(&mut cx.conn, &at, ids, items).await?;
    if prepared.lines.is_empty() {
        return Err(Refusal::NothingToBuy.into());
    }
    if prepared.total != *seen {
        return Err(changed(&prepared.total));
    }
    for free in &prepared.taken {
        store::take_free(&mut cx.conn, practice, free).await?;
    }
    for seat in &prepared.seats {
        store::put(&mut cx.conn, practice, seat).await?;
    }
    let bill = billing::service::Bill { means: prepared.means, total: prepared.total, lines: prepared.lines };
    let payer = (by, cx.viewer.actor.name.clone());
    let (invoice, issued) =
        billing::service::issue(&mut cx.conn, &cx.state, practice, payer, bill, (at.today, now)).await?;
    billing::store::add_purchase(&mut cx.conn, practice, by, (key, wish), invoice.id).await?;
    let mut events = Vec::new();
    for mut person in prepared.people {
        let items: Vec<_> = prepared.seats.iter().filter(|seat| seat.person == person.id).map(Seat::item).collect();
        if items.is_empty() {
            continue;
        }
        // The stored person, not the one as of a day of leaving that has come: nobody of those is here.
        let tier = seats::settle_tier(&mut cx.conn, practice, &mut person, now).await?;
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

/// Decides how somebody's product goes on when its period ends: as which plan, or not at all.
///
/// # Errors
/// Somebody else pays; no such plan; see [`can_have`].
pub async fn change(cx: &mut Command, id: PersonId, product: Product, next: Option<Plan>) -> Result<Done<()>, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let own = store::seats_of(&mut cx.conn, practice, &[id]).await?;
    let seat = own.iter().find(|seat| seat.product == product).ok_or(Refusal::NoPlan)?;
    let actor = cx.viewer.actor.clone();
    let buyer = buyer(&mut cx.conn, practice, actor.person).await?;
    let here = is_here(&mut cx.conn, practice, seat.payer, now).await?;
    can_change(seat, here, &actor, &buyer)?;
    cx.fresh()?;
    if let Some(plan) = next {
        can_have(&settled(person.clone(), now).standing())?;
        can_buy(&actor, &buyer)?;
        store::prices(&mut cx.conn).await?.price(Item { product, plan }).ok_or(Refusal::NotOnOffer)?;
        let main = own.iter().find(|seat| seat.product == Product::SecureMail);
        if product == Product::OutlookPlugin && main.is_none_or(|main| main.next.is_none()) {
            return Err(Refusal::NeedsSecureMail.into());
        }
    }
    let mut event = Event::new(EventKind::PlanChanged).about(id, person.name()).because(named([seat.item()]));
    let word = |next: Option<Plan>| next.map_or("", Plan::name);
    event.change("next_plan", word(seat.next), word(next));
    // The plug-in does not outlive Secure Mail; who decides pays from now on.
    let along = |one: &&Seat| one.product == product || (next.is_none() && product == Product::SecureMail);
    for one in own.iter().filter(along) {
        let changed =
            Seat { next, payer: if one.product == product { actor.person } else { one.payer }, ..one.clone() };
        store::put(&mut cx.conn, practice, &changed).await?;
    }
    Ok(Done::new((), event))
}
