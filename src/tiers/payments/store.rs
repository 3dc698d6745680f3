//! Charges in the database.

use chrono::TimeDelta;
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::ChargeState;
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{ChargeId, InvoiceId, PersonId, PracticeId, PurchaseId},
        money::{Currency, Money},
    },
    on,
    server::{db::Conn, fault::Fault},
};

/// How long whoever works on a charge may take before somebody else looks after it, and until a failed try is repeated.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);
/// For so long the names of webhooks are remembered: they are refused by their time long before.
const EVENTS: TimeDelta = TimeDelta::days(30);

/// One charge of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub id: ChargeId,
    pub practice: PracticeId,
    pub payer: PersonId,
    /// What it is for: a purchase with its key and a hash of what was chosen, or an invoice, or both.
    pub purchase: Option<PurchaseId>,
    pub wish: String,
    pub invoice: Option<InvoiceId>,
    pub amount: Money,
    pub customer: String,
    pub method: String,
    pub brand: String,
    pub last_four: String,
    /// The provider's name for it; empty: not told yet.
    pub remote: String,
    pub state: ChargeState,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice_id: Uuid,
    payer_id: Uuid,
    purchase: Option<Uuid>,
    wish: String,
    invoice_id: Option<Uuid>,
    minor: i64,
    currency: String,
    customer: String,
    method: String,
    brand: String,
    last_four: String,
    remote: String,
    state: String,
}

impl TryFrom<Row> for Charge {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let unknown = || Fault::inconsistent(format!("charges.state or currency of {}", row.id));
        let currency = Currency::parse(&row.currency).map_err(|_| unknown())?;
        Ok(Self {
            id: ChargeId::new(row.id),
            practice: PracticeId::new(row.practice_id),
            payer: PersonId::new(row.payer_id),
            purchase: row.purchase.map(PurchaseId::new),
            state: ChargeState::from_name(&row.state).ok_or_else(unknown)?,
            wish: row.wish,
            invoice: row.invoice_id.map(InvoiceId::new),
            amount: Money::new(row.minor, currency),
            customer: row.customer,
            method: row.method,
            brand: row.brand,
            last_four: row.last_four,
            remote: row.remote,
        })
    }
}

macro_rules! charges {
    ($rest:literal) => {
        concat!(
            "select id, practice_id, payer_id, purchase, wish, invoice_id, minor, currency, customer, method, brand, \
             last_four, remote, state from charges ",
            $rest
        )
    };
}

