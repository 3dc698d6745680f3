//! The list of links: exact total, one page by keyset in any order.

use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, Stamp, instant, millis},
        fold::fold,
        ids::{InvitationId, PersonId},
        page::Page,
        role::Role,
        scope::Reach,
    },
    invitations::{
        model::{Delivery, Status},
        query::{Column, InvitationQuery},
        views::InvitationRow,
    },
    people::model::AccountState,
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value, containing},
    },
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    role: i16,
    place: String,
    account: i16,
    status: i16,
    delivery: i16,
    invited_by_name: String,
    sent_at: i64,
    expires_at: i64,
    newest: bool,
}

impl Row {
    fn shown(self, local: &impl Fn(Instant) -> Stamp) -> Result<InvitationRow, Fault> {
        let wrong = |column: &str| Fault::inconsistent(format!("invitations.{column} of {}", self.id));
        Ok(InvitationRow {
            id: InvitationId::new(self.id),
            person: PersonId::new(self.person_id),
            name: format!("{} {}", self.first_name, self.last_name).trim().to_owned(),
            role: Role::from_rank(self.role).ok_or_else(|| wrong("role"))?,
            account: AccountState::from_rank(self.account).ok_or_else(|| wrong("account"))?,
            status: Status::from_rank(self.status).ok_or_else(|| wrong("status"))?,
            delivery: Delivery::from_rank(self.delivery).ok_or_else(|| wrong("delivery"))?,
            email: self.email,
            place: self.place,
            inviter: self.invited_by_name,
            sent: local(instant(self.sent_at)),
            expires: local(instant(self.expires_at)),
            newest: self.newest,
        })
    }
}

