//! The outbox in the test's hand: mails go in as commands put them in, and leave when the test says so.

use rolecall::{
    account::model::LinkKind,
    domain::{
        clock::Instant,
        email::Email,
        ids::{MailId, PracticeId},
        role::Role,
    },
    i18n::Lang,
    invitations::bounce::Bounces,
    mail::{
        account_letter::AccountLetter,
        letter::{Letter, Outgoing},
        model::{About, Delivery},
        outbox, seal, store,
    },
    on, paths,
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

/// All letters that were ever put into the outbox for an address, the oldest first, as far as they can still be read.
pub async fn letters(app: &TestApp, email: &str) -> Vec<Letter> {
    let sql = "select id, sealed from mails where recipient = $1 and sealed <> '' order by queued_at, id";
    let mut conn = app.read().await;
    let rows: Vec<(Uuid, String)> =
        on!(&mut conn, |c| sqlx::query_as(sql).bind(email).fetch_all(&mut *c).await).expect("mails can be read");
    rows.into_iter().filter_map(|(id, sealed)| seal::open(&app.state.config, MailId::new(id), &sealed)).collect()
}

/// The tokens of the links of one kind that were mailed to an address and not withdrawn, the oldest first.
pub async fn tokens(app: &TestApp, email: &str, kind: LinkKind) -> Vec<String> {
    let base = format!("{}/", paths::account_link_base(kind));
    let link = |letter| match letter {
        Letter::Account { about, .. } => match about {
            AccountLetter::Reset { link, .. }
            | AccountLetter::Temporary { link, .. }
            | AccountLetter::Locked { link, .. }
            | AccountLetter::ConfirmEmail { link, .. } => link.strip_prefix(&base).map(str::to_owned),
            AccountLetter::Changed { .. }
            | AccountLetter::LockedByCodes { .. }
            | AccountLetter::EmailChanging { .. }
            | AccountLetter::Emergency { .. } => None,
        },
        _ => None,
    };
    letters(app, email).await.into_iter().filter_map(link).collect()
}

/// The kinds of the letters to an address, the oldest first; withdrawn ones too.
pub async fn kinds(app: &TestApp, email: &str) -> Vec<String> {
    let sql = "select kind from mails where recipient = $1 order by queued_at, id";
    let mut conn = app.read().await;
    on!(&mut conn, |c| query_scalar(sql).bind(email).fetch_all(&mut *c).await).expect("mails can be read")
}
