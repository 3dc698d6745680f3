//! Links back into accounts in the database.

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{Link, LinkKind};
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        ids::{PersonId, PracticeId},
    },
    on,
    people::store::email_key,
    server::{db::Conn, fault::Fault},
    session::{store::token_hash, tries::name_key},
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    practice_id: Uuid,
    email: String,
    state: String,
    expires_at: i64,
}

impl Row {
    fn link(self, kind: LinkKind) -> (PracticeId, Link) {
        let link = Link {
            id: self.id,
            person: PersonId::new(self.person_id),
            kind,
            email: self.email,
            open: self.state == "open",
            expires: instant(self.expires_at),
        };
        (PracticeId::new(self.practice_id), link)
    }
}

/// The link of a kind behind a token. The one lookup that no practice narrows: the token is the right to it.
pub async fn by_token(conn: &mut Conn, kind: LinkKind, token: &str) -> sqlx::Result<Option<(PracticeId, Link)>> {
    let sql = "select id, person_id, practice_id, email, state, expires_at from account_links \
               where token_hash = $1 and kind = $2";
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(token_hash(token)).bind(kind.name()).fetch_optional(&mut *c).await?);
    Ok(row.map(|row| row.link(kind)))
}

/// A person's open link of a kind.
pub async fn open(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    kind: LinkKind,
) -> sqlx::Result<Option<Link>> {
    let sql = "select id, person_id, practice_id, email, state, expires_at from account_links \
               where practice_id = $1 and person_id = $2 and kind = $3 and state = 'open'";
    let row: Option<Row> = on!(conn, |c| {
        query_as(sql).bind(practice.uuid()).bind(person.uuid()).bind(kind.name()).fetch_optional(&mut *c).await?
    });
    Ok(row.map(|row| row.link(kind).1))
}

/// Stores a link. The one it replaces must have been ended.
pub async fn insert(conn: &mut Conn, practice: PracticeId, link: &Link, token: &str, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into account_links (id, practice_id, person_id, kind, email, token_hash, state, sent_at, \
               expires_at, ended_at) values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, 0)";
    on!(conn, |c| {
        query(sql)
            .bind(link.id)
            .bind(practice.uuid())
            .bind(link.person.uuid())
            .bind(link.kind.name())
            .bind(&link.email)
            .bind(token_hash(token))
            .bind(millis(now))
            .bind(millis(link.expires))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Uses a link up, if nobody did before: of many at once, one succeeds (T35).
pub async fn use_up(conn: &mut Conn, practice: PracticeId, id: Uuid, now: Instant) -> sqlx::Result<bool> {
    let sql = "update account_links set state = 'used', ended_at = $3 \
               where practice_id = $1 and id = $2 and state = 'open'";
    let used = on!(conn, |c| {
        query(sql).bind(practice.uuid()).bind(id).bind(millis(now)).execute(&mut *c).await?.rows_affected()
    });
    Ok(used == 1)
}

/// Ends a person's open links, of one kind or of all, and withdraws their mails that have not been sent.
pub async fn end(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    kind: Option<LinkKind>,
    now: Instant,
) -> sqlx::Result<()> {
    let sql = "update account_links set state = 'ended', ended_at = $4 where practice_id = $1 and person_id = $2 \
               and state = 'open' and ($3 = '' or kind = $3) returning id";
    let kind = kind.map_or("", LinkKind::name);
    let ended: Vec<Uuid> = on!(conn, |c| {
        query_scalar(sql)
            .bind(practice.uuid())
            .bind(person.uuid())
            .bind(kind)
            .bind(millis(now))
            .fetch_all(&mut *c)
            .await?
    });
    for id in ended {
        crate::mail::store::cancel(conn, practice, id, now).await?;
    }
    Ok(())
}

/// How many links were mailed to a person after `since`.
pub async fn sent_since(conn: &mut Conn, person: PersonId, since: Instant) -> sqlx::Result<i64> {
    let sql = "select count(*) from account_links where person_id = $1 and sent_at > $2";
    on!(conn, |c| query_scalar(sql).bind(person.uuid()).bind(millis(since)).fetch_one(&mut *c).await)
}

/// Whom somebody means who cannot sign in: by username first, then by e-mail, as signing in reads it.
pub async fn meant(conn: &mut Conn, login: &str) -> Result<Option<(PersonId, PracticeId)>, Fault> {
    let login: String = login.chars().filter(|c| !c.is_control()).collect();
    let by_username = "select p.id, p.practice_id from credentials c join people p on p.id = c.person_id \
                       where c.username_key = $1";
    let by_email = "select p.id, p.practice_id from credentials c join people p on p.id = c.person_id \
                    where p.email_key = $1";
    for (sql, key) in [(by_username, name_key(&login)), (by_email, email_key(&login))] {
        let found: Option<(Uuid, Uuid)> = on!(conn, |c| query_as(sql).bind(&key).fetch_optional(&mut *c).await?);
        if let Some((person, practice)) = found {
            return Ok(Some((PersonId::new(person), PracticeId::new(practice))));
        }
    }
    Ok(None)
}

/// Forgets links that were sent before `before`.
pub async fn sweep(conn: &mut Conn, before: Instant) -> sqlx::Result<()> {
    let sql = "delete from account_links where sent_at < $1";
    on!(conn, |c| query(sql).bind(millis(before)).execute(&mut *c).await.map(drop))
}
