//! What must hold after every test, whatever it did.

use rolecall::{on, server::verify};
use sqlx::query_scalar;

use super::TestApp;

/// Rules as queries for the rows that break them, beside what `rolecall verify` knows.
const RULES: [(&str, &str); 3] = [
    (
        "a practice has no administrator",
        // One whose people have all only been invited waits for its first.
        "select r.name from practices r where r.kind = 'practice' \
         and exists (select 1 from people b where b.practice_id = r.id and b.state <> 0) and not exists (select 1 from grants g \
         join people p on p.id = g.person_id where g.practice_id = r.id and g.scope = 'practice' \
         and g.role in ('practice_owner', 'practice_administrator') and p.state in (1, 2))",
    ),
    (
        "a session belongs to nobody who could sign in",
        "select cast(id as text) from sessions where person_id not in (select person_id from credentials)",
    ),
    (
        "failures go past the lock",
        "select cast(failures as text) from credentials where failures not between 0 and 7 \
         or step_failures not between 0 and 7",
    ),
];

/// # Errors
/// The first rule that is broken, and where.
pub async fn everything(app: &TestApp) -> Result<(), String> {
    let mut conn = app.read().await;
    verify::verify(&mut conn, app.now()).await.map_err(|fault| fault.to_string())??;
    for (rule, sql) in RULES {
        let broken: Option<String> =
            on!(&mut conn, |c| query_scalar(sql).fetch_optional(&mut *c).await).map_err(|error| error.to_string())?;
        if let Some(row) = broken {
            return Err(format!("{rule}: {row}"));
        }
    }
    Ok(())
}
