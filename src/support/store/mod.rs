//! Tickets in the database: one ticket here, its conversation in [`thread`], lists in [`list`].

pub mod list;
pub mod thread;

use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

use super::model::{PaymentMethod, Ticket, TicketKind, TicketStatus, Wish};
use crate::{
    domain::{
        clock::{Instant, instant, millis},
        fold::fold,
        ids::{PersonId, PracticeId, TicketId},
        role::Role,
        vendor::VendorLevel,
    },
    on,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

/// Whose tickets a reader may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circle {
    Everybody,
    Only(Vec<PracticeId>),
}

impl Circle {
    /// Adds `t.practice_id in (…)`.
    fn narrow(&self, sql: &mut Sql) {
        match self {
            Self::Everybody => sql.push("true"),
            Self::Only(practices) if practices.is_empty() => sql.push("false"),
            Self::Only(practices) => {
                sql.push("t.practice_id in ");
                sql.bind_list(practices.iter().map(|id| Value::Id(id.uuid())));
            }
        }
    }
}

/// Where a ticket of this circle belongs.
pub async fn practice_of(conn: &mut Conn, circle: &Circle, id: TicketId) -> sqlx::Result<Option<PracticeId>> {
    let mut sql = Sql::default();
    sql.push("select t.practice_id from tickets t where t.id = ");
    sql.bind(Value::Id(id.uuid()));
    sql.push(" and ");
    circle.narrow(&mut sql);
    let rows: Vec<(Uuid,)> = sql.rows(conn).await?;
    Ok(rows.into_iter().next().map(|(id,)| PracticeId::new(id)))
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    practice_id: Uuid,
    kind: i16,
    status: i16,
    subject: String,
    filed_by: Uuid,
    filed_by_name: String,
    assigned_to: Option<Uuid>,
    assigned_name: String,
    vendor_id: Option<Uuid>,
    level: String,
    person_id: Option<Uuid>,
    method: String,
    version: i64,
    opened_at: i64,
    updated_at: i64,
}

impl Row {
    fn wish(&self) -> Option<Wish> {
        Some(match TicketKind::from_rank(self.kind)? {
            TicketKind::Question => Wish::Question,
            TicketKind::LinkAccount => {
                Wish::Link { vendor: PracticeId::new(self.vendor_id?), level: VendorLevel::from_name(&self.level)? }
            }
            TicketKind::UserManager => Wish::UserManager(PersonId::new(self.person_id?)),
            TicketKind::PaymentMethod => Wish::Payment(PaymentMethod::from_name(&self.method)?),
        })
    }
}

impl TryFrom<Row> for Ticket {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("tickets.{column} of {}", row.id));
        Ok(Self {
            id: TicketId::new(row.id),
            practice: PracticeId::new(row.practice_id),
            wish: row.wish().ok_or_else(|| wrong("kind"))?,
            status: TicketStatus::from_rank(row.status).ok_or_else(|| wrong("status"))?,
            subject: row.subject,
            filed_by: (PersonId::new(row.filed_by), row.filed_by_name),
            assigned: row.assigned_to.map(|id| (PersonId::new(id), row.assigned_name)),
            version: row.version,
            opened: instant(row.opened_at),
            updated: instant(row.updated_at),
        })
    }
}

pub async fn find(conn: &mut Conn, practice: PracticeId, id: TicketId) -> Result<Option<Ticket>, Fault> {
    let sql = "select id, practice_id, kind, status, subject, filed_by, filed_by_name, assigned_to, assigned_name, \
               vendor_id, level, person_id, method, version, opened_at, updated_at from tickets \
               where practice_id = $1 and id = $2";
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(id.uuid()).fetch_optional(&mut *c).await?);
    row.map(Ticket::try_from).transpose()
}

