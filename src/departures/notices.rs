//! Departures that are near: the practice's administrators are told of each once (N-08, N-11).

use super::store::{self, due::Announced};
use crate::{
    departures::query::LeaverQuery,
    domain::{clock::Instant, email::Email, ids::PracticeId},
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    i18n::Lang,
    invitations,
    mail::{
        self,
        letter::{Letter, Outgoing},
        model::About,
    },
    paths,
    practices::{self, model::Practice},
    server::{failpoint, fault::Fault, state::AppState, write::Writing},
};

/// Names in one letter; the page has them all.
const MOST_NAMES: usize = 10;

/// Tells every practice that has something to be told. Safe on several processes at once.
///
/// # Errors
/// The database refused; whoever was not told is told at the next look.
pub async fn tell(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // A look first: the write lock is not taken for nothing.
    let practices = store::due::practices_to_tell(&mut state.db.read().await?, now).await?;
    for practice in practices {
        tell_practice(state, practice, now).await?;
    }
    Ok(())
}

async fn tell_practice(state: &AppState, practice: PracticeId, now: Instant) -> Result<(), Fault> {
    let mut tx = Writing::open(&state.db, practice).await?;
    let leavers = store::due::take_to_tell(&mut tx, practice, now).await?;
    // Another process may have been quicker.
    let (Some(first), Some(practice)) = (leavers.first(), practices::store::get(&mut tx, practice).await?) else {
        return Ok(());
    };
    failpoint::hit("departure-told", practice.id)?;
    for (email, language) in invitations::store::administrators(&mut tx, practice.id, now).await? {
        // Nobody hears of their own departure by a letter to administrators.
        let others: Vec<_> = leavers.iter().filter(|leaver| leaver.email != email).collect();
        if others.is_empty() {
            continue;
        }
        let outgoing = Outgoing {
            practice: practice.id,
            to: Email::parse(&email).map_err(|_| Fault::inconsistent(format!("{email} is no address")))?,
            language: Lang::from_tag(&language).unwrap_or_default(),
            about: About::Person(first.person.uuid()),
            letter: letter(&practice, &others),
        };
        mail::store::queue(&mut tx, state, now, &outgoing).await?;
    }
    let event =
        |leaver: &Announced| Event::new(EventKind::PersonDepartureAnnounced).about(leaver.person, leaver.name.clone());
    let events = leavers.iter().map(event).collect();
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, events).await
}

fn letter(practice: &Practice, leavers: &[&Announced]) -> Letter {
    Letter::Departures {
        practice: practice.name.clone(),
        zone: practice.time_zone.clone(),
        leavers: leavers.iter().take(MOST_NAMES).map(|leaver| (leaver.name.clone(), leaver.ends)).collect(),
        count: leavers.len() as i64,
        link: paths::leavers(&LeaverQuery::default()),
    }
}
