//! The outbox in the test's hand: mails go in as commands put them in, and leave when the test says so.

use rolecall::{
    domain::{
        clock::Instant,
        email::Email,
        ids::{MailId, PracticeId},
        role::Role,
    },
    i18n::Lang,
    invitations::bounce::Bounces,
    mail::{
        letter::{Letter, Outgoing},
        model::{About, Delivery},
        outbox, store,
    },
    on,
    server::write::Bookkeeping,
};
use sqlx::query_scalar;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::TestApp;

/// A letter like those of the product; its link ends in 24 hours.
pub fn invitation(app: &TestApp, inviter: &str, message: &str) -> Letter {
    Letter::Invitation {
        practice: "Cedar Valley Family Clinic".into(),
        inviter: inviter.into(),
        role: Role::ClericalUser,
        place: "Main Street".into(),
        expires: app.now() + chrono::Duration::hours(24),
        zone: "America/Chicago".into(),
        link: "/invite/the-secret-of-the-link".into(),
        message: message.into(),
    }
}

pub async fn queue(app: &TestApp, to: &str, about: Uuid) -> MailId {
    queue_letter(app, to, about, Lang::En, invitation(app, "Adam Admin", "")).await
}

pub fn outgoing(app: &TestApp, to: &str, about: Uuid, language: Lang, letter: Letter) -> Outgoing {
    let to = Email::parse(to).expect("an address");
    Outgoing { practice: app.house().cedar, to, language, about: About::Invitation(about), letter }
}

pub async fn queue_letter(app: &TestApp, to: &str, about: Uuid, language: Lang, letter: Letter) -> MailId {
    let mail = outgoing(app, to, about, language, letter);
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    let id = store::queue(&mut tx, &app.state, app.now(), &mail).await.expect("queues");
    tx.keep().await.expect("commits");
    id
}

/// Lets a process send what is due, once.
pub async fn send(process: &TestApp) {
    outbox::send_due(&process.state, &CancellationToken::new(), Bounces).await.expect("the outbox works");
}

pub async fn deliveries(app: &TestApp, practice: PracticeId, about: &[Uuid]) -> Vec<Delivery> {
    let found = store::deliveries(&mut app.read().await, practice, about, |at: Instant| at.fixed_offset()).await;
    found.expect("mails can be read")
}

/// What became of the one mail about `about`.
pub async fn delivery(app: &TestApp, about: Uuid) -> Delivery {
    let mut found = deliveries(app, app.house().cedar, &[about]).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

pub async fn withdraw(app: &TestApp, practice: PracticeId, about: Uuid) -> u64 {
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    let withdrawn = store::cancel(&mut tx, practice, about, app.now()).await.expect("withdraws");
    tx.keep().await.expect("commits");
    withdrawn
}

/// The stored letter as it lies in the database.
pub async fn sealed(app: &TestApp, id: MailId) -> String {
    let mut conn = app.read().await;
    on!(&mut conn, |c| {
        query_scalar("select sealed from mails where id = $1").bind(id.uuid()).fetch_one(&mut *c).await
    })
    .expect("a mail")
}
