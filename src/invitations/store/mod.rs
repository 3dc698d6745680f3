//! Links in the database; lists in [`list`].

pub mod list;
pub mod moments;
pub mod rules;

use sqlx::{AssertSqlSafe, FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{DAY, Invitation, Sent, State};
use crate::{
    domain::{
        clock::{Instant, instant, maybe_instant, maybe_millis, millis},
        fold::fold,
        ids::{InvitationId, PersonId, PracticeId},
        role::Role,
        scope::Actor,
    },
    on,
    people::{
        model::AccountState,
        store::{AT_ONCE, email_key},
    },
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value, placeholders},
    },
    session::store::token_hash,
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    email: String,
    language: String,
    message: String,
    state: i16,
    by_mail: bool,
    invited_by: Option<Uuid>,
    invited_by_name: String,
    sent_at: i64,
    expires_at: i64,
    ended_at: i64,
    opened_at: i64,
    typed_at: i64,
    asked_at: i64,
}

impl TryFrom<Row> for Invitation {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            id: InvitationId::new(row.id),
            person: PersonId::new(row.person_id),
            email: row.email,
            language: row.language,
            message: row.message,
            state: State::from_rank(row.state)
                .ok_or_else(|| Fault::inconsistent(format!("invitations.state of {}", row.id)))?,
            by_mail: row.by_mail,
            inviter: row.invited_by.map(PersonId::new),
            inviter_name: row.invited_by_name,
            sent: instant(row.sent_at),
            expires: instant(row.expires_at),
            ended: maybe_instant(row.ended_at),
            opened: maybe_instant(row.opened_at),
            typed: maybe_instant(row.typed_at),
            asked: maybe_instant(row.asked_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select i.id, i.person_id, i.email, i.language, i.message, i.state, i.by_mail, i.invited_by, \
             i.invited_by_name, i.sent_at, i.expires_at, i.ended_at, i.opened_at, i.typed_at, i.asked_at \
             from invitations i ",
            $rest
        )
    };
}

/// The link behind a token, with the practice it leads to. The one lookup that no practice narrows: the token is the
/// right to it.
pub async fn by_token(conn: &mut Conn, token: &str) -> Result<Option<(PracticeId, Invitation)>, Fault> {
    let hash = token_hash(token);
    let sql = "select practice_id from invitations where token_hash = $1";
    let practice: Option<Uuid> = on!(conn, |c| query_scalar(sql).bind(&hash).fetch_optional(&mut *c).await?);
    let Some(practice) = practice else { return Ok(None) };
    let sql = select!("where i.token_hash = $1");
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(&hash).fetch_optional(&mut *c).await?);
    Ok(row.map(TryInto::try_into).transpose()?.map(|link| (PracticeId::new(practice), link)))
}

/// All links of one person, newest first.
pub async fn of(conn: &mut Conn, practice: PracticeId, person: PersonId) -> Result<Vec<Invitation>, Fault> {
    let sql = select!("where i.practice_id = $1 and i.person_id = $2 order by i.sent_at desc, i.id desc");
    let rows: Vec<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_all(&mut *c).await?);
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The person a link of the practice is for.
pub async fn person_of(conn: &mut Conn, practice: PracticeId, id: InvitationId) -> sqlx::Result<Option<PersonId>> {
    let sql = "select person_id from invitations where practice_id = $1 and id = $2";
    let person: Option<Uuid> =
        on!(conn, |c| query_scalar(sql).bind(practice.uuid()).bind(id.uuid()).fetch_optional(&mut *c).await?);
    Ok(person.map(PersonId::new))
}

/// The open links that stand on somebody's right to invite.
pub async fn standing_on(conn: &mut Conn, practice: PracticeId, inviter: PersonId) -> Result<Vec<Invitation>, Fault> {
    let sql = select!("where i.practice_id = $1 and i.invited_by = $2 and i.state = 0 order by i.id");
    let rows: Vec<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(inviter.uuid()).fetch_all(&mut *c).await?);
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A link with the token it is opened by, which is not stored.
pub type Fresh = (Invitation, String);

/// Links written by one statement.
const ROWS: usize = 40;

pub async fn insert_many(conn: &mut Conn, practice: PracticeId, links: &[Fresh]) -> sqlx::Result<()> {
    for links in links.chunks(ROWS) {
        let sql = format!(
            "insert into invitations (id, practice_id, person_id, email, email_key, language, message, token_hash, \
             state, by_mail, invited_by, invited_by_name, invited_by_key, sent_at, expires_at, ended_at, opened_at, \
             typed_at, asked_at) values {}",
            placeholders(19, links.len())
        );
        on!(conn, |c| {
            let mut query = query(AssertSqlSafe(sql));
            for (link, token) in links {
                query = query
                    .bind(link.id.uuid())
                    .bind(practice.uuid())
                    .bind(link.person.uuid())
                    .bind(&link.email)
                    .bind(email_key(&link.email))
                    .bind(&link.language)
                    .bind(&link.message)
                    .bind(token_hash(token))
                    .bind(link.state.rank())
                    .bind(link.by_mail)
                    .bind(link.inviter.map(PersonId::uuid))
                    .bind(&link.inviter_name)
                    .bind(fold(&link.inviter_name))
                    .bind(millis(link.sent))
                    .bind(millis(link.expires))
                    .bind(maybe_millis(link.ended))
                    .bind(maybe_millis(link.opened))
                    .bind(maybe_millis(link.typed))
                    .bind(maybe_millis(link.asked));
            }
            query.execute(&mut *c).await.map(drop)?;
        });
    }
    Ok(())
}

