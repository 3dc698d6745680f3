//! Requests that have waited longer than they should: the practice's administrators are told of each once (N-07).

use super::{apply::tell_administrators, model::Request, store};
use crate::{
    domain::{clock::Instant, ids::PracticeId},
    history::{model::EventKind, store::Cause},
    mail::letter::requests::RequestLetter,
    paths,
    practices::{self, model::Practice},
    registrations::query::{Column, RequestQuery},
    server::{fault::Fault, state::AppState, write::Writing},
};

/// Names in one letter; the page has them all.
const MOST_NAMES: usize = 5;

/// Tells every practice whose requests have become overdue. Safe on several processes at once.
///
/// # Errors
/// The database refused; whoever was not told is told at the next tick.
pub async fn remind(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // A look first: the write lock is not taken for nothing.
    let practices = store::overdue::practices(&mut state.db.read().await?, now).await?;
    for practice in practices {
        tell(state, practice, now).await?;
    }
    Ok(())
}

async fn tell(state: &AppState, practice: PracticeId, now: Instant) -> Result<(), Fault> {
    let mut tx = Writing::open(&state.db, practice).await?;
    let requests = store::overdue::take(&mut tx, practice, now).await?;
    // Another process may have been quicker, or somebody has decided.
    let (Some(first), Some(practice)) = (requests.first(), practices::store::get(&mut tx, practice).await?) else {
        return Ok(());
    };
    let letter = letter(&practice, &requests);
    tell_administrators(&mut tx, state, (first, &practice), &letter, None, now).await?;
    let events = requests.iter().map(|request| request.event(EventKind::RequestOverdue)).collect();
    tx.finish(&Cause::default(), now, &state.random, events).await
}

fn letter(practice: &Practice, requests: &[Request]) -> RequestLetter {
    let soonest = RequestQuery { sort: Column::Due, descending: false, ..RequestQuery::default() };
    RequestLetter::Overdue {
        practice: practice.name.clone(),
        count: requests.len() as i64,
        applicants: requests.iter().take(MOST_NAMES).map(Request::name).collect(),
        link: paths::requests(&soonest),
    }
}
