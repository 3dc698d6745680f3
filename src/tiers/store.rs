//! Price lists and seats in the database.

use chrono::NaiveDate;
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{FreeSeat, Plan, PriceList, Product, Seat};
use crate::{
    domain::{
        clock::{Instant, day, day_number, instant, millis},
        ids::{PersonId, PracticeId},
        money::{Currency, Money},
        scope::Actor,
    },
    on,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

#[derive(FromRow)]
struct PriceRow {
    since: i64,
    currency: String,
    secure_mail_monthly: Option<i64>,
    secure_mail_annual: Option<i64>,
    outlook_plugin_monthly: Option<i64>,
    outlook_plugin_annual: Option<i64>,
    set_by_name: String,
}

/// Every price list there has been, the newest first, with when and by whom it was set.
pub async fn price_lists(conn: &mut Conn, limit: i64) -> Result<Vec<(PriceList, Instant, String)>, Fault> {
    let sql = "select since, currency, secure_mail_monthly, secure_mail_annual, outlook_plugin_monthly, \
               outlook_plugin_annual, set_by_name from price_lists order by since desc, id desc limit $1";
    let rows: Vec<PriceRow> = on!(conn, |c| query_as(sql).bind(limit).fetch_all(&mut *c).await?);
    let list = |row: PriceRow| {
        let amounts =
            [row.secure_mail_monthly, row.secure_mail_annual, row.outlook_plugin_monthly, row.outlook_plugin_annual];
        let prices = PriceList { currency: currency(&row.currency)?, amounts };
        Ok((prices, instant(row.since), row.set_by_name))
    };
    rows.into_iter().map(list).collect()
}

/// What everything costs now.
pub async fn prices(conn: &mut Conn) -> Result<PriceList, Fault> {
    let newest = price_lists(conn, 1).await?.into_iter().next();
    Ok(newest.map_or_else(PriceList::standard, |(prices, ..)| prices))
}

pub async fn add_prices(conn: &mut Conn, id: Uuid, prices: &PriceList, by: &Actor, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into price_lists (id, since, currency, secure_mail_monthly, secure_mail_annual, \
               outlook_plugin_monthly, outlook_plugin_annual, set_by, set_by_name) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let [first, second, third, fourth] = prices.amounts;
    on!(conn, |c| {
        query(sql)
            .bind(id)
            .bind(millis(now))
            .bind(prices.currency.as_str())
            .bind(first)
            .bind(second)
            .bind(third)
            .bind(fourth)
            .bind(by.person.uuid())
            .bind(&by.name)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Whether anything was ever sold.
pub async fn has_sold(conn: &mut Conn) -> sqlx::Result<bool> {
    let sql = "select count(*) from (select 1 from invoices limit 1) as sold";
    let sold: i64 = on!(conn, |c| query_scalar(sql).fetch_one(&mut *c).await?);
    Ok(sold > 0)
}

fn currency(text: &str) -> Result<Currency, Fault> {
    Currency::parse(text).map_err(|_| Fault::inconsistent(format!("{text} is no currency")))
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    product: String,
    plan: String,
    next_plan: String,
    payer_id: Uuid,
    payer: String,
    minor: i64,
    currency: String,
    began: i32,
    starts: i32,
    ends: i32,
}

impl TryFrom<Row> for Seat {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let unknown = || Fault::inconsistent(format!("seats.product or plan of {}", row.id));
        Ok(Self {
            person: PersonId::new(row.id),
            product: Product::from_name(&row.product).ok_or_else(unknown)?,
            plan: Plan::from_name(&row.plan).ok_or_else(unknown)?,
            next: Plan::from_name(&row.next_plan),
            payer: PersonId::new(row.payer_id),
            payer_name: row.payer,
            price: Money::new(row.minor, currency(&row.currency)?),
            began: day(row.began),
            starts: day(row.starts),
            ends: day(row.ends),
        })
    }
}

const SEATS: &str = "select s.person_id as id, s.product, s.plan, s.next_plan, s.payer_id, \
                     p.first_name || ' ' || p.last_name as payer, s.minor, s.currency, s.began, s.starts, s.ends \
                     from seats s join people p on p.id = s.payer_id where s.practice_id = ";

/// Secure Mail stands before its plug-in.
const ORDER: &str = " order by s.person_id, s.product desc";

async fn seats(conn: &mut Conn, practice: PracticeId, rest: impl FnOnce(&mut Sql)) -> Result<Vec<Seat>, Fault> {
    let mut sql = Sql::default();
    sql.push(SEATS);
    sql.bind(Value::Id(practice.uuid()));
    rest(&mut sql);
    sql.push(ORDER);
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What these people have.
pub async fn seats_of(conn: &mut Conn, practice: PracticeId, people: &[PersonId]) -> Result<Vec<Seat>, Fault> {
    seats(conn, practice, |sql| {
        sql.push(" and s.person_id in ");
        sql.bind_list(people.iter().map(|id| Value::Id(id.uuid())));
    })
    .await
}

/// What somebody pays for.
pub async fn seats_paid_by(conn: &mut Conn, practice: PracticeId, payer: PersonId) -> Result<Vec<Seat>, Fault> {
    seats(conn, practice, |sql| {
        sql.push(" and s.payer_id = ");
        sql.bind(Value::Id(payer.uuid()));
    })
    .await
}

/// Whose period is over.
pub async fn seats_over(conn: &mut Conn, practice: PracticeId, today: NaiveDate) -> Result<Vec<Seat>, Fault> {
    seats(conn, practice, |sql| {
        sql.push(" and s.ends <= ");
        sql.bind(Value::Int(day_number(today).into()));
    })
    .await
}

/// Seats of people whose day of leaving has come.
pub async fn seats_left(conn: &mut Conn, practice: PracticeId, now: Instant) -> Result<Vec<Seat>, Fault> {
    seats(conn, practice, |sql| {
        sql.push(" and exists (select 1 from people q where q.id = s.person_id and q.deactivates_at > 0 and q.deactivates_at <= ");
        sql.bind(Value::Int(millis(now)));
        sql.push(")");
    })
    .await
}

/// The practices where something may be over on `day` or somebody has left.
pub async fn practices_due(conn: &mut Conn, day: NaiveDate, now: Instant) -> sqlx::Result<Vec<PracticeId>> {
    let sql = "select distinct s.practice_id from seats s join people p on p.id = s.person_id \
               where s.ends <= $1 or (p.deactivates_at > 0 and p.deactivates_at <= $2)";
    let ids: Vec<Uuid> =
        on!(conn, |c| query_scalar(sql).bind(day_number(day)).bind(millis(now)).fetch_all(&mut *c).await?);
    Ok(ids.into_iter().map(PracticeId::new).collect())
}

/// Puts a seat in the place of the one that the person had of this product.
pub async fn put(conn: &mut Conn, practice: PracticeId, seat: &Seat) -> sqlx::Result<()> {
    let sql = "insert into seats (person_id, product, practice_id, payer_id, plan, next_plan, minor, currency, began, \
               starts, ends) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               on conflict (person_id, product) do update set payer_id = excluded.payer_id, plan = excluded.plan, \
               next_plan = excluded.next_plan, minor = excluded.minor, currency = excluded.currency, \
               began = excluded.began, starts = excluded.starts, ends = excluded.ends";
    on!(conn, |c| {
        query(sql)
            .bind(seat.person.uuid())
            .bind(seat.product.name())
            .bind(practice.uuid())
            .bind(seat.payer.uuid())
            .bind(seat.plan.name())
            .bind(seat.next.map_or("", Plan::name))
            .bind(seat.price.minor())
            .bind(seat.price.currency().as_str())
            .bind(day_number(seat.began))
            .bind(day_number(seat.starts))
            .bind(day_number(seat.ends))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

pub async fn remove(conn: &mut Conn, practice: PracticeId, seat: &Seat) -> sqlx::Result<()> {
    let sql = "delete from seats where person_id = $1 and product = $2 and practice_id = $3";
    on!(conn, |c| {
        query(sql)
            .bind(seat.person.uuid())
            .bind(seat.product.name())
            .bind(practice.uuid())
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Keeps what is left of a seat whose person has gone.
pub async fn leave(conn: &mut Conn, practice: PracticeId, seat: &Seat, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into free_seats (left_by, product, left_at, practice_id, payer_id, plan, minor, currency, began, \
               starts, ends) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(conn, |c| {
        query(sql)
            .bind(seat.person.uuid())
            .bind(seat.product.name())
            .bind(millis(now))
            .bind(practice.uuid())
            .bind(seat.payer.uuid())
            .bind(seat.plan.name())
            .bind(seat.price.minor())
            .bind(seat.price.currency().as_str())
            .bind(day_number(seat.began))
            .bind(day_number(seat.starts))
            .bind(day_number(seat.ends))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

#[derive(FromRow)]
struct FreeRow {
    left_at: i64,
    #[sqlx(flatten)]
    seat: Row,
}

/// What somebody has paid for and nobody uses, what lasts longest first.
pub async fn free(
    conn: &mut Conn,
    practice: PracticeId,
    payer: PersonId,
    today: NaiveDate,
) -> Result<Vec<FreeSeat>, Fault> {
    let sql = "select f.left_at, f.left_by as id, f.product, f.plan, f.plan as next_plan, f.payer_id, \
               p.first_name || ' ' || p.last_name as payer, f.minor, f.currency, f.began, f.starts, f.ends \
               from free_seats f join people p on p.id = f.payer_id \
               where f.practice_id = $1 and f.payer_id = $2 and f.ends > $3 order by f.ends desc, f.left_at, f.left_by";
    let rows: Vec<FreeRow> = on!(conn, |c| {
        query_as(sql).bind(practice.uuid()).bind(payer.uuid()).bind(day_number(today)).fetch_all(&mut *c).await?
    });
    rows.into_iter().map(|row| Ok(FreeSeat { left: instant(row.left_at), seat: row.seat.try_into()? })).collect()
}

pub async fn take_free(conn: &mut Conn, practice: PracticeId, free: &FreeSeat) -> sqlx::Result<()> {
    let sql = "delete from free_seats where left_by = $1 and product = $2 and left_at = $3 and practice_id = $4";
    on!(conn, |c| {
        query(sql)
            .bind(free.seat.person.uuid())
            .bind(free.seat.product.name())
            .bind(millis(free.left))
            .bind(practice.uuid())
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Gives everything that an account has and pays for to the one that takes its place.
pub async fn hand_over(conn: &mut Conn, practice: PracticeId, old: PersonId, new: PersonId) -> sqlx::Result<()> {
    for sql in [
        "update seats set person_id = $2 where person_id = $1 and practice_id = $3",
        "update seats set payer_id = $2 where payer_id = $1 and practice_id = $3",
        "update free_seats set payer_id = $2 where payer_id = $1 and practice_id = $3",
        "update payment_means set person_id = $2 where person_id = $1 and practice_id = $3",
        "update cards set person_id = $2 where person_id = $1 and practice_id = $3",
    ] {
        on!(conn, |c| {
            query(sql).bind(old.uuid()).bind(new.uuid()).bind(practice.uuid()).execute(&mut *c).await.map(drop)?;
        });
    }
    Ok(())
}

/// Forgets free seats that are over.
pub async fn sweep(conn: &mut Conn, before: NaiveDate) -> sqlx::Result<()> {
    let sql = "delete from free_seats where ends < $1";
    on!(conn, |c| query(sql).bind(day_number(before)).execute(&mut *c).await.map(drop))
}
