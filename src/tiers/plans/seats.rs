//! What becomes of seats when their people leave, and the tier that follows from what somebody has.

use chrono::{NaiveDate, TimeDelta};

use crate::{
    domain::{
        clock::Instant,
        ids::{PersonId, PracticeId},
        scope::Reach,
    },
    history::model::{Event, EventKind},
    people::{
        self,
        model::{Person, Tier},
    },
    practices,
    server::{clock::local, db::Conn, fault::Fault},
    tiers::{
        billing::rest_store::resting,
        model::{Item, Product, Seat, tier_of},
        store,
    },
};

/// The day it is in the practice.
pub async fn today(conn: &mut Conn, practice: PracticeId, now: Instant) -> Result<NaiveDate, Fault> {
    let found = practices::store::get(conn, practice).await?;
    let found = found.ok_or_else(|| Fault::inconsistent(format!("no practice {practice}")))?;
    Ok(local(practices::store::zone(&found)?, now).date_naive())
}

/// The stored names of products and plans, as events tell them.
pub fn named(items: impl IntoIterator<Item = Item>) -> String {
    items.into_iter().map(Item::name).collect::<Vec<_>>().join(",")
}

/// Takes the seats of somebody who leaves and keeps for their payer what is left of them (P-21). The person is not saved.
pub async fn free(
    conn: &mut Conn,
    practice: PracticeId,
    person: &mut Person,
    now: Instant,
) -> Result<Option<Event>, Fault> {
    let seats = store::seats_of(conn, practice, &[person.id]).await?;
    if seats.is_empty() {
        return Ok(None);
    }
    let today = today(conn, practice, now).await?;
    for seat in &seats {
        give_up(conn, practice, seat, today, now).await?;
    }
    let mut event = Event::new(EventKind::SeatFreed).about(person.id, person.name());
    event.change("plan", named(seats.iter().map(Seat::item)), "");
    let tier = tier_of(&[]);
    event.change("tier", person.tier.name(), tier.name());
    person.tier = tier;
    Ok(Some(event))
}

async fn give_up(
    conn: &mut Conn,
    practice: PracticeId,
    seat: &Seat,
    today: NaiveDate,
    now: Instant,
) -> Result<(), Fault> {
    store::remove(conn, practice, seat).await?;
    if seat.ends > today {
        store::leave(conn, practice, seat, now).await?;
    }
    Ok(())
}

/// Ends a seat whose period is over. Its plug-in is of no use any more: what is left of that is the payer's.
pub async fn end(
    conn: &mut Conn,
    practice: PracticeId,
    seat: &Seat,
    today: NaiveDate,
    now: Instant,
) -> Result<(), Fault> {
    store::remove(conn, practice, seat).await?;
    if seat.product == Product::SecureMail {
        for other in store::seats_of(conn, practice, &[seat.person]).await? {
            give_up(conn, practice, &other, today, now).await?;
        }
    }
    Ok(())
}

/// What somebody's tier should be, by what they have and what of it rests.
pub async fn due_tier(
    conn: &mut Conn,
    practice: PracticeId,
    id: PersonId,
    (now, grace): (Instant, i64),
) -> Result<Tier, Fault> {
    let since = today(conn, practice, now).await? - TimeDelta::days(grace);
    let resting = resting(conn, practice, &[id], since).await?;
    let mut seats = store::seats_of(conn, practice, &[id]).await?;
    seats.retain(|seat| !resting.contains(&(seat.person, seat.product)));
    Ok(tier_of(&seats))
}

/// Brings somebody's tier in step with what it should be; says how it changed, if it did.
pub async fn settle_tier(
    conn: &mut Conn,
    practice: PracticeId,
    person: &mut Person,
    (now, grace): (Instant, i64),
) -> Result<Option<(&'static str, &'static str)>, Fault> {
    let tier = due_tier(conn, practice, person.id, (now, grace)).await?;
    if tier == person.tier {
        return Ok(None);
    }
    let before = person.tier;
    person.tier = tier;
    person.version += 1;
    if !people::store::save(conn, practice, person, now).await? {
        return Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)));
    }
    Ok(Some((before.name(), tier.name())))
}

/// Somebody of the practice, wherever in it.
pub async fn person(conn: &mut Conn, practice: PracticeId, id: PersonId) -> Result<Person, Fault> {
    let found = people::store::find(conn, Reach::whole(practice), id).await?;
    found.ok_or_else(|| Fault::inconsistent(format!("a seat of {id}, who is not in practice {practice}")))
}