/// Writes a charge down. `Ok(false)`: the purchase has one already, or the invoice has one that is under way or paid.
pub async fn insert(conn: &mut Conn, charge: &Charge, busy_until: Instant, now: Instant) -> sqlx::Result<bool> {
    let sql = "insert into charges (id, practice_id, payer_id, purchase, wish, invoice_id, minor, currency, customer, \
               method, brand, last_four, remote, state, busy_until, asked_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, $14, $15) on conflict do nothing";
    on!(conn, |c| {
        query(sql)
            .bind(charge.id.uuid())
            .bind(charge.practice.uuid())
            .bind(charge.payer.uuid())
            .bind(charge.purchase.map(PurchaseId::uuid))
            .bind(&charge.wish)
            .bind(charge.invoice.map(InvoiceId::uuid))
            .bind(charge.amount.minor())
            .bind(charge.amount.currency().as_str())
            .bind(&charge.customer)
            .bind(&charge.method)
            .bind(&charge.brand)
            .bind(&charge.last_four)
            .bind(charge.state.name())
            .bind(millis(busy_until))
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

pub async fn find(conn: &mut Conn, id: ChargeId) -> Result<Option<Charge>, Fault> {
    let sql = charges!("where id = $1");
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(id.uuid()).fetch_optional(&mut *c).await?);
    row.map(TryInto::try_into).transpose()
}

/// The charge of a purchase.
pub async fn of_purchase(conn: &mut Conn, payer: PersonId, key: PurchaseId) -> Result<Option<Charge>, Fault> {
    let sql = charges!("where payer_id = $1 and purchase = $2");
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(payer.uuid()).bind(key.uuid()).fetch_optional(&mut *c).await?);
    row.map(TryInto::try_into).transpose()
}

/// The charge that the provider calls so.
pub async fn of_remote(conn: &mut Conn, remote: &str) -> Result<Option<Charge>, Fault> {
    let sql = charges!("where remote = $1 and remote <> ''");
    let row: Option<Row> = on!(conn, |c| query_as(sql).bind(remote).fetch_optional(&mut *c).await?);
    row.map(TryInto::try_into).transpose()
}

/// Whether an invoice is being charged.
pub async fn is_charging(conn: &mut Conn, invoice: InvoiceId) -> sqlx::Result<bool> {
    let sql = "select count(*) from charges where invoice_id = $1 and state = 'take'";
    let open: i64 = on!(conn, |c| query_scalar(sql).bind(invoice.uuid()).fetch_one(&mut *c).await?);
    Ok(open > 0)
}

/// Notes the provider's name for a charge. `Ok(false)`: it is not to go on.
pub async fn set_remote(conn: &mut Conn, charge: &Charge, remote: &str) -> sqlx::Result<bool> {
    let sql = "update charges set remote = $2 where id = $1 and state = $3 and remote in ('', $2)";
    on!(conn, |c| {
        query(sql)
            .bind(charge.id.uuid())
            .bind(remote)
            .bind(charge.state.name())
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// Moves a charge on. `Ok(false)`: it has been moved by somebody else.
pub async fn turn(conn: &mut Conn, id: ChargeId, from: ChargeState, to: ChargeState) -> sqlx::Result<bool> {
    let sql = "update charges set state = $3 where id = $1 and state = $2";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(from.name())
            .bind(to.name())
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// The purchase is made: the money is to be taken for this invoice. `Ok(false)`: it is not held any more.
pub async fn take_for(conn: &mut Conn, id: ChargeId, invoice: InvoiceId) -> sqlx::Result<bool> {
    let sql = "update charges set state = 'take', invoice_id = $2 where id = $1 and state = 'hold'";
    on!(conn, |c| {
        query(sql).bind(id.uuid()).bind(invoice.uuid()).execute(&mut *c).await.map(|done| done.rows_affected() == 1)
    })
}

/// Charges that are open and that nobody works on.
pub async fn due(conn: &mut Conn, now: Instant) -> sqlx::Result<Vec<ChargeId>> {
    let sql = "select id from charges where state in ('hold', 'take', 'drop') and busy_until <= $1 \
               order by busy_until, id limit 50";
    let ids: Vec<Uuid> = on!(conn, |c| query_scalar(sql).bind(millis(now)).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(ChargeId::new).collect())
}

/// Takes a charge to work on. `Ok(false)`: somebody else was quicker.
pub async fn claim(conn: &mut Conn, id: ChargeId, now: Instant) -> sqlx::Result<bool> {
    let sql = "update charges set busy_until = $3 where id = $1 and busy_until <= $2";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(millis(now))
            .bind(millis(now + LEASE))
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// Whether the provider has told us that before.
pub async fn is_known(conn: &mut Conn, event: &str) -> sqlx::Result<bool> {
    let sql = "select count(*) from provider_events where id = $1";
    let known: i64 = on!(conn, |c| query_scalar(sql).bind(event).fetch_one(&mut *c).await?);
    Ok(known > 0)
}

/// Notes what the provider has told.
pub async fn heard(conn: &mut Conn, event: &str, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into provider_events (id, at) values ($1, $2) on conflict do nothing";
    on!(conn, |c| { query(sql).bind(event).bind(millis(now)).execute(&mut *c).await.map(drop) })
}

/// Forgets what was told long ago, and who went to the provider's page and never came back.
pub async fn sweep(conn: &mut Conn, now: Instant) -> sqlx::Result<()> {
    for sql in ["delete from provider_events where at < $1", "delete from card_setups where begun_at < $1"] {
        on!(conn, |c| query(sql).bind(millis(now - EVENTS)).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}
