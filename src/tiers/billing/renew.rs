//! What happens at the end of a period: it goes on and is invoiced, or it ends. One transaction for each practice, in
//! which seats move on together with the invoice that says so: neither a crash nor a second process charges twice (T72,
//! T76).

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::{
    model::Invoice,
    rest_store::resting,
    service::{Bill, issue},
    store,
};
use crate::{
    domain::{
        clock::Instant,
        ids::{ChargeId, PersonId, PracticeId},
        money::Money,
    },
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    lifecycle::model::settled,
    people::{self, model::Person},
    server::{fault::Fault, state::AppState, write::Writing},
    tiers::{
        self,
        model::{PriceList, Seat, can_have},
        payments::{card_store, pay::of_invoice, store as charges},
        plans::seats::{self, named},
        sums::{Line, period_line, renewed, total},
    },
};

/// Goes through all practices where something is over.
///
/// # Errors
/// The database refused; what is left is taken up at the next look.
pub async fn due(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // Nowhere is it later than a day from now in UTC; which day it is in the practice decides below.
    let latest = now.date_naive() + TimeDelta::days(1);
    let practices = tiers::store::practices_due(&mut state.db.read().await?, latest, now).await?;
    for practice in practices {
        one(state, practice, now).await?;
    }
    Ok(())
}

async fn one(state: &AppState, practice: PracticeId, now: Instant) -> Result<(), Fault> {
    let mut tx = Writing::open(&state.db, practice).await?;
    let today = seats::today(&mut tx, practice, now).await?;
    let mut events = leave(&mut tx, practice, now).await?;
    let over = tiers::store::seats_over(&mut tx, practice, today).await?;
    let mut by_payer: BTreeMap<PersonId, Vec<Seat>> = BTreeMap::new();
    for seat in over {
        by_payer.entry(seat.payer).or_default().push(seat);
    }
    let prices = tiers::store::prices(&mut tx).await?;
    for (payer, seats) in by_payer {
        let round = Round { practice, payer, today, now, prices: &prices };
        events.extend(round.go(&mut tx, state, seats).await?);
    }
    if events.is_empty() {
        return Ok(());
    }
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, events).await
}

/// Frees the seats of those whose day of leaving has come: no verb does it for them.
async fn leave(tx: &mut Writing, practice: PracticeId, now: Instant) -> Result<Vec<Event>, Fault> {
    let mut left: Vec<_> =
        tiers::store::seats_left(tx, practice, now).await?.into_iter().map(|seat| seat.person).collect();
    left.dedup();
    let mut events = Vec::new();
    for id in left {
        let mut person = seats::person(tx, practice, id).await?;
        events.extend(seats::free(tx, practice, &mut person, now).await?);
        save(tx, practice, person, now).await?;
    }
    Ok(events)
}

async fn save(tx: &mut Writing, practice: PracticeId, mut person: Person, now: Instant) -> Result<(), Fault> {
    person.version += 1;
    if people::store::save(tx, practice, &person, now).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)))
}

/// Everything of one payer that is over.
struct Round<'a> {
    practice: PracticeId,
    payer: PersonId,
    today: NaiveDate,
    now: Instant,
    prices: &'a PriceList,
}

impl Round<'_> {
    async fn go(&self, tx: &mut Writing, state: &AppState, over: Vec<Seat>) -> Result<Vec<Event>, Fault> {
        let payer = settled(seats::person(tx, self.practice, self.payer).await?, self.now);
        let means = store::means(tx, self.practice, self.payer).await?;
        let means = means.filter(|_| payer.state.may_sign_in());
        let (mut lines, mut events) = (Vec::new(), Vec::new());
        let people: Vec<_> = over.iter().map(|seat| seat.person).collect();
        let grace = state.config.payments.grace_days;
        let resting = resting(tx, self.practice, &people, self.today - TimeDelta::days(grace)).await?;
        // What rests waits for its invoice: it goes on when that is paid, and is not invoiced again before.
        for seat in over.into_iter().filter(|seat| !resting.contains(&(seat.person, seat.product))) {
            let person = seats::person(tx, self.practice, seat.person).await?;
            let stays = can_have(&settled(person.clone(), self.now).standing()).is_ok() && means.is_some();
            match self.next(&seat, &person, stays) {
                Some((next, charged)) => {
                    tiers::store::put(tx, self.practice, &next).await?;
                    lines.extend(charged);
                }
                None => events.extend(self.end(tx, &seat, grace).await?),
            }
        }
        if let (Some(means), false) = (means, lines.is_empty()) {
            let total = Money::new(total(&lines), self.prices.currency.clone());
            let by = (self.payer, payer.name());
            let bill = Bill { means, total, lines, by_card: state.payments.by_card() };
            let (invoice, issued) = issue(tx, state, self.practice, by, bill, (self.today, self.now)).await?;
            events.push(issued);
            events.extend(self.charge(tx, state, &invoice).await?);
        }
        Ok(events)
    }

    /// The seat in the period of today, with what it cost to get there: after a long stop that can be several.
    fn next(&self, seat: &Seat, person: &Person, stays: bool) -> Option<(Seat, Vec<Line>)> {
        let (mut seat, mut lines) = (seat.clone(), Vec::new());
        while stays && seat.ends <= self.today {
            seat = renewed(&seat, self.prices)?;
            lines.push(period_line(&seat, &person.name()));
        }
        (!lines.is_empty()).then_some((seat, lines))
    }

    /// The payer's card is to be charged, if there is one that works: by the job, which does so once however often it
    /// dies (ADR 24). Without one the invoice is past due.
    async fn charge(&self, tx: &mut Writing, state: &AppState, invoice: &Invoice) -> Result<Option<Event>, Fault> {
        let card = card_store::on_file(tx, self.practice, self.payer).await?;
        let card = card.filter(|file| file.card.over() > self.today && invoice.by_card && invoice.paid.is_none());
        let Some(card) = card else { return Ok(None) };
        let (charge, begun) = of_invoice(invoice, self.practice, &card, ChargeId::new(state.random.id(self.now)));
        charges::insert(tx, &charge, self.now, self.now).await?;
        Ok(Some(begun))
    }

    async fn end(&self, tx: &mut Writing, seat: &Seat, grace: i64) -> Result<Option<Event>, Fault> {
        let before = tiers::store::seats_of(tx, self.practice, &[seat.person]).await?;
        if !before.contains(seat) {
            // It went together with Secure Mail.
            return Ok(None);
        }
        seats::end(tx, self.practice, seat, self.today, self.now).await?;
        let mut person = seats::person(tx, self.practice, seat.person).await?;
        let mut event = Event::new(EventKind::PlanEnded).about(person.id, person.name());
        event.change("plan", named([seat.item()]), "");
        if let Some((before, after)) = seats::settle_tier(tx, self.practice, &mut person, (self.now, grace)).await? {
            event.change("tier", before, after);
        }
        Ok(Some(event))
    }
}
