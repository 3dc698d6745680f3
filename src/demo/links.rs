//! The links that the demo's people were invited by, in every state a link can be in.

use chrono::Duration;
use sqlx::query;

use super::{crowd::Giver, practice::Site};
use crate::{
    domain::{
        clock::{Instant, maybe_millis, millis},
        ids::InvitationId,
    },
    invitations::{
        self,
        model::{Invitation, LIFETIME, State},
        store::Fresh,
    },
    on,
    people::model::{AccountState, Person},
    server::{clock::Randomness, fault::Fault, write::Writing},
};

/// One in so many of those who have registered is remembered with the link they came by.
const REGISTERED: usize = 6;

/// Who draws ids that come out the same every time, and tokens that do not: nobody may know a link from the source.
pub struct Draws<'a> {
    pub ids: &'a Randomness,
    pub tokens: &'a Randomness,
}

/// Stores the links of a practice's people, with what became of their mails.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    people: &[Person],
    giver: &Giver,
    draws: &Draws<'_>,
    now: Instant,
) -> Result<(), Fault> {
    let waiting = people.iter().filter(|person| person.state == AccountState::Invited);
    let mut links: Vec<_> = waiting.enumerate().flat_map(|(number, person)| of_waiting(person, number, now)).collect();
    let here = people.iter().filter(|person| person.state == AccountState::Active).step_by(REGISTERED);
    links.extend(here.filter_map(of_registered));
    let named = |(link, said): (Invitation, _)| {
        let id = InvitationId::new(draws.ids.id(link.sent));
        let (inviter, inviter_name) = (Some(giver.0), giver.1.clone());
        (Invitation { id, inviter, inviter_name, ..link }, said)
    };
    let links: Vec<_> = links.into_iter().map(named).collect();
    let fresh: Vec<Fresh> = links.iter().map(|(link, _)| (link.clone(), draws.tokens.token())).collect();
    invitations::store::insert_many(tx, site.id, &fresh).await?;
    for (link, said) in links.iter().filter(|(link, _)| link.by_mail) {
        mailed(tx, site, link, *said, draws.ids).await?;
    }
    Ok(())
}

/// What the mail server said: `None` for "yes".
type Said = Option<&'static str>;

fn link(person: &Person, sent: Instant) -> Invitation {
    Invitation {
        id: InvitationId::new(person.id.uuid()),
        person: person.id,
        email: person.email.clone(),
        language: person.language.clone(),
        message: String::new(),
        state: State::Open,
        by_mail: true,
        inviter: None,
        inviter_name: String::new(),
        sent,
        expires: sent + LIFETIME,
        ended: None,
        opened: None,
        typed: None,
        asked: None,
    }
}

/// The links of somebody who has not registered: open, bounced, expired, replaced, revoked, handed over.
fn of_waiting(person: &Person, number: usize, now: Instant) -> Vec<(Invitation, Said)> {
    let Some(expires) = person.invite_expires else { return Vec::new() };
    let first = link(person, expires - LIFETIME);
    if person.invite_bounced.is_some() {
        return vec![(first, Some("550 5.1.1 The mailbox does not exist"))];
    }
    let soon = first.sent + Duration::minutes(20);
    if expires > now {
        let opened = (number.is_multiple_of(3) && soon < now).then_some(soon);
        return vec![(Invitation { opened, ..first }, None)];
    }
    match number % 4 {
        0 => {
            let asked = Some(expires + Duration::minutes(50)).filter(|at| *at < now);
            vec![(Invitation { opened: Some(soon), asked, ..first }, None)]
        }
        1 => vec![(first.supersede(soon), None), (link(person, soon), None)],
        2 => vec![(Invitation { state: State::Revoked, ended: Some(soon), ..first }, None)],
        _ => vec![(Invitation { by_mail: false, ..first }, None)],
    }
}

fn of_registered(person: &Person) -> Option<(Invitation, Said)> {
    let registered = person.registered?;
    let typed = Some(registered - Duration::minutes(2)).filter(|at| *at > person.created);
    Some((
        Invitation { state: State::Registered, ended: Some(registered), typed, ..link(person, person.created) },
        None,
    ))
}

/// A mail of the past: its letter is gone, what became of it stays.
async fn mailed(tx: &mut Writing, site: &Site, link: &Invitation, said: Said, ids: &Randomness) -> Result<(), Fault> {
    let sql = "insert into mails (id, practice_id, kind, about_kind, about_id, language, recipient, sealed, state, \
               attempts, next_try_at, give_up_at, lease, lease_until, trouble, reply, queued_at, tried_at, ended_at) \
               values ($1, $2, 'invitation', 'invitation', $3, $4, $5, '', $6, 1, 0, $7, '', 0, '', $8, $9, $10, $10)";
    let state = if said.is_some() { "bounced" } else { "accepted" };
    let done = link.sent + Duration::seconds(2);
    on!(tx, |c| {
        query(sql)
            .bind(ids.id(link.sent))
            .bind(site.id.uuid())
            .bind(link.id.uuid())
            .bind(&link.language)
            .bind(&link.email)
            .bind(state)
            .bind(millis(link.expires))
            .bind(said.unwrap_or("250 2.0.0 Accepted"))
            .bind(millis(link.sent))
            .bind(maybe_millis(Some(done)))
            .execute(&mut *c)
            .await
            .map(drop)?;
    });
    Ok(())
}
