//! Many rows at once: the indexes of people are taken down and built again from the finished table, which is several
//! times quicker than keeping them row by row. All of it inside of one transaction, so a crash leaves nothing halfway.

use sqlx::{AssertSqlSafe, query, query_as};

use crate::{
    domain::ids::PracticeId,
    on,
    server::db::{Conn, Engine},
};

/// What has to be built again.
#[must_use]
pub struct TakenDown(Vec<String>);

/// Takes down what keeps `people` sorted and searchable, but for the index that foreign keys stand on.
pub async fn take_down(conn: &mut Conn) -> sqlx::Result<TakenDown> {
    let (settings, list): (&[&str], _) = match conn.engine() {
        Engine::Sqlite(_) => (
            &["pragma cache_size = -262144"],
            "select 'drop ' || type || ' ' || name, sql from sqlite_schema where tbl_name = 'people' \
             and sql is not null and type in ('index', 'trigger') and name <> 'people_id_key' order by name",
        ),
        Engine::Postgres(_) => (
            &[
                "set local statement_timeout = 0",
                "set local maintenance_work_mem = '256MB'",
                "alter table people disable trigger user",
            ],
            "select 'drop index ' || indexname, indexdef from pg_indexes where schemaname = current_schema() \
             and tablename = 'people' and indexname not in ('people_id_key', 'people_pkey') order by indexname",
        ),
    };
    for setting in settings {
        on!(conn, |c| query(*setting).execute(&mut *c).await.map(drop)?);
    }
    let found: Vec<(String, String)> = on!(conn, |c| query_as(list).fetch_all(&mut *c).await?);
    let (drop_each, mut build): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    for statement in drop_each {
        on!(conn, |c| query(AssertSqlSafe(statement)).execute(&mut *c).await.map(drop)?);
    }
    build.push(if conn.is_postgres() {
        "alter table people enable trigger user".into()
    } else {
        "insert into people_search (people_search) values ('rebuild')".into()
    });
    Ok(TakenDown(build))
}

/// Builds everything again around the people of `practice`.
pub async fn build(conn: &mut Conn, taken_down: TakenDown, practice: PracticeId) -> sqlx::Result<()> {
    for statement in taken_down.0 {
        on!(conn, |c| query(AssertSqlSafe(statement)).execute(&mut *c).await.map(drop)?);
    }
    let count = [
        "delete from people_totals where practice_id = $1",
        "insert into people_totals (practice_id, badge, role, registration, tier, people) \
         select practice_id, badge, role, registration, tier, count(*) from people where practice_id = $1 \
         group by practice_id, badge, role, registration, tier",
    ];
    for statement in count {
        on!(conn, |c| query(statement).bind(practice.uuid()).execute(&mut *c).await.map(drop)?);
    }
    let statistics = if conn.is_postgres() { "analyze people, grants, credentials" } else { "analyze" };
    on!(conn, |c| query(statistics).execute(&mut *c).await.map(drop))
}
