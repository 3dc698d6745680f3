//! What would happen to whom: asked anew for every look, and once more when it is ordered.

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::model::{Deed, MOST_PICKED, Named, Outcome, Preview, Seen, Who, groups};
use crate::{
    domain::{
        clock::Instant,
        ids::PersonId,
        refusal::Refusal,
        scope::{Actor, Reach},
    },
    invitations::again::would_send_again,
    people::{
        model::Person,
        store::{self, AT_ONCE, grants, list},
    },
    server::{db::Conn, fault::Fault},
};

/// Everybody it is about, each with what would become of them: [`Outcome::Waiting`] or a refusal.
pub type Judged = Vec<(Named, Outcome)>;

/// Judges everybody inside of `reach`; who lies outside is nobody.
pub async fn judge(
    conn: &mut Conn,
    by: &Actor,
    reach: Reach,
    who: &Who,
    deed: &Deed,
    now: Instant,
) -> Result<Judged, Fault> {
    let ids = match who {
        Who::Picked(ids) => {
            let mut seen = HashSet::new();
            ids.iter().copied().filter(|id| seen.insert(*id)).take(MOST_PICKED).collect()
        }
        Who::Matching(query) => list::ids(conn, reach, &query.clone().bounded(), now, i64::MAX).await?,
    };
    let nobody = PersonId::new(Uuid::nil());
    let mut administrators = grants::other_administrators(conn, reach.practice, nobody).await?;
    let mut judged = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let people = store::some(conn, reach, ids).await?;
        let mut people: HashMap<_, _> = people.into_iter().map(|person| (person.id, person)).collect();
        for person in ids.iter().filter_map(|id| people.remove(id)) {
            let verdict = one(conn, by, reach, &person, deed, now, &mut administrators).await?;
            judged.push(((person.id, person.name()), verdict.map_or_else(Outcome::Refused, |()| Outcome::Waiting)));
        }
    }
    Ok(judged)
}

/// `administrators`: how many would be left so far.
async fn one(
    conn: &mut Conn,
    by: &Actor,
    reach: Reach,
    person: &Person,
    deed: &Deed,
    now: Instant,
    administrators: &mut i64,
) -> Result<Result<(), Refusal>, Fault> {
    match deed {
        Deed::InviteAgain => would_send_again(conn, reach, person, by, now).await,
        Deed::Unlock => Ok(deed.judge(person, by, reach, now)),
        Deed::ChangeRole(_) | Deed::Move(_) => {
            let after = match deed.edit(person.clone(), by, reach) {
                Ok((after, _)) => after,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let leaves = person.administers_for_good() && !after.administers_all();
            Ok(one_less(leaves, administrators))
        }
        Deed::Archive => {
            if let Err(refusal) = deed.judge(person, by, reach, now) {
                return Ok(Err(refusal));
            }
            Ok(one_less(person.administers_for_good(), administrators))
        }
    }
}

/// One administrator always stays.
const fn one_less(leaves: bool, administrators: &mut i64) -> Result<(), Refusal> {
    if leaves {
        if *administrators <= 1 {
            return Err(Refusal::LastAdministrator);
        }
        *administrators -= 1;
    }
    Ok(())
}

/// What tells this set of people, and of those among them whom it would happen to, from every other.
pub fn seen(judged: &Judged) -> Seen {
    let mut hash = Sha256::new();
    for ((id, _), outcome) in judged {
        hash.update(id.uuid());
        hash.update([u8::from(*outcome == Outcome::Waiting)]);
    }
    let will = judged.iter().filter(|(_, outcome)| *outcome == Outcome::Waiting).count();
    Seen {
        found: judged.len() as i64,
        will: will as i64,
        digest: hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// The same for the reader.
pub fn summary(judged: Judged, mails: bool) -> Preview {
    let seen = seen(&judged);
    Preview { mails: if mails { seen.will } else { 0 }, seen, groups: groups(judged) }
}
