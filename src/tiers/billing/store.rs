//! Means and invoices in the database.

use chrono::NaiveDate;
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::{
    model::{Charged, Invoice, Means},
    views::OfficeSeats,
};
use crate::{
    domain::{
        clock::{Instant, day, day_number, maybe_instant, maybe_millis, millis},
        ids::{InvoiceId, PersonId, PracticeId},
        money::{Currency, Money},
    },
    on,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
    tiers::{
        model::{Plan, Product},
        payments::model::ChargeState,
        sums::{Line, LineKind},
    },
};

/// What somebody pays with in this practice.
pub async fn means(conn: &mut Conn, practice: PracticeId, person: PersonId) -> sqlx::Result<Option<Means>> {
    let sql = "select name, address, reference from payment_means where practice_id = $1 and person_id = $2";
    let row: Option<(String, String, String)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(person.uuid()).fetch_optional(&mut *c).await?);
    Ok(row.map(|(name, address, reference)| Means { name, address, reference }))
}

pub async fn set_means(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    means: &Means,
    now: Instant,
) -> sqlx::Result<()> {
    let sql = "insert into payment_means (person_id, practice_id, name, address, reference, since) \
               values ($1, $2, $3, $4, $5, $6) on conflict (person_id) do update set practice_id = excluded.practice_id, \
               name = excluded.name, address = excluded.address, reference = excluded.reference, since = excluded.since";
    on!(conn, |c| {
        query(sql)
            .bind(person.uuid())
            .bind(practice.uuid())
            .bind(&means.name)
            .bind(&means.address)
            .bind(&means.reference)
            .bind(millis(now))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Those of the practice who have something on file to pay with, by name: whom to ask.
pub async fn payers(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<Vec<(PersonId, String)>> {
    let sql = "select p.id, p.first_name || ' ' || p.last_name from payment_means m join people p on p.id = m.person_id \
               where m.practice_id = $1 and p.state in (1, 2) order by p.last_key, p.id limit 20";
    let rows: Vec<(Uuid, String)> = on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, name)| (PersonId::new(id), name)).collect())
}

/// The number of the practice's next invoice. The practice's place in the queue of writers is held.
pub async fn next_number(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<i64> {
    let sql = "select coalesce(max(number), 0) + 1 from invoices where practice_id = $1";
    on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_one(&mut *c).await)
}

pub async fn insert(conn: &mut Conn, practice: PracticeId, invoice: &Invoice, now: Instant) -> sqlx::Result<()> {
    let sql = "insert into invoices (id, practice_id, number, payer_id, payer_name, bill_name, bill_address, reference, \
               currency, total, issued_at, issued, due, paid_at, by_card) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on!(conn, |c| {
        query(sql)
            .bind(invoice.id.uuid())
            .bind(practice.uuid())
            .bind(invoice.number)
            .bind(invoice.payer.uuid())
            .bind(&invoice.payer_name)
            .bind(&invoice.means.name)
            .bind(&invoice.means.address)
            .bind(&invoice.means.reference)
            .bind(invoice.total.currency().as_str())
            .bind(invoice.total.minor())
            .bind(millis(now))
            .bind(day_number(invoice.issued))
            .bind(day_number(invoice.due))
            .bind(maybe_millis(invoice.paid))
            .bind(invoice.by_card)
            .execute(&mut *c)
            .await
            .map(drop)?;
    });
    let sql = "insert into invoice_lines (invoice_id, position, practice_id, person_id, person_name, product, plan, kind, \
               starts, ends, minor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    for (position, line) in (1_i32..).zip(&invoice.lines) {
        on!(conn, |c| {
            query(sql)
                .bind(invoice.id.uuid())
                .bind(position)
                .bind(practice.uuid())
                .bind(line.person.uuid())
                .bind(&line.name)
                .bind(line.product.name())
                .bind(line.plan.name())
                .bind(line.kind.name())
                .bind(day_number(line.starts))
                .bind(day_number(line.ends))
                .bind(line.minor)
                .execute(&mut *c)
                .await
                .map(drop)?;
        });
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice: String,
    number: i64,
    payer_id: Uuid,
    payer_name: String,
    bill_name: String,
    bill_address: String,
    reference: String,
    currency: String,
    total: i64,
    issued: i32,
    due: i32,
    paid_at: i64,
    by_card: bool,
    reminders: i32,
    brand: Option<String>,
    last_four: Option<String>,
    charge: Option<String>,
}