pub async fn insert(conn: &mut Conn, ticket: &Ticket, practice_name: &str) -> sqlx::Result<()> {
    let (vendor, level) = match ticket.wish {
        Wish::Link { vendor, level } => (Some(vendor.uuid()), level.name()),
        _ => (None, ""),
    };
    let (person, method) = match ticket.wish {
        Wish::UserManager(person) => (Some(person.uuid()), ""),
        Wish::Payment(method) => (None, method.name()),
        Wish::Question | Wish::Link { .. } => (None, ""),
    };
    let search = [&ticket.subject, &ticket.filed_by.1, practice_name].map(fold).join("\u{1f}");
    let (assigned, assigned_name) = ticket.assigned.clone().unzip();
    let sql = "insert into tickets (id, practice_id, kind, status, subject, subject_key, search_key, filed_by, \
               filed_by_name, assigned_to, assigned_name, vendor_id, level, person_id, method, version, opened_at, \
               updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    on!(conn, |c| {
        query(sql)
            .bind(ticket.id.uuid())
            .bind(ticket.practice.uuid())
            .bind(ticket.wish.kind().rank())
            .bind(ticket.status.rank())
            .bind(&ticket.subject)
            .bind(fold(&ticket.subject))
            .bind(search)
            .bind(ticket.filed_by.0.uuid())
            .bind(&ticket.filed_by.1)
            .bind(assigned.map(PersonId::uuid))
            .bind(assigned_name.unwrap_or_default())
            .bind(vendor)
            .bind(level)
            .bind(person)
            .bind(method)
            .bind(ticket.version)
            .bind(millis(ticket.opened))
            .bind(millis(ticket.updated))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Stores how far it has come, and says whether it was still where it was read.
pub async fn save(conn: &mut Conn, ticket: &Ticket) -> sqlx::Result<bool> {
    let (assigned, assigned_name) = ticket.assigned.clone().unzip();
    let sql = "update tickets set status = $3, assigned_to = $4, assigned_name = $5, version = $6, updated_at = $7 \
               where practice_id = $1 and id = $2 and version = $6 - 1";
    on!(conn, |c| {
        let done = query(sql)
            .bind(ticket.practice.uuid())
            .bind(ticket.id.uuid())
            .bind(ticket.status.rank())
            .bind(assigned.map(PersonId::uuid))
            .bind(assigned_name.unwrap_or_default())
            .bind(ticket.version)
            .bind(millis(ticket.updated))
            .execute(&mut *c)
            .await?;
        Ok(done.rows_affected() == 1)
    })
}

/// Whether an organisation looks after others instead of being looked after.
pub async fn is_vendor(conn: &mut Conn, id: PracticeId) -> sqlx::Result<bool> {
    let sql = "select count(*) from practices where id = $1 and kind = 'vendor'";
    let count: i64 = on!(conn, |c| query_scalar(sql).bind(id.uuid()).fetch_one(&mut *c).await?);
    Ok(count == 1)
}

/// All vendors by name.
pub async fn vendors(conn: &mut Conn) -> sqlx::Result<Vec<(PracticeId, String)>> {
    let sql = "select id, name from practices where kind = 'vendor' order by name, id";
    let rows: Vec<(Uuid, String)> = on!(conn, |c| query_as(sql).fetch_all(&mut *c).await?);
    Ok(rows.into_iter().map(|(id, name)| (PracticeId::new(id), name)).collect())
}

/// Id, address and language of the operators who can sign in.
pub async fn operators(conn: &mut Conn, now: Instant) -> sqlx::Result<Vec<(PersonId, String, String)>> {
    let sql = "select distinct p.id, p.email, p.language from grants g join people p on p.id = g.person_id \
               where g.role = $1 and (g.ends_at = 0 or g.ends_at > $2) and p.state in (1, 2) \
               and (p.deactivates_at = 0 or p.deactivates_at > $2) order by p.email limit 10";
    let rows: Vec<(Uuid, String, String)> =
        on!(conn, |c| { query_as(sql).bind(Role::PortalOperator.name()).bind(millis(now)).fetch_all(&mut *c).await? });
    Ok(rows.into_iter().map(|(id, email, language)| (PersonId::new(id), email, language)).collect())
}

/// Address and language of somebody who can sign in.
pub async fn reachable(conn: &mut Conn, person: PersonId, now: Instant) -> sqlx::Result<Option<(String, String)>> {
    let sql = "select email, language from people where id = $1 and state in (1, 2) \
               and (deactivates_at = 0 or deactivates_at > $2)";
    on!(conn, |c| query_as(sql).bind(person.uuid()).bind(millis(now)).fetch_optional(&mut *c).await)
}
