//! Making and revoking keys, and who a key stands for at this moment.

use axum::http::request::Parts;
use uuid::Uuid;

use super::{
    model::{KeyForm, KeyScope, KeyView, MARK, MOST, PREFIX, permissions},
    store::{self, Key},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        email::Email,
        ids::{KeyId, PracticeId, SessionId},
    },
    error::AppError,
    history::model::{Event, EventKind},
    i18n::Lang,
    invitations,
    mail::{
        self,
        letter::{Letter, Outgoing},
        model::About,
    },
    paths,
    server::{
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
    session::{self, model::Viewer, store::token_hash},
};

/// Keys that the page shows.
const SHOWN: i64 = 200;

/// The key that a request came with. Its being there says that the request came to the API; what the key is good for is
/// looked up again by every door.
#[derive(Debug, Clone)]
pub struct KeyInUse {
    pub id: KeyId,
    pub practice: PracticeId,
    pub scopes: Vec<KeyScope>,
    token_hash: String,
    label: String,
}

impl KeyInUse {
    /// The key behind what a caller has sent, if it is one and its owner could sign in.
    pub async fn look_up(conn: &mut Conn, secret: &str, now: Instant) -> Result<Option<(Self, Viewer)>, Fault> {
        find(conn, &token_hash(secret), now).await
    }

    pub fn of(parts: &Parts) -> Option<&Self> {
        parts.extensions.get()
    }

    /// Whom the key stands for now.
    pub async fn viewer(&self, conn: &mut Conn, now: Instant) -> Result<Option<Viewer>, Fault> {
        Ok(find(conn, &self.token_hash, now).await?.map(|(_, viewer)| viewer))
    }

    /// The owner's name as events have it: with the key, so that nobody is blamed for what a program did.
    pub fn sign(&self, owner: &str) -> String {
        format!("{owner} ({})", self.label)
    }
}

/// The owner as the rules see them at `now`, cut down to the key's scopes. Giving a key took a fresh proof, which the key
/// carries on (docs/adr/0029-keys-are-cuts-of-their-owner.md).
async fn find(conn: &mut Conn, token_hash: &str, now: Instant) -> Result<Option<(KeyInUse, Viewer)>, Fault> {
    let Some(key) = store::find(conn, token_hash, now).await? else { return Ok(None) };
    let nowhere = SessionId::new(Uuid::nil());
    let Some(mut viewer) = session::store::stand_in(conn, key.person, key.practice, nowhere, now).await? else {
        return Ok(None);
    };
    if viewer.actor.grants.iter().all(|grant| grant.scope.within(key.practice).is_none()) {
        return Ok(None);
    }
    viewer.actor.only = Some(permissions(&key.scopes));
    let label = format!("{}, {}", key.prefix, key.name);
    Ok(Some((
        KeyInUse { id: key.id, practice: key.practice, scopes: key.scopes, token_hash: token_hash.to_owned(), label },
        viewer,
    )))
}

/// The practice's keys.
///
/// # Errors
/// Who reaches one provider only has no say in them.
pub async fn list(cx: &mut Query) -> Result<Vec<KeyView>, Fault> {
    cx.reach.all_of_it()?;
    let (practice, now, zone) = (cx.reach.practice, cx.now, cx.zone);
    let local = |at| crate::server::clock::local(zone, at);
    Ok(store::list(&mut cx.conn, practice, now, SHOWN, local).await?)
}

/// Makes a key of the reader's own and tells the administrators.
///
/// # Errors
/// Wrong fields, too many keys, a password given too long ago.
pub async fn make(cx: &mut Command, form: &KeyForm) -> Result<Done<String>, Fault> {
    cx.reach.all_of_it()?;
    let new = form.parse()?;
    cx.fresh()?;
    let practice = cx.reach.practice;
    if store::working(&mut cx.conn, practice, cx.now).await? >= MOST as i64 {
        return Err(FieldErrors::one("key_name", Code::TooMany).into());
    }
    let secret = format!("{MARK}{}", cx.state.random.token());
    let key = Key {
        id: KeyId::new(cx.state.random.id(cx.now)),
        practice,
        person: cx.viewer.actor.person,
        name: new.name,
        prefix: secret[..PREFIX].to_owned(),
        token_hash: token_hash(&secret),
        scopes: new.scopes,
        ends: cx.now + new.lifetime,
    };
    store::insert(&mut cx.conn, &key, cx.now).await?;
    tell(cx, &key).await?;
    let mut event = Event::new(EventKind::KeyMade).about(key.person, cx.viewer.actor.name.clone());
    event.change("key_name", "", format!("{} ({})", key.name, key.prefix));
    event.change("scopes", "", KeyScope::names(&key.scopes));
    event.change("key_ends", "", cx.local(key.ends).date_naive().to_string());
    Ok(Done::new(secret, event))
}

async fn tell(cx: &mut Command, key: &Key) -> Result<(), Fault> {
    let practice = cx.viewer.practice.clone();
    for (email, language) in invitations::store::administrators(&mut cx.conn, practice.id, cx.now).await? {
        let outgoing = Outgoing {
            practice: practice.id,
            to: Email::parse(&email).map_err(|_| Fault::inconsistent(format!("{email} is no address")))?,
            language: Lang::from_tag(&language).unwrap_or_default(),
            about: About::Person(key.person.uuid()),
            letter: Letter::KeyMade {
                practice: practice.name.clone(),
                zone: practice.time_zone.clone(),
                by: cx.viewer.actor.name.clone(),
                name: key.name.clone(),
                prefix: key.prefix.clone(),
                ends: key.ends,
                link: paths::KEYS.to_owned(),
            },
        };
        mail::store::queue(&mut cx.conn, &cx.state, cx.now, &outgoing).await?;
    }
    Ok(())
}

/// Ends a key at once.
///
/// # Errors
/// There is none, or it was revoked before.
pub async fn revoke(cx: &mut Command, id: KeyId) -> Result<Done<()>, Fault> {
    cx.reach.all_of_it()?;
    let revoked = store::revoke(&mut cx.conn, cx.reach.practice, id, cx.now).await?;
    let (owner, name, prefix) = revoked.ok_or(AppError::NotFound)?;
    let whose = crate::people::store::find(&mut cx.conn, cx.reach, owner).await?;
    let whose = whose.map(|person| person.name()).unwrap_or_default();
    let mut event = Event::new(EventKind::KeyRevoked).about(owner, whose);
    event.change("key_name", format!("{name} ({prefix})"), "");
    Ok(Done::new((), event))
}
