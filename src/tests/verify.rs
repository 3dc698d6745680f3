//! `rolecall verify` finds every kind of damage, and names it.

use rolecall::{
    on,
    server::{verify, write::Bookkeeping},
};
use sqlx::query;

use crate::support::{Engine, TestApp, on_both_engines, outbox};

/// What is done to the data, and a word of what is found.
const DAMAGES: [(&str, &str); 22] = [
    ("update patients set office_id = (select id from offices where name = 'Harbor')", "patients.office_id"),
    (
        "insert into patient_moves select id, 1, practice_id, id, 0, 'assigned', null, '', null, '', '' from patients",
        "patient_moves",
    ),
    ("update providers set image = 'x'", "providers.image"),
    ("update people set badge = 0 where username = 'adam.admin'", "people.badge"),
    ("update people set badge_changes_at = 9007199254740991 where username = 'adam.admin'", "people.badge_changes_at"),
    ("update people set registration = 0 where username = 'adam.admin'", "people.registration"),
    ("update people set last_key = 'x' where username = 'adam.admin'", "people.last_key"),
    ("update people set place_key = 'x' where username = 'adam.admin'", "people.place_key"),
    ("update people set search_key = 'x' where username = 'adam.admin'", "people.search_key"),
    ("update people set role = 7 where username = 'adam.admin'", "people.role"),
    ("update people set state = 9 where username = 'adam.admin'", "people.state"),
    ("delete from grants where role in ('practice_owner', 'practice_administrator')", "administers"),
    ("update grants set scope = 'provider' where scope = 'practice'", "grants.scope"),
    ("update practices set people_version = 0", "people_version"),
    ("update credentials set username_key = 'x' where username_key = 'adam.admin'", "credentials.username_key"),
    ("update people_totals set people = people + 1", "people_totals"),
    ("update mails set next_try_at = 0", "mails.next_try_at"),
    ("update mails set state = 'cancelled', next_try_at = 0", "mails.sealed"),
    ("delete from installation", "no set-up"),
    ("delete from chains", "chain of events"),
    ("update chains set seq = seq + 1", "missing"),
    (
        "update chains set hash = previous from events e where e.practice_id = chains.practice_id and e.seq = 2",
        "missing",
    ),
];

const TAMPERING: [(&str, &str); 3] = [
    ("update events set reason = 'x' where seq = 1", "altered"),
    ("delete from events where seq = 1", "missing"),
    ("delete from events where seq = (select max(seq) from events)", "missing"),
];

async fn after(app: &TestApp, damage: &[&str]) -> Result<verify::Report, String> {
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    for sql in damage {
        let sql = sqlx::AssertSqlSafe((*sql).to_owned());
        let done = on!(&mut tx, |c| query(sql).execute(&mut *c).await.map(drop));
        done.unwrap_or_else(|error| panic!("{damage:?}: {error}"));
    }
    // Never kept: the next damage starts from whole data again.
    verify::verify(&mut tx, app.now()).await.expect("the data can be read")
}

async fn every_damage_is_found_and_named(app: &TestApp) {
    app.signed_in("adam.admin").await;
    outbox::queue(app, "ana@cedar.example", uuid::Uuid::from_u128(1)).await;
    assert!(after(app, &[]).await.is_ok());
    for (damage, word) in DAMAGES {
        let found = after(app, &[damage]).await.expect_err(damage);
        assert!(found.contains(word), "{damage}: {found}");
    }
}

async fn t69_a_changed_history_is_found(app: &TestApp) {
    app.signed_in("adam.admin").await;
    let open = match app.engine {
        Engine::Sqlite => ["drop trigger events_stay", "drop trigger events_remain"].as_slice(),
        Engine::Postgres => &["alter table events disable trigger user"],
    };
    for (damage, word) in TAMPERING {
        let mut steps = open.to_vec();
        steps.push(damage);
        let found = after(app, &steps).await.expect_err(damage);
        assert!(found.contains(word), "{damage}: {found}");
    }
}

async fn a_search_index_that_lags_behind_is_found(app: &TestApp) {
    if app.engine == Engine::Postgres {
        return;
    }
    let found = after(
        app,
        &["drop trigger people_search_update", "update people set search_key = 'x' where username = 'adam.admin'"],
    );
    let found = found.await.expect_err("the index still has the old text");
    assert!(found.contains("people_search"), "{found}");
}

async fn a_badge_may_wait_for_its_job_but_only_since_its_time(app: &TestApp) {
    let lock_ends = app.now() + chrono::Duration::minutes(30);
    app.alter("paul.portal", |person| {
        let reason = rolecall::people::model::LockReason::TooManyFailures;
        person.lock = Some(rolecall::people::model::Lock { since: app.now(), reason, ends: Some(lock_ends) });
    })
    .await;
    app.advance(chrono::Duration::minutes(31));
    assert!(after(app, &[]).await.is_ok(), "the job has not run yet");
    let found = after(app, &["update people set badge = 8 where username = 'paul.portal'"]).await;
    assert!(found.is_err(), "nobody has looked at the person since the lock ended");
}

on_both_engines!(
    every_damage_is_found_and_named,
    t69_a_changed_history_is_found,
    a_search_index_that_lags_behind_is_found,
    a_badge_may_wait_for_its_job_but_only_since_its_time,
);