impl TryFrom<Row> for Invoice {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let charge = row.charge.as_deref().and_then(ChargeState::from_name).map(|state| Charged {
            brand: row.brand.unwrap_or_default(),
            last_four: row.last_four.unwrap_or_default(),
            state,
        });
        Ok(Self {
            id: InvoiceId::new(row.id),
            practice: row.practice,
            number: row.number,
            payer: PersonId::new(row.payer_id),
            payer_name: row.payer_name,
            means: Means { name: row.bill_name, address: row.bill_address, reference: row.reference },
            total: money(row.total, &row.currency)?,
            issued: day(row.issued),
            due: day(row.due),
            paid: maybe_instant(row.paid_at),
            by_card: row.by_card,
            reminders: row.reminders,
            charge,
            lines: Vec::new(),
        })
    }
}

fn money(minor: i64, currency: &str) -> Result<Money, Fault> {
    let currency = Currency::parse(currency).map_err(|_| Fault::inconsistent(format!("{currency} is no currency")))?;
    Ok(Money::new(minor, currency))
}

#[derive(FromRow)]
struct LineRow {
    invoice_id: Uuid,
    person_id: Uuid,
    person_name: String,
    product: String,
    plan: String,
    kind: String,
    starts: i32,
    ends: i32,
    minor: i64,
}

impl TryFrom<LineRow> for Line {
    type Error = Fault;

    fn try_from(row: LineRow) -> Result<Self, Fault> {
        let unknown = || Fault::inconsistent(format!("invoice_lines of {}", row.invoice_id));
        Ok(Self {
            person: PersonId::new(row.person_id),
            name: row.person_name,
            product: Product::from_name(&row.product).ok_or_else(unknown)?,
            plan: Plan::from_name(&row.plan).ok_or_else(unknown)?,
            kind: LineKind::from_name(&row.kind).ok_or_else(unknown)?,
            starts: day(row.starts),
            ends: day(row.ends),
            minor: row.minor,
        })
    }
}

const INVOICES: &str = "select i.id, r.name as practice, i.number, i.payer_id, i.payer_name, i.bill_name, \
                        i.bill_address, i.reference, i.currency, i.total, i.issued, i.due, i.paid_at, i.by_card, \
                        i.reminders, c.brand, c.last_four, c.state as charge from invoices i \
                        join practices r on r.id = i.practice_id left join charges c on c.id = (select d.id from charges d \
                        where d.invoice_id = i.id order by d.asked_at desc, d.id desc limit 1) where 1 = 1";

/// Whose invoices somebody sees: of one practice or of all, of one payer or of all.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Nothing: of the whole installation, for its operator.
    pub practice: Option<PracticeId>,
    pub payer: Option<PersonId>,
}

impl Seen {
    fn narrow(self, sql: &mut Sql) {
        if let Some(practice) = self.practice {
            sql.push(" and i.practice_id = ");
            sql.bind(Value::Id(practice.uuid()));
        }
        if let Some(payer) = self.payer {
            sql.push(" and i.payer_id = ");
            sql.bind(Value::Id(payer.uuid()));
        }
    }
}

/// Invoices with their lines, the newest first.
pub async fn invoices(
    conn: &mut Conn,
    seen: Seen,
    before: Option<InvoiceId>,
    limit: i64,
) -> Result<Vec<Invoice>, Fault> {
    let mut sql = Sql::default();
    sql.push(INVOICES);
    seen.narrow(&mut sql);
    if let Some(before) = before {
        sql.push(" and i.id < ");
        sql.bind(Value::Id(before.uuid()));
    }
    // Ids sort by the time they were made.
    sql.push(" order by i.id desc limit ");
    sql.bind(Value::Int(limit));
    let rows: Vec<Row> = sql.rows(conn).await?;
    let mut invoices: Vec<Invoice> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, Fault>>()?;
    for some in invoices.chunks_mut(crate::people::store::AT_ONCE) {
        add_lines(conn, some).await?;
    }
    Ok(invoices)
}

async fn add_lines(conn: &mut Conn, invoices: &mut [Invoice]) -> Result<(), Fault> {
    let mut sql = Sql::default();
    sql.push(
        "select invoice_id, person_id, person_name, product, plan, kind, starts, ends, minor from invoice_lines \
         where invoice_id in ",
    );
    sql.bind_list(invoices.iter().map(|invoice| Value::Id(invoice.id.uuid())));
    sql.push(" order by invoice_id, position");
    let rows: Vec<LineRow> = if invoices.is_empty() { Vec::new() } else { sql.rows(conn).await? };
    for row in rows {
        if let Some(invoice) = invoices.iter_mut().find(|invoice| invoice.id.uuid() == row.invoice_id) {
            invoice.lines.push(row.try_into()?);
        }
    }
    Ok(())
}

