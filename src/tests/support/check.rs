//! What must hold after every test, whatever it did.

use rolecall::{history, on};
use sqlx::{AssertSqlSafe, query_scalar};

use super::{Engine, TestApp};

/// Rules as queries for the rows that break them.
const RULES: [(&str, &str); 6] = [
    ("two people own one e-mail address", "select min(email) from people group by email_key having count(*) > 1"),
    (
        "a practice has no administrator",
        "select r.name from practices r where r.kind = 'practice' and not exists (select 1 from grants g \
         join people p on p.id = g.person_id where g.practice_id = r.id and g.scope = 'practice' \
         and g.role in ('practice_owner', 'practice_administrator') and p.state in (1, 2))",
    ),
    (
        "a session belongs to nobody",
        "select cast(id as text) from sessions where person_id not in (select person_id from credentials)",
    ),
    (
        "a person is placed in another practice",
        "select p.email from people p join offices o on o.id = p.office_id where o.practice_id <> p.practice_id",
    ),
    (
        "a grant names a provider of another practice",
        "select g.role from grants g join providers v on v.id = g.provider_id where v.practice_id <> g.practice_id",
    ),
    ("failures go past the lock", "select cast(failures as text) from credentials where failures > 7 or failures < 0"),
];

/// # Errors
/// The first rule that is broken, and where.
pub async fn everything(app: &TestApp) -> Result<(), String> {
    let mut conn = app.read().await;
    history::store::verify(&mut conn).await.map_err(|error| error.to_string())??;
    for (rule, sql) in RULES {
        let broken: Option<String> =
            on!(&mut conn, |c| query_scalar(sql).fetch_optional(&mut *c).await).map_err(|error| error.to_string())?;
        if let Some(row) = broken {
            return Err(format!("{rule}: {row}"));
        }
    }
    if app.engine == Engine::Sqlite {
        for sql in ["pragma integrity_check", "select 'dangling: ' || \"table\" from pragma_foreign_key_check"] {
            let found: Option<String> = on!(&mut conn, |c| query_scalar(AssertSqlSafe(sql)).fetch_optional(&mut *c).await)
                .map_err(|error| error.to_string())?;
            if let Some(fault) = found.filter(|found| found != "ok") {
                return Err(fault);
            }
        }
    }
    Ok(())
}
