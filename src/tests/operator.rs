//! The operator's page: mail that is stuck, jobs that fail, copies that are old.

use chrono::Duration;
use rolecall::{
    domain::permission::Permission,
    error::AppError,
    keys::{api::MakeKey, model::KeyForm},
    mail::model::MailState,
    operator::{
        api::{GetInstallation, RetryMail},
        model::{Job, JobState},
    },
    server::{commands::backup, fault::Fault, jobs},
};

use crate::support::{Engine, TestApp, on_both_engines};

/// Tells every administrator of Cedar Valley by mail.
async fn mails(app: &TestApp) {
    let form = KeyForm { key_name: "Payroll".into(), scopes: "people:read".into(), days: "30".into() };
    app.signed_in("adam.admin").await.call(MakeKey { form }).await.expect("a key");
}

async fn mail_that_is_stuck_is_shown_and_tried_again(app: &TestApp) {
    let oscar = app.signed_in("oscar.operator").await;
    assert_eq!(oscar.call(RetryMail {}).await, Err(AppError::Gone), "nothing waits for a second try");
    mails(app).await;
    let quiet = oscar.call(GetInstallation {}).await.expect("a page").mail;
    assert!(quiet.waiting >= 3 && quiet.deferred == 0 && quiet.stuck.is_empty(), "{quiet:?}");
    let later = (app.now() + Duration::hours(1)).timestamp_millis();
    let deferred = "update mails set state = 'deferred', attempts = 1, trouble = 'unreachable'";
    app.sql(&format!("{deferred}, next_try_at = {later} where recipient = 'amy.admin@house.example'"))
        .await
        .expect("one");
    let bounced = "update mails set state = 'bounced', next_try_at = 0, reply = '550 no such user', sealed = ''";
    let now = app.now().timestamp_millis();
    app.sql(&format!("{bounced}, ended_at = {now} where recipient = 'adam.admin@house.example'"))
        .await
        .expect("another");
    let mail = oscar.call(GetInstallation {}).await.expect("a page").mail;
    assert_eq!((mail.waiting, mail.deferred), (quiet.waiting - 1, 1));
    let mut shown: Vec<_> = mail.stuck.iter().map(|mail| (mail.recipient.as_str(), mail.state)).collect();
    shown.sort_by_key(|(recipient, _)| *recipient);
    let wanted = [("adam.admin@house.example", MailState::Bounced), ("amy.admin@house.example", MailState::Deferred)];
    assert_eq!(shown, wanted);
    assert_eq!(oscar.call(RetryMail {}).await, Ok(1));
    let mail = oscar.call(GetInstallation {}).await.expect("a page").mail;
    let amys = mail.stuck.iter().find(|mail| mail.state == MailState::Deferred).expect("still stuck");
    assert_eq!(amys.next.expect("a next try"), app.now(), "due at once");
    let portal = app.house().portal;
    assert_eq!(app.count(portal, "mail.retried").await, 1);
    assert_eq!(oscar.call(RetryMail {}).await, Err(AppError::Gone));
    // What came back long ago is history.
    app.advance(Duration::days(8));
    let oscar = app.signed_in("oscar.operator").await;
    let old = oscar.call(GetInstallation {}).await.expect("a page").mail;
    assert!(old.stuck.iter().all(|mail| mail.state == MailState::Deferred), "{:?}", old.stuck);
}

async fn a_job_that_fails_is_said_until_it_works(app: &TestApp) {
    let oscar = app.signed_in("oscar.operator").await;
    let state = async |job| {
        let jobs = oscar.call(GetInstallation {}).await.expect("a page").jobs;
        jobs.iter().find(|one| one.job == job).map(|one| one.state())
    };
    assert_eq!(state(Job::Departures).await, Some(JobState::NotYet));
    jobs::ended(&app.state, Job::Departures, &jobs::departures(&app.state).await);
    assert_eq!(state(Job::Departures).await, Some(JobState::Works));
    app.advance(Duration::seconds(5));
    jobs::ended(&app.state, Job::Departures, &Err(Fault::Other("the disk is full".into())));
    assert_eq!(state(Job::Departures).await, Some(JobState::Fails));
    let page = oscar.get("/installation").await;
    assert!(page.text().contains("Fails") && !page.text().contains("the disk is full"), "the log has the details");
    app.advance(Duration::seconds(5));
    jobs::ended(&app.state, Job::Departures, &Ok(()));
    assert_eq!(state(Job::Departures).await, Some(JobState::Works));
}

async fn a_copy_grows_old(app: &TestApp) {
    let oscar = app.signed_in("oscar.operator").await;
    let before = oscar.call(GetInstallation {}).await.expect("a page");
    assert!(before.backup.is_none() && before.backup_is_old);
    let engine = if app.engine == Engine::Postgres { "PostgreSQL " } else { "SQLite 3" };
    assert!(before.database.starts_with(engine) && before.bytes > 100_000 && before.migration >= 65, "{before:?}");
    let counted: i64 = rolecall::on!(&mut app.read().await, |c| {
        sqlx::query_scalar("select count(*) from events").fetch_one(&mut *c).await.expect("events can be counted")
    });
    assert_eq!(before.events, counted);
    assert!(before.practices >= 2 && before.people > 10, "{before:?}");
    if app.engine == Engine::Postgres {
        backup::noted(&app.state.config, app.now()).await.expect("noted");
    } else {
        let folder = tempfile::TempDir::new().expect("a folder");
        backup::run(&app.state.config, &folder.path().join("copy.db"), app.now()).await.expect("a copy");
    }
    let after = oscar.call(GetInstallation {}).await.expect("a page");
    assert!(after.backup.is_some_and(|at| at == app.now()) && !after.backup_is_old);
    app.advance(Duration::hours(37));
    let oscar = app.signed_in("oscar.operator").await;
    assert!(oscar.call(GetInstallation {}).await.expect("a page").backup_is_old);
}

async fn nobody_else_looks_after_the_installation(app: &TestApp) {
    for name in ["olivia.owner", "vera.vendor"] {
        let refused = app.signed_in(name).await.call(GetInstallation {}).await;
        let reason = rolecall::domain::refusal::Refusal::NotPermitted(Permission::OperateInstallation);
        assert_eq!(refused, Err(AppError::Forbidden(reason)), "{name}");
    }
}

on_both_engines! {
    mail_that_is_stuck_is_shown_and_tried_again,
    a_job_that_fails_is_said_until_it_works,
    a_copy_grows_old,
    nobody_else_looks_after_the_installation,
}