/// `with links as (…)`: every link inside of `reach` with what lists show and sort by. The numbers are the ranks of
/// [`Status`] and [`Delivery`].
fn links(sql: &mut Sql, reach: Reach, now: Instant) {
    sql.push(
        "with links as (select i.id, i.person_id, i.email, i.email_key, i.invited_by_name, i.invited_by_key, \
         i.sent_at, i.expires_at, p.first_name, p.last_name, p.last_key, p.search_key, p.place_key, p.role, \
         p.state as account, coalesce(v.name, o.name) as place, \
         not exists (select 1 from invitations n where n.person_id = i.person_id \
         and (n.sent_at, n.id) > (i.sent_at, i.id)) as newest, \
         exists (select 1 from invitations a where a.person_id = i.person_id and a.asked_at > i.sent_at) as asked, \
         cast(case when i.state = 0 and i.expires_at <= ",
    );
    sql.bind(Value::Int(millis(now)));
    sql.push(
        " then 1 when i.state = 0 then 0 else i.state + 1 end as smallint) as status, \
         cast(case when not i.by_mail then 6 else coalesce((select case m.state when 'queued' then 0 \
         when 'deferred' then 1 when 'accepted' then 2 when 'bounced' then 3 when 'given_up' then 4 else 5 end \
         from mails m where m.practice_id = i.practice_id and m.about_id = i.id order by m.queued_at desc limit 1), 0) \
         end as smallint) as delivery \
         from invitations i join people p on p.id = i.person_id join offices o on o.id = p.office_id \
         left join providers v on v.id = p.provider_id where i.practice_id = ",
    );
    sql.bind(Value::Id(reach.practice.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.push(") ");
}

const COLUMNS: &str = "select l.id, l.person_id, l.email, l.first_name, l.last_name, l.role, l.place, l.account, \
                       l.status, l.delivery, l.invited_by_name, l.sent_at, l.expires_at, l.newest from links l where ";

const fn key(column: Column) -> &'static str {
    match column {
        Column::Email => "email_key",
        Column::Name => "last_key",
        Column::Role => "role",
        Column::Place => "place_key",
        Column::Status => "status",
        Column::Delivery => "delivery",
        Column::Inviter => "invited_by_key",
        Column::Sent => "sent_at",
        Column::Expires => "expires_at",
    }
}

fn any_of(sql: &mut Sql, column: &str, ranks: impl Iterator<Item = i16>) {
    let ranks: Vec<_> = ranks.map(|rank| Value::Int(rank.into())).collect();
    if !ranks.is_empty() {
        sql.push(&format!(" and l.{column} in "));
        sql.bind_list(ranks);
    }
}

/// Somebody waits for a link, has asked for one, and has got none since.
const ASKED: &str = " and l.newest and l.asked and l.account = 0";

fn filter(sql: &mut Sql, query: &InvitationQuery) {
    let statuses = if query.filters.statuses.is_empty() { Status::SHOWN } else { &query.filters.statuses };
    sql.push("true");
    any_of(sql, "status", statuses.iter().map(|status| status.rank()));
    any_of(sql, "delivery", query.filters.deliveries.iter().map(|delivery| delivery.rank()));
    any_of(sql, "role", query.filters.roles.iter().map(|role| role.rank()));
    if query.filters.asked {
        sql.push(ASKED);
    }
    let search = fold(&query.search);
    if !search.is_empty() {
        let pattern = containing(&search);
        sql.push(" and (l.search_key like ");
        sql.bind(Value::Text(pattern.clone()));
        sql.push(" escape '\\' or l.email_key like ");
        sql.bind(Value::Text(pattern));
        sql.push(" escape '\\')");
    }
}

/// One page of the list inside of `reach`.
pub async fn page(
    conn: &mut Conn,
    reach: Reach,
    query: &InvitationQuery,
    now: Instant,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Page<InvitationRow>, Fault> {
    let mut sql = Sql::default();
    links(&mut sql, reach, now);
    sql.push("select count(*) from links l where ");
    filter(&mut sql, query);
    let total = sql.number(conn).await?;
    let start = match query.start() {
        Some(id) if exists(conn, reach, id).await? => Some(id),
        _ => None,
    };
    let cut = query.cut(total, start.is_some());
    let rows = rows(conn, reach, query, now, (start, query.descending != cut.backwards, cut.limit())).await?;
    cut.page(rows).try_map(|row| row.shown(&local))
}

async fn rows(
    conn: &mut Conn,
    reach: Reach,
    query: &InvitationQuery,
    now: Instant,
    (start, descending, limit): (Option<InvitationId>, bool, i64),
) -> sqlx::Result<Vec<Row>> {
    let mut sql = Sql::default();
    links(&mut sql, reach, now);
    sql.push(COLUMNS);
    filter(&mut sql, query);
    sql.window("links", key(query.sort), start.map(InvitationId::uuid), descending, limit);
    sql.rows(conn).await
}

async fn exists(conn: &mut Conn, reach: Reach, id: InvitationId) -> sqlx::Result<bool> {
    let mut sql = Sql::default();
    sql.push("select count(*) from invitations i join people p on p.id = i.person_id where i.practice_id = ");
    sql.bind(Value::Id(reach.practice.uuid()));
    sql.push(" and i.id = ");
    sql.bind(Value::Id(id.uuid()));
    if let Some(provider) = reach.provider {
        sql.push(" and p.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    Ok(sql.number(conn).await? == 1)
}

/// One link inside of `reach`, as the list shows it.
pub async fn one(
    conn: &mut Conn,
    reach: Reach,
    id: InvitationId,
    now: Instant,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Option<InvitationRow>, Fault> {
    let mut sql = Sql::default();
    links(&mut sql, reach, now);
    sql.push(COLUMNS);
    sql.push("l.id = ");
    sql.bind(Value::Id(id.uuid()));
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().next().map(|row| row.shown(&local)).transpose()
}

/// How many newest links are open, have expired, could not be delivered, or are asked for again.
pub async fn attention(conn: &mut Conn, reach: Reach, now: Instant) -> Result<[i64; 4], Fault> {
    let mut sql = Sql::default();
    links(&mut sql, reach, now);
    sql.push(
        "select cast(coalesce(sum(case when l.status = 0 then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when l.status = 1 then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when l.status in (0, 1) and l.delivery in (3, 4) then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when l.asked and l.account = 0 then 1 else 0 end), 0) as bigint) \
         from links l where l.newest",
    );
    let rows: Vec<(i64, i64, i64, i64)> = sql.rows(conn).await?;
    Ok(rows.into_iter().next().map_or([0; 4], |(open, expired, bounced, asked)| [open, expired, bounced, asked]))
}
