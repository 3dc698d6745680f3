//! The main practice's API keys: one that works, one revoked, one whose time is over. Nobody has the keys themselves.

use chrono::Duration;

use super::practice::Site;
use crate::{
    domain::{clock::Instant, ids::KeyId},
    keys::{
        model::{KeyScope, MARK, PREFIX},
        store::{self, Key},
    },
    people::model::Person,
    server::{clock::Randomness, fault::Fault, write::Writing},
    session::store::token_hash,
};

/// `ids` come out the same every time, `secrets` do not.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    owner: &Person,
    (ids, secrets): (&Randomness, &Randomness),
    now: Instant,
) -> Result<(), Fault> {
    for (name, scopes, made, ends, revoked) in [
        ("Reports", "people:read,events:read", -400, -35, None),
        ("Old payroll", "people:read,people:write", -90, 275, Some(-20)),
        ("Payroll", "people:read,people:write,practices:read", -20, 345, None),
    ] {
        let at = |days: i64| now + Duration::days(days);
        let secret = format!("{MARK}{}", secrets.token());
        let key = Key {
            id: KeyId::new(ids.id(at(made))),
            practice: site.id,
            person: owner.id,
            name: name.into(),
            prefix: secret[..PREFIX].to_owned(),
            token_hash: token_hash(&secret),
            scopes: KeyScope::list(scopes),
            ends: at(ends),
        };
        store::insert(tx, &key, at(made)).await?;
        if let Some(days) = revoked {
            store::revoke(tx, site.id, key.id, at(days)).await?;
        }
    }
    Ok(())
}
