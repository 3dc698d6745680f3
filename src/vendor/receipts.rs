//! Receipts: when a vendor's access has ended or was lowered, the practice's administrators are told once what was opened
//! and done (N-12). Nothing but this mail waits for the job; the access itself ended at its instant.

use super::{model::Access, service::tell, store};
use crate::{
    domain::{clock::Instant, ids::PracticeId},
    history::{
        self,
        model::{Event, EventKind},
        store::Cause,
    },
    mail::{model::About, vendor_letter::VendorLetter},
    paths, practices,
    server::{fault::Fault, state::AppState, write::Writing},
};

/// So much is counted for a letter.
const MOST: i64 = 1000;

/// Tells of every period that has ended. Safe on several processes at once.
///
/// # Errors
/// The database refused; whoever was not told is told at the next look.
pub async fn due(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // A look first: the write lock is not taken for nothing.
    let ended = store::due(&mut state.db.read().await?, now).await?;
    for (practice, access) in ended {
        settle(state, practice, &access, now).await?;
    }
    Ok(())
}

async fn settle(state: &AppState, practice: PracticeId, access: &Access, now: Instant) -> Result<(), Fault> {
    let mut tx = Writing::open(&state.db, practice).await?;
    // Another process may have been quicker.
    if !store::told(&mut tx, practice, access.id, now).await? {
        return Ok(());
    }
    let mut event = Event::new(EventKind::VendorReceiptSent).about(access.vendor, &access.vendor_name);
    event.change("vendor_level", access.level.name(), access.next.map_or("", |next| next.name()));
    if let (true, Some(practice)) = (access.earns_receipt(), practices::store::get(&mut tx, practice).await?) {
        let until = access.ends.unwrap_or(now);
        let stretch = (access.starts, until);
        let seen = store::seen(&mut tx, (practice.id, Some(access.vendor)), stretch, MOST).await?;
        let acts = history::store::from_outside(&mut tx, (practice.id, access.vendor), stretch, MOST).await?;
        let letter = VendorLetter::Receipt {
            vendor: access.vendor_name.clone(),
            from: access.starts,
            until,
            opened: seen.len() as i64,
            done: acts.len() as i64,
            link: paths::vendor_receipt(access.id),
        };
        tell(&mut tx, state, (&practice, About::Access(access.id.uuid())), &letter, now).await?;
    }
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    tx.finish(&cause, now, &state.random, vec![event]).await
}
