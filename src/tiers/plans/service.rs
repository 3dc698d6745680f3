//! The cart, what a choice comes to, and how plans go on. All money is computed here and in `tiers::sums`; a browser sends
//! what it saw, and nothing is bought at another price (T72).

use std::collections::HashSet;

use chrono::{NaiveDate, TimeDelta};

use super::{
    model::{Cart, CartPerson, MOST, Offer, PlansOf, Quote, SeatView, chosen, offers},
    seats::named,
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
    error::AppError,
    history::model::{Event, EventKind},
    lifecycle::model::settled,
    people::{self, model::Person},
    server::{
        db::Conn,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
    tiers::{
        billing::{self, model::Means, rest_store::resting},
        model::{Buyer, FreeSeat, Item, Plan, PriceList, Product, Seat, can_buy, can_have},
        payments::{card_store, model::Card},
        store,
        sums::{self, Buying, Line, next_invoice},
    },
};

/// What somebody lacks to pay with, and who pays for them.
pub async fn buyer(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    (by_card, today): (bool, NaiveDate),
) -> Result<Buyer, Fault> {
    let own = store::seats_of(conn, practice, &[person]).await?;
    let paid_by = own.into_iter().find(|seat| seat.payer != person).map(|seat| seat.payer_name);
    let card = card_store::on_file(conn, practice, person).await?;
    let lacks = match (billing::store::means(conn, practice, person).await?, card) {
        (None, _) => Some(Refusal::NoPaymentMeans),
        (Some(_), None) if by_card => Some(Refusal::NoCard),
        (Some(_), Some(file)) if by_card && file.card.over() <= today => {
            Some(Refusal::CardExpired { last_four: file.card.last_four })
        }
        _ => None,
    };
    Ok(Buyer { lacks, paid_by })
}

/// Who else can pay: whom to ask.
async fn payers(
    conn: &mut Conn,
    practice: PracticeId,
    but: PersonId,
    (by_card, today): (bool, NaiveDate),
) -> Result<Vec<String>, Fault> {
    let mut payers = billing::store::payers(conn, practice).await?;
    if by_card {
        let owners = card_store::owners(conn, practice, today).await?;
        payers.retain(|(id, _)| owners.contains(id));
    }
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
    let at = At::of(cx);
    let actor = at.actor;
    let by_card = (at.by_card, at.today);
    let buyer = buyer(&mut cx.conn, practice, actor.person, by_card).await?;
    let resting = resting(&mut cx.conn, practice, &[id], at.today - TimeDelta::days(at.grace)).await?;
    let mut shown = Vec::new();
    for seat in store::seats_of(&mut cx.conn, practice, &[id]).await? {
        let here = is_here(&mut cx.conn, practice, seat.payer, now).await?;
        shown.push(SeatView {
            item: seat.item(),
            next: seat.next,
            ends: seat.ends,
            rests: resting.contains(&(id, seat.product)),
            change: can_change(&seat, here, &actor, &buyer),
            price: actor.may(Permission::BuyPlans).is_ok().then_some(seat.price),
            payer: seat.payer_name,
        });
    }
    let tier = person.tier;
    let refusal = can_have(&settled(person, now).standing()).and_then(|()| can_buy(&actor, &buyer)).err();
    let payers = payers(&mut cx.conn, practice, actor.person, by_card).await?;
    Ok(PlansOf { person: id, tier, seats: shown, refusal, payers })
}

/// Who asks, how far they reach, and when; and how one pays here.
pub struct At {
    pub actor: Actor,
    pub reach: Reach,
    pub now: Instant,
    pub today: NaiveDate,
    pub by_card: bool,
    /// Days of grace.
    pub grace: i64,
}

impl At {
    pub fn of<C>(cx: &Cx<C>) -> Self {
        Self {
            actor: cx.viewer.actor.clone(),
            reach: cx.reach,
            now: cx.now,
            today: cx.local(cx.now).date_naive(),
            by_card: cx.state.payments.by_card(),
            grace: cx.state.config.payments.grace_days,
        }
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
            buyer: buyer(conn, practice, payer, (at.by_card, at.today)).await?,
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
    let payers = payers(&mut cx.conn, cx.reach.practice, at.actor.person, (at.by_card, at.today)).await?;
    Ok(Cart { people, offers, refusal, payers })
}

/// A purchase that has been put together and not been made.
pub struct Prepared {
    pub means: Means,
    /// The card that would be charged.
    card: Option<Card>,
    pub lines: Vec<Line>,
    /// The seats as they would be, and those among the free ones that would be taken.
    pub seats: Vec<Seat>,
    pub taken: Vec<FreeSeat>,
    left_out: Vec<(String, Item, Refusal)>,
    pub total: Money,
    pub people: Vec<Person>,
    prices: PriceList,
}

pub async fn prepare(conn: &mut Conn, at: &At, ids: &[PersonId], items: &[Item]) -> Result<Prepared, Fault> {
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
    let card = match at.by_card {
        true => card_store::on_file(conn, at.reach.practice, at.actor.person).await?.map(|file| file.card),
        false => None,
    };
    Ok(Prepared { means, card, lines, seats, taken, left_out, total, people, prices })
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
        card: prepared.card,
        left_out: prepared.left_out,
    })
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
    let (actor, by_card) = (cx.viewer.actor.clone(), cx.state.payments.by_card());
    let today = cx.local(now).date_naive();
    let buyer = buyer(&mut cx.conn, practice, actor.person, (by_card, today)).await?;
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
