//! The verbs carried out: everything that opens a door to the account ends in the same transaction (T31, P-09).

use super::{
    model::{Verb, can, can_give_back, carry_out, settled},
    store,
    views::{Former, Lifecycle},
};
use crate::{
    account, departures,
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{GrantId, PersonId, PracticeId},
        refusal::Refusal,
        scope::{Actor, Reach, Scope},
    },
    error::AppError,
    history::model::Event,
    invitations, keys,
    people::{
        self,
        model::Person,
        service::{keep_an_administrator, main_grant},
        store::grants::{self, Grant},
    },
    practices::store::places,
    server::{
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
    session::{self, credentials},
    tiers::{self, model::Product},
};

/// On whose right and when: what the verbs need to know of whoever gives them, inside of a write transaction.
pub struct Acting<'a> {
    pub actor: &'a Actor,
    pub reach: Reach,
    pub now: Instant,
}

/// Deactivates, archives or restores somebody. `conn` holds the practice's place in the queue of writers.
///
/// # Errors
/// See [`can`]; [`Refusal::LastAdministrator`]; [`Refusal::Replaced`].
pub async fn put(
    conn: &mut Conn,
    by: &Acting<'_>,
    verb: Verb,
    id: PersonId,
    reason: &str,
) -> Result<(Person, Vec<Event>), Fault> {
    let (practice, now) = (by.reach.practice, by.now);
    let before = people::store::find(conn, by.reach, id).await?.ok_or(AppError::NotFound)?;
    let could_sign_in = settled(before.clone(), now).state.may_sign_in();
    let administered = could_sign_in && before.administers_all();
    let (mut person, mut event) = carry_out(verb, before, reason, by.actor, now)?;
    if !verb.takes_access() {
        not_replaced(conn, practice, id).await?;
    }
    if verb.takes_access() && administered {
        keep_an_administrator(conn, practice, id).await?;
    }
    let mut followed = Vec::new();
    if verb.takes_access() {
        let ended = shut(conn, practice, id, now).await?;
        event.change("sessions", ended.to_string(), "0");
        followed.extend(tiers::plans::seats::free(conn, practice, &mut person, now).await?);
    }
    save(conn, practice, &person, now).await?;
    departures::store::remove(conn, practice, id).await?;
    if verb.takes_access() {
        followed.extend(invitations::again::disown(conn, practice, id, None, now).await?);
    }
    followed.insert(0, event);
    Ok((person, followed))
}

/// Ends every way into an account that there is: sessions, links, a temporary password, keys. Says how many sessions.
pub async fn shut(conn: &mut Conn, practice: PracticeId, id: PersonId, now: Instant) -> Result<u64, Fault> {
    account::store::end(conn, practice, id, None, now).await?;
    invitations::again::withdraw(conn, practice, id, now).await?;
    credentials::end_temporary(conn, id, now).await?;
    keys::store::revoke_of(conn, id, now).await?;
    Ok(session::store::end_all(conn, id).await?)
}

async fn save(conn: &mut Conn, practice: PracticeId, person: &Person, now: Instant) -> Result<(), Fault> {
    if people::store::save(conn, practice, person, now).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)))
}

async fn not_replaced(conn: &mut Conn, practice: PracticeId, id: PersonId) -> Result<(), Fault> {
    match store::replaced(conn, practice, id).await? {
        (Some(_), _) => Err(Refusal::Replaced.into()),
        _ => Ok(()),
    }
}

/// Brings somebody back with those of their former grants that are named; the others are gone (N-08).
///
/// # Errors
/// See [`can`] and [`can_give_back`]; a field error if none, or an unknown one, is named.
pub async fn reactivate(
    conn: &mut Conn,
    by: &Acting<'_>,
    id: PersonId,
    keep: &[GrantId],
    reason: &str,
) -> Result<(Person, Vec<Event>), Fault> {
    let (practice, now) = (by.reach.practice, by.now);
    let before = people::store::find(conn, by.reach, id).await?.ok_or(AppError::NotFound)?;
    let (mut person, mut event) = carry_out(Verb::Reactivate, before.clone(), reason, by.actor, now)?;
    not_replaced(conn, practice, id).await?;
    let former = former(conn, practice, &before, now).await?;
    let wrong = |code| Fault::from(FieldErrors::one("grants", code));
    if keep.iter().any(|id| former.iter().all(|(grant, _)| grant.id != *id)) {
        return Err(wrong(Code::Unknown));
    }
    let mut kept: Vec<Grant> =
        former.iter().map(|(grant, _)| grant).filter(|grant| keep.contains(&grant.id)).cloned().collect();
    for grant in &mut kept {
        can_give_back(grant.role, grant.scope, by.actor, by.reach)?;
        // Whoever gives it back answers for it (P-19).
        (grant.given_by, grant.given_by_name) = (Some(by.actor.person), by.actor.name.clone());
        grant.given = now;
    }
    let highest = kept.first().ok_or_else(|| wrong(Code::Required))?;
    person.role = highest.role;
    place_at(conn, by.reach, &mut person, highest.scope).await?;
    let names =
        |grants: &mut dyn Iterator<Item = &Grant>| grants.map(|grant| grant.role.name()).collect::<Vec<_>>().join(", ");
    event.change("grants", names(&mut former.iter().map(|(grant, _)| grant)), names(&mut kept.iter()));
    event.change("role", before.role.name(), person.role.name());
    event.change("place", &before.place.name, &person.place.name);
    grants::take_all(conn, practice, id).await?;
    grants::add_many(conn, practice, &kept).await?;
    if before.state.may_sign_in() {
        // Their last day is over and nobody has followed it up yet: what ended with it stays ended.
        let ended = shut(conn, practice, id, now).await?;
        event.change("sessions", ended.to_string(), "0");
    }
    save(conn, practice, &person, now).await?;
    departures::store::remove(conn, practice, id).await?;
    Ok((person, vec![event]))
}