/// Stores that a link has ended, if nobody ended it before: of many at once, one succeeds (T35).
pub async fn end(conn: &mut Conn, practice: PracticeId, link: &Invitation) -> sqlx::Result<bool> {
    let sql = "update invitations set state = $3, ended_at = $4 where practice_id = $1 and id = $2 and state = 0";
    let ended = on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(link.id.uuid())
            .bind(link.state.rank())
            .bind(maybe_millis(link.ended))
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(ended == 1)
}

/// Notes that a page was opened, or typed into, for the first time.
pub async fn note_visit(conn: &mut Conn, id: InvitationId, typed: bool, now: Instant) -> sqlx::Result<()> {
    let sql = if typed {
        "update invitations set typed_at = $2 where id = $1 and typed_at = 0"
    } else {
        "update invitations set opened_at = $2 where id = $1 and opened_at = 0"
    };
    on!(conn, |c| query(sql).bind(id.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop))
}

/// Notes that a page was asked for, for the first time, whatever became of it.
pub async fn note_fetched(conn: &mut Conn, id: InvitationId, at: i64) -> sqlx::Result<()> {
    let sql = "update invitations set fetched_at = $2 where id = $1 and fetched_at = 0";
    on!(conn, |c| query(sql).bind(id.uuid()).bind(at).execute(&mut *c).await.map(drop))
}

/// When the pages of a person's links were first asked for.
pub async fn fetched(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
) -> sqlx::Result<Vec<(InvitationId, Instant)>> {
    let sql = "select id, fetched_at from invitations where practice_id = $1 and person_id = $2 and fetched_at > 0";
    let rows: Vec<(Uuid, i64)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, at)| (InvitationId::new(id), instant(at))).collect())
}

/// Lets a link stand on the right of somebody else.
pub async fn re_own(conn: &mut Conn, practice: PracticeId, id: InvitationId, by: &Actor) -> sqlx::Result<()> {
    let sql = "update invitations set invited_by = $3, invited_by_name = $4, invited_by_key = $5 \
               where practice_id = $1 and id = $2 and state = 0";
    on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(id.uuid())
            .bind(by.person.uuid())
            .bind(&by.name)
            .bind(fold(&by.name))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

pub async fn note_asked(conn: &mut Conn, id: InvitationId, now: Instant) -> sqlx::Result<()> {
    let sql = "update invitations set asked_at = $2 where id = $1";
    on!(conn, |c| query(sql).bind(id.uuid()).bind(millis(now)).execute(&mut *c).await.map(drop))
}

/// The mails that went to a person lately.
pub async fn sent(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<Sent> {
    let sql = "select count(*), cast(coalesce(max(sent_at), 0) as bigint) from invitations \
               where person_id = $1 and by_mail and sent_at > $2";
    let (within_a_day, last): (i64, i64) =
        on!(conn, |c| query_as(sql).bind(person.uuid()).bind(millis(now - DAY)).fetch_one(&mut *c).await?);
    Ok(Sent { last: maybe_instant(last), within_a_day })
}

/// Somebody whose address is asked about.
#[derive(Debug, Clone)]
pub struct Owner {
    pub person: PersonId,
    pub practice: PracticeId,
    pub provider: Option<Uuid>,
    pub state: AccountState,
}

/// Who owns which of the addresses, in any practice, by the addresses' keys.
pub async fn owners(
    conn: &mut Conn,
    emails: impl Iterator<Item = &str>,
) -> Result<std::collections::HashMap<String, Owner>, Fault> {
    let keys: Vec<_> = emails.map(|email| Value::Text(email_key(email))).collect();
    let mut owners = std::collections::HashMap::new();
    for keys in keys.chunks(AT_ONCE) {
        let mut sql = Sql::default();
        sql.push("select email_key, id, practice_id, provider_id, state from people where email_key in ");
        sql.bind_list(keys.iter().cloned());
        let rows: Vec<(String, Uuid, Uuid, Option<Uuid>, i16)> = sql.rows(conn).await?;
        for (key, id, practice, provider, state) in rows {
            let state =
                AccountState::from_rank(state).ok_or_else(|| Fault::inconsistent(format!("people.state of {id}")))?;
            let (person, practice) = (PersonId::new(id), PracticeId::new(practice));
            owners.insert(key, Owner { person, practice, provider, state });
        }
    }
    Ok(owners)
}

/// Name, address and language of those who administer the practice as a whole and can sign in.
pub async fn administrators(
    conn: &mut Conn,
    practice: PracticeId,
    now: Instant,
) -> sqlx::Result<Vec<(String, String)>> {
    let sql = "select distinct p.email, p.language from grants g join people p on p.id = g.person_id \
               where g.practice_id = $1 and g.role in ($3, $4, $5) and g.scope = 'practice' \
               and (g.ends_at = 0 or g.ends_at > $2) and p.state in (1, 2) \
               and (p.deactivates_at = 0 or p.deactivates_at > $2) order by p.email limit 10";
    on!(conn, |c| {
        query_as(sql)
            .bind(practice.uuid())
            .bind(millis(now))
            .bind(Role::PracticeOwner.name())
            .bind(Role::PracticeAdministrator.name())
            .bind(Role::PortalOperator.name())
            .fetch_all(&mut *c)
            .await
    })
}

/// Whether somebody can sign in at `now`.
pub async fn can_sign_in(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<bool> {
    let sql = "select count(*) from people where id = $1 and state in (1, 2) \
               and (deactivates_at = 0 or deactivates_at > $2)";
    let count: i64 = on!(conn, |c| query_scalar(sql).bind(person.uuid()).bind(millis(now)).fetch_one(&mut *c).await?);
    Ok(count == 1)
}
