//! How many patients of which kinds there are: read from an index, never from the patients themselves.

use sqlx::FromRow;
use uuid::Uuid;

use super::within;
use crate::{
    domain::{
        clock::{Instant, millis},
        ids::{OfficeId, ProviderId},
        language::Language,
        scope::Reach,
    },
    patients::model::{Facts, Group, SOON_DAYS, Status},
    server::{
        db::Conn,
        fault::Fault,
        sql::{Sql, Value},
    },
};

#[derive(FromRow)]
struct Row {
    provider_id: Option<Uuid>,
    office_id: Uuid,
    language: i16,
    status: i16,
    patients: i64,
    soon: i64,
}

impl Row {
    fn group(self) -> Result<Group, Fault> {
        let wrong = || Fault::inconsistent("patients.language or patients.status is out of range");
        let facts = Facts {
            office: OfficeId::new(self.office_id),
            language: Language::from_rank(self.language).ok_or_else(wrong)?,
            status: Status::from_rank(self.status).ok_or_else(wrong)?,
        };
        Ok(Group { provider: self.provider_id.map(ProviderId::new), facts, count: self.patients, soon: self.soon })
    }
}

/// The patients inside of `reach` by provider, office, language and status; of one provider, if one is named.
pub async fn count_by(
    conn: &mut Conn,
    reach: Reach,
    provider: Option<ProviderId>,
    now: Instant,
) -> Result<Vec<Group>, Fault> {
    let mut sql = Sql::default();
    sql.push(
        "select l.provider_id, l.office_id, l.language, l.status, count(*) as patients, \
         cast(coalesce(sum(case when l.next_at >= ",
    );
    sql.bind(Value::Int(millis(now)));
    sql.push(" and l.next_at < ");
    sql.bind(Value::Int(millis(now + chrono::Duration::days(SOON_DAYS))));
    sql.push(" then 1 else 0 end), 0) as bigint) as soon from patients l");
    within(&mut sql, reach);
    if let Some(provider) = provider {
        sql.push(" and l.provider_id = ");
        sql.bind(Value::Id(provider.uuid()));
    }
    sql.push(" group by l.provider_id, l.office_id, l.language, l.status");
    let rows: Vec<Row> = sql.rows(conn).await?;
    rows.into_iter().map(Row::group).collect()
}

/// How many active patients each provider has.
pub async fn loads(conn: &mut Conn, reach: Reach) -> sqlx::Result<Vec<(Uuid, i64)>> {
    let mut sql = Sql::default();
    sql.push("select l.provider_id, count(*) from patients l");
    within(&mut sql, reach);
    sql.push(" and l.provider_id is not null and l.status = ");
    sql.bind(Value::Int(Status::Active.rank().into()));
    sql.push(" group by l.provider_id");
    sql.rows(conn).await
}

/// How many patients there are, and how many of them wait for a provider.
pub async fn attention(conn: &mut Conn, reach: Reach) -> sqlx::Result<[i64; 2]> {
    let mut counts = [0; 2];
    for (at, condition) in ["", " and l.provider_id is null and l.status in (0, 1)"].into_iter().enumerate() {
        let mut sql = Sql::default();
        sql.push("select count(*) from patients l");
        within(&mut sql, reach);
        sql.push(condition);
        counts[at] = sql.number(conn).await?;
    }
    Ok(counts)
}