/// One of the invoices that somebody sees.
pub async fn find(conn: &mut Conn, seen: Seen, id: InvoiceId) -> Result<Option<Invoice>, Fault> {
    let mut sql = Sql::default();
    sql.push(INVOICES);
    seen.narrow(&mut sql);
    sql.push(" and i.id = ");
    sql.bind(Value::Id(id.uuid()));
    let rows: Vec<Row> = sql.rows(conn).await?;
    let mut found: Vec<Invoice> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, Fault>>()?;
    add_lines(conn, &mut found).await?;
    Ok(found.pop())
}

#[derive(FromRow)]
struct OwnRow {
    issued: i32,
    payer_name: String,
    currency: String,
    #[sqlx(flatten)]
    line: LineRow,
}

/// What was paid for somebody's own account, the newest first; by others only, or by anybody.
pub async fn payments_for(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
    by_others: bool,
) -> Result<Vec<super::views::OwnPayment>, Fault> {
    let mut sql = Sql::default();
    sql.push(
        "select i.issued, i.payer_name, i.currency, l.invoice_id, l.person_id, l.person_name, l.product, l.plan, \
         l.kind, l.starts, l.ends, l.minor from invoice_lines l join invoices i on i.id = l.invoice_id \
         where l.person_id = ",
    );
    sql.bind(Value::Id(person.uuid()));
    sql.push(" and l.practice_id = ");
    sql.bind(Value::Id(practice.uuid()));
    if by_others {
        sql.push(" and i.payer_id <> ");
        sql.bind(Value::Id(person.uuid()));
    }
    sql.push(" order by i.number desc, l.position limit 200");
    let rows: Vec<OwnRow> = sql.rows(conn).await?;
    let own = |row: OwnRow| {
        let amount = money(row.line.minor, &row.currency)?;
        Ok(super::views::OwnPayment {
            issued: day(row.issued),
            payer: row.payer_name,
            line: row.line.try_into()?,
            amount,
        })
    };
    rows.into_iter().map(own).collect()
}

/// Notes that an invoice was paid. `Ok(false)`: it was already.
pub async fn settle(conn: &mut Conn, id: InvoiceId, now: Instant) -> sqlx::Result<bool> {
    let sql = "update invoices set paid_at = $2 where id = $1 and paid_at = 0";
    on!(conn, |c| {
        query(sql).bind(id.uuid()).bind(millis(now)).execute(&mut *c).await.map(|done| done.rows_affected() == 1)
    })
}

/// How many seats somebody pays for at each office.
pub async fn offices(conn: &mut Conn, practice: PracticeId, payer: PersonId) -> sqlx::Result<Vec<OfficeSeats>> {
    let sql = "select o.name, sum(case when s.product = 'secure_mail' then 1 else 0 end), \
               sum(case when s.product = 'outlook_plugin' then 1 else 0 end) \
               from seats s join people p on p.id = s.person_id join offices o on o.id = p.office_id \
               where s.practice_id = $1 and s.payer_id = $2 group by o.name, o.name_key order by o.name_key";
    let rows: Vec<(String, i64, i64)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(payer.uuid()).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(office, secure_mail, plugin)| OfficeSeats { office, secure_mail, plugin }).collect())
}

/// What was invoiced since a day, and how many invoices should have been paid before `today`.
pub async fn spent(
    conn: &mut Conn,
    practice: PracticeId,
    payer: PersonId,
    since: NaiveDate,
) -> sqlx::Result<Vec<(NaiveDate, i64)>> {
    let sql = "select issued, total from invoices where practice_id = $1 and payer_id = $2 and issued >= $3";
    let rows: Vec<(i32, i64)> = on!(conn, |c| {
        query_as(sql).bind(practice.uuid()).bind(payer.uuid()).bind(day_number(since)).fetch_all(&mut *c).await?
    });
    Ok(rows.into_iter().map(|(at, total)| (day(at), total)).collect())
}

pub async fn overdue(conn: &mut Conn, practice: PracticeId, payer: PersonId, today: NaiveDate) -> sqlx::Result<i64> {
    let sql = "select count(*) from invoices where practice_id = $1 and payer_id = $2 and paid_at = 0 and due < $3 \
               and not by_card";
    on!(conn, |c| {
        query_scalar(sql).bind(practice.uuid()).bind(payer.uuid()).bind(day_number(today)).fetch_one(&mut *c).await
    })
}