/// The grants that somebody had and that have not run out, the highest first; for whom there are none, the one their role stands for.
async fn former(
    conn: &mut Conn,
    practice: PracticeId,
    person: &Person,
    now: Instant,
) -> Result<Vec<(Grant, String)>, Fault> {
    let mut former = grants::of(conn, practice, person.id).await?;
    former.retain(|(grant, _)| grant.ends.is_none_or(|ends| ends > now));
    former.sort_by_key(|(grant, _)| grant.role.rank());
    if former.is_empty() {
        // Named like the person: asked for twice, it is the same.
        let (id, giver) = (GrantId::new(person.id.uuid()), (None, String::new()));
        former.push((main_grant(practice, id, giver, now, person), person.place.name.clone()));
    }
    Ok(former)
}

/// Moves somebody to the level of the highest grant they keep.
async fn place_at(conn: &mut Conn, reach: Reach, person: &mut Person, scope: Scope) -> Result<(), Fault> {
    let wanted = match scope {
        Scope::Provider(_, provider) => Some(provider),
        _ => None,
    };
    if person.place.provider != wanted {
        let value = wanted.map_or_else(|| person.place.office.to_string(), |provider| provider.to_string());
        let places = places(conn, Reach::whole(reach.practice)).await?;
        person.place = places.place(&value).ok_or_else(|| Fault::inconsistent(format!("no place {value}")))?;
    }
    Ok(())
}

/// What the confirmation page says: whom it is about, what will happen, and what stands against it.
pub async fn page(cx: &mut Query, id: PersonId, verb: Verb) -> Result<Lifecycle, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let person = people::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let mut refusal = can(verb, &settled(person.clone(), now).standing(), &cx.viewer.actor).err();
    let view = people::service::view(cx, id).await?;
    if view.replaced_by.is_some() && !verb.takes_access() {
        refusal = Some(Refusal::Replaced);
    }
    if refusal.is_none() && verb.takes_access() && person.administers_all() && person.state.may_sign_in() {
        let kept = keep_an_administrator(&mut cx.conn, practice, id).await;
        refusal = kept.is_err().then_some(Refusal::LastAdministrator);
    }
    let former = former(&mut cx.conn, practice, &person, now).await?;
    let actor = &cx.viewer.actor;
    let former = former.into_iter().map(|(grant, place)| Former {
        id: grant.id,
        role: grant.role,
        at_provider: matches!(grant.scope, Scope::Provider(..)),
        place,
        refusal: can_give_back(grant.role, grant.scope, actor, cx.reach).err(),
    });
    let former = former.collect();
    let (sessions, links) = store::open_ways(&mut cx.conn, id, now).await?;
    let standing = invitations::store::standing_on(&mut cx.conn, practice, id).await?.len() as i64;
    let seats = tiers::store::seats_of(&mut cx.conn, practice, &[id]).await?;
    let pays_for = tiers::store::seats_paid_by(&mut cx.conn, practice, id).await?;
    let pays_for = pays_for.iter().filter(|seat| seat.person != id && seat.product == Product::SecureMail).count();
    Ok(Lifecycle {
        person: view,
        refusal,
        sessions,
        links,
        standing,
        seats: seats.iter().map(|seat| (seat.item(), seat.ends)).collect(),
        pays_for: pays_for as i64,
        former,
    })
}

/// The single verbs: whoever takes or gives access has given the password lately (T33).
pub async fn one(cx: &mut Command, verb: Verb, id: PersonId, reason: &str) -> Result<Done<()>, Fault> {
    cx.fresh()?;
    let reason = verb.reason(reason).map_err(|code| FieldErrors::one("reason", code))?;
    let by = Acting { actor: &cx.viewer.actor, reach: cx.reach, now: cx.now };
    let (_, events) = put(&mut cx.conn, &by, verb, id, &reason).await?;
    done(events)
}

/// See [`reactivate`].
pub async fn one_back(cx: &mut Command, id: PersonId, keep: &[GrantId], reason: &str) -> Result<Done<()>, Fault> {
    cx.fresh()?;
    let reason = Verb::Reactivate.reason(reason).map_err(|code| FieldErrors::one("reason", code))?;
    let by = Acting { actor: &cx.viewer.actor, reach: cx.reach, now: cx.now };
    let (_, events) = reactivate(&mut cx.conn, &by, id, keep, &reason).await?;
    done(events)
}

fn done(mut events: Vec<Event>) -> Result<Done<()>, Fault> {
    if events.is_empty() {
        return Err(Fault::inconsistent("a verb without an event"));
    }
    let first = events.remove(0);
    Ok(Done::new((), first).and_all(events))
}
