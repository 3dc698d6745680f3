//! Mails in the database.

use sqlx::{FromRow, query};
use uuid::Uuid;

use super::{
    letter::Outgoing,
    model::{Delivery, MailState, Trouble},
    seal,
};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant, maybe_instant, millis},
        ids::{MailId, PracticeId},
    },
    on,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
        state::AppState,
    },
};

/// Puts a letter into the outbox, in the transaction of the command that causes it: both happen or neither.
///
/// # Errors
/// The database refused.
pub async fn queue(conn: &mut Conn, state: &AppState, now: Instant, mail: &Outgoing) -> Result<MailId, Fault> {
    let id = MailId::new(state.random.id(now));
    let sealed = seal::seal(&state.config, &state.random, id, &mail.letter)?;
    let sql = "insert into mails (id, practice_id, kind, about_kind, about_id, language, recipient, sealed, state, \
               attempts, next_try_at, give_up_at, lease, lease_until, trouble, \
               reply, queued_at, tried_at, ended_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', 0, $9, $10, '', 0, '', '', $9, 0, 0)";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(mail.practice.uuid())
            .bind(mail.letter.kind().name())
            .bind(mail.about.name())
            .bind(mail.about.uuid())
            .bind(mail.language.tag())
            .bind(mail.to.as_str())
            .bind(sealed)
            .bind(millis(now))
            .bind(millis(mail.letter.give_up(now)))
            .execute(&mut *c)
            .await?;
    });
    Ok(id)
}

#[derive(FromRow)]
struct DeliveryRow {
    id: Uuid,
    about_id: Uuid,
    recipient: String,
    state: String,
    attempts: i32,
    next_try_at: i64,
    trouble: String,
    reply: String,
    queued_at: i64,
    tried_at: i64,
    ended_at: i64,
}

/// What became of the practice's mails about these ids, oldest first.
///
/// # Errors
/// The database refused, or a stored state is none.
pub async fn deliveries(
    conn: &mut Conn,
    practice: PracticeId,
    about: &[Uuid],
    local: impl Fn(Instant) -> Stamp,
) -> Result<Vec<Delivery>, Fault> {
    if about.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::default();
    sql.push(
        "select id, about_id, recipient, state, attempts, next_try_at, trouble, reply, queued_at, tried_at, \
         ended_at from mails where practice_id = ",
    );
    sql.bind(Value::Id(practice.uuid()));
    sql.push(" and about_id in ");
    sql.bind_list(about.iter().copied().map(Value::Id));
    sql.push(" order by queued_at, id");
    let rows: Vec<DeliveryRow> = sql.rows(conn).await?;
    let delivery = |row: DeliveryRow| {
        let when = |millis| maybe_instant(millis).map(&local);
        Ok(Delivery {
            id: MailId::new(row.id),
            about: row.about_id,
            to: row.recipient,
            state: state(&row.state, row.id)?,
            attempts: row.attempts,
            queued: local(instant(row.queued_at)),
            tried: when(row.tried_at),
            next_try: when(row.next_try_at),
            ended: when(row.ended_at),
            trouble: Trouble::from_name(&row.trouble),
            reply: row.reply,
        })
    };
    rows.into_iter().map(delivery).collect()
}

fn state(name: &str, id: Uuid) -> Result<MailState, Fault> {
    MailState::from_name(name).ok_or_else(|| Fault::inconsistent(format!("mails.state of {id}: {name}")))
}

/// Withdraws the practice's mails about `about` that have not been sent; says how many.
///
/// # Errors
/// The database refused.
pub async fn cancel(conn: &mut Conn, practice: PracticeId, about: Uuid, now: Instant) -> sqlx::Result<u64> {
    let sql = "update mails set state = 'cancelled', sealed = '', next_try_at = 0, ended_at = $3 \
               where practice_id = $1 and about_id = $2 and state in ('queued', 'deferred')";
    on!(conn, |c| {
        let done = query(sql).bind(practice.uuid()).bind(about).bind(millis(now)).execute(&mut *c).await?;
        Ok(done.rows_affected())
    })
}
