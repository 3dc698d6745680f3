//! Cards on file in the database: the provider's names for them, and what may be shown.

use chrono::NaiveDate;
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{model::Card, provider::Kept};
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{CardSetupId, PersonId, PracticeId, SessionId},
    },
    on,
    server::db::Conn,
};

/// A card that can be charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnFile {
    pub customer: String,
    pub method: String,
    pub card: Card,
}

/// What is known of somebody at the provider.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Row {
    pub person_id: Uuid,
    pub practice_id: Uuid,
    pub customer: String,
    pub method: String,
    pub brand: String,
    pub last_four: String,
    pub expires: i32,
    /// A card that the provider is still to forget.
    pub leaving: String,
}

impl Row {
    pub fn on_file(self) -> Option<OnFile> {
        let card = Card { brand: self.brand, last_four: self.last_four, expires: self.expires };
        (!self.method.is_empty()).then_some(OnFile { customer: self.customer, method: self.method, card })
    }
}

macro_rules! cards {
    ($rest:literal) => {
        concat!(
            "select person_id, practice_id, customer, method, brand, last_four, expires, leaving from cards ",
            $rest
        )
    };
}

pub async fn find(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<Option<Row>> {
    let sql = cards!("where practice_id = $1 and person_id = $2");
    on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_optional(&mut *c).await)
}

/// The card that somebody has on file, also one that has expired.
pub async fn on_file(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<Option<OnFile>> {
    Ok(find(conn, practice, person).await?.and_then(Row::on_file))
}

/// Those who keep this card at the provider.
pub async fn of_method(conn: &mut Conn, method: &str) -> sqlx::Result<Option<Row>> {
    let sql = cards!("where method = $1 and method <> ''");
    on!(conn, |c| query_as(sql).bind(method).fetch_optional(&mut *c).await)
}

/// Cards that the provider is still to forget.
pub async fn leaving(conn: &mut Conn) -> sqlx::Result<Vec<Row>> {
    let sql = cards!("where leaving <> '' order by person_id limit 50");
    on!(conn, |c| query_as(sql).fetch_all(&mut *c).await)
}

/// Cards whose last month is `month` or earlier, and whose owners have not been warned of it.
pub async fn to_warn(conn: &mut Conn, month: i32) -> sqlx::Result<Vec<Row>> {
    let sql =
        cards!("where method <> '' and expires <= $1 and told <> expires order by practice_id, person_id limit 50");
    on!(conn, |c| query_as(sql).bind(month).fetch_all(&mut *c).await)
}

pub async fn set_told(conn: &mut Conn, row: &Row) -> sqlx::Result<bool> {
    let sql =
        "update cards set told = expires where person_id = $1 and practice_id = $2 and method = $3 and told <> expires";
    on!(conn, |c| {
        query(sql)
            .bind(row.person_id)
            .bind(row.practice_id)
            .bind(&row.method)
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// Keeps who somebody is at the provider.
pub async fn set_customer(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    customer: &str,
    now: Instant,
) -> sqlx::Result<()> {
    let sql = "insert into cards (person_id, practice_id, customer, method, brand, last_four, expires, leaving, told, since) \
               values ($1, $2, $3, '', '', '', 0, '', 0, $4) on conflict (person_id) do nothing";
    on!(conn, |c| {
        query(sql)
            .bind(person.uuid())
            .bind(practice.uuid())
            .bind(customer)
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Puts a card on file in the place of the one before, which the provider is to forget.
pub async fn set_card(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    kept: &Kept,
    now: Instant,
) -> sqlx::Result<bool> {
    let sql = "update cards set method = $4, brand = $5, last_four = $6, expires = $7, since = $8, \
               leaving = case when method = $4 then leaving when method = '' then leaving else method end \
               where person_id = $1 and practice_id = $2 and customer = $3";
    on!(conn, |c| {
        query(sql)
            .bind(person.uuid())
            .bind(practice.uuid())
            .bind(&kept.customer)
            .bind(&kept.method)
            .bind(&kept.card.brand)
            .bind(&kept.card.last_four)
            .bind(kept.card.expires)
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// Takes the card off the file. `Ok(false)`: there was none.
pub async fn remove_card(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<bool> {
    let sql = "update cards set leaving = method, method = '', brand = '', last_four = '', expires = 0, told = 0 \
               where person_id = $1 and practice_id = $2 and method <> ''";
    on!(conn, |c| {
        query(sql)
            .bind(person.uuid())
            .bind(practice.uuid())
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// The provider has forgotten a card.
pub async fn forgotten(conn: &mut Conn, method: &str) -> sqlx::Result<()> {
    let sql = "update cards set leaving = '' where leaving = $1";
    on!(conn, |c| query(sql).bind(method).execute(&mut *c).await.map(drop))
}

/// Those of the practice who have a card that works, for whom to ask.
pub async fn owners(conn: &mut Conn, practice: PracticeId, today: NaiveDate) -> sqlx::Result<Vec<PersonId>> {
    let sql = cards!("where practice_id = $1 and method <> ''");
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    let works = |row: Row| {
        let person = PersonId::new(row.person_id);
        row.on_file().filter(|card| card.card.over() > today).map(|_| person)
    };
    Ok(rows.into_iter().filter_map(works).collect())
}

/// Somebody's way to the provider's page and back.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SetupRow {
    pub id: Uuid,
    pub practice_id: Uuid,
    pub person_id: Uuid,
    pub session_id: Uuid,
    pub remote: String,
}

pub async fn add_setup(
    conn: &mut Conn,
    id: CardSetupId,
    (practice, person, session): (PracticeId, PersonId, SessionId),
    remote: &str,
    now: Instant,
) -> sqlx::Result<()> {
    let sql = "insert into card_setups (id, practice_id, person_id, session_id, remote, begun_at) \
               values ($1, $2, $3, $4, $5, $6)";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(practice.uuid())
            .bind(person.uuid())
            .bind(session.uuid())
            .bind(remote)
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

macro_rules! setups {
    ($rest:literal) => {
        concat!("select id, practice_id, person_id, session_id, remote from card_setups ", $rest)
    };
}

pub async fn setup(conn: &mut Conn, practice: PracticeId, id: CardSetupId) -> sqlx::Result<Option<SetupRow>> {
    let sql = setups!("where id = $1 and practice_id = $2");
    on!(conn, |c| query_as(sql).bind(id.uuid()).bind(practice.uuid()).fetch_optional(&mut *c).await)
}

/// The set-up that the provider calls so.
pub async fn setup_of(conn: &mut Conn, remote: &str) -> sqlx::Result<Option<SetupRow>> {
    let sql = setups!("where remote = $1");
    on!(conn, |c| query_as(sql).bind(remote).fetch_optional(&mut *c).await)
}

/// `Ok(false)`: it was finished before.
pub async fn finish_setup(conn: &mut Conn, id: Uuid) -> sqlx::Result<bool> {
    let sql = "delete from card_setups where id = $1";
    on!(conn, |c| query(sql).bind(id).execute(&mut *c).await.map(|done| done.rows_affected() == 1))
}
