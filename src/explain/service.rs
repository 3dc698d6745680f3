//! One person's rights explained, and the reader's own administrators.

use super::{
    model::{Account, Administrator, Answer, Caretaker, Explanation, Obstacle, explain},
    store::caretakers,
};
use crate::{
    domain::{
        ids::PersonId,
        permission::Permission,
        role::Role,
        scope::{Granted, Reach},
    },
    error::AppError,
    people::{
        model::Person,
        service::view,
        store::{self, grants},
    },
    server::{doors::Query, fault::Fault},
};

/// So many names are enough to find somebody.
const NAMES: usize = 5;

/// Why somebody can or can't do what there is to do.
pub async fn of(cx: &mut Query, id: PersonId) -> Result<Explanation, Fault> {
    let person = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let practice = cx.reach.practice;
    let granted: Vec<_> = grants::of(&mut cx.conn, practice, id).await?;
    let granted: Vec<_> = granted
        .into_iter()
        .map(|(grant, _)| (grant.id, Granted { role: grant.role, scope: grant.scope, until: grant.ends }))
        .collect();
    let account = Account::of(&person, cx.now);
    // Being signed in is no right that anybody gives.
    let rights = Permission::ALL.into_iter().filter(|permission| *permission != Permission::SignedIn);
    let rights: Vec<_> =
        rights.map(|permission| (permission, explain(permission, account, &granted, practice, cx.now))).collect();
    let keepers = caretakers(&mut cx.conn, practice, cx.now).await?;
    let mut movers: Vec<(Obstacle, Vec<String>)> = Vec::new();
    for obstacle in rights.iter().flat_map(|(_, answer)| match answer {
        Answer::Yes { .. } => &[][..],
        Answer::No(obstacles) => obstacles,
    }) {
        if movers.iter().all(|(known, _)| known != obstacle) {
            movers.push((*obstacle, names(&keepers, *obstacle, &person)));
        }
    }
    let shown = view(cx, id).await?;
    Ok(Explanation { person: id, name: person.name(), grants: shown.grants, rights, movers })
}

/// Who could take an obstacle away. The operator is the last resort: named where nobody of the practice can do it.
fn names(keepers: &[Caretaker], obstacle: Obstacle, person: &Person) -> Vec<String> {
    let (operators, own): (Vec<_>, Vec<_>) = keepers
        .iter()
        .filter(|keeper| keeper.may_move(obstacle, person))
        .partition(|keeper| keeper.role == Role::PortalOperator);
    let named = if own.is_empty() { operators } else { own };
    named.into_iter().map(|keeper| keeper.actor.name.clone()).take(NAMES).collect()
}

/// Those who administer the place the reader belongs to: in their own practice, or where they work at the moment.
pub async fn own_administrators(cx: &mut Query) -> Result<Vec<Administrator>, Fault> {
    let (practice, reader) = (cx.reach.practice, cx.viewer.actor.person);
    let home = store::practice_of(&mut cx.conn, reader).await?.ok_or(AppError::NotFound)?;
    let own = store::find(&mut cx.conn, Reach::whole(home), reader).await?.ok_or(AppError::NotFound)?;
    // Whoever works elsewhere belongs to no provider there.
    let mut placed = own;
    if home != practice {
        placed.place.provider = None;
    }
    let keepers = caretakers(&mut cx.conn, practice, cx.now).await?;
    let administer = keepers.into_iter().filter(|keeper| keeper.administers(&placed));
    Ok(administer
        .map(|keeper| Administrator { name: keeper.actor.name, role: keeper.role, place: keeper.place })
        .collect())
}
