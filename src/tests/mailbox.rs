//! Without a mail server: the development mailbox, and waiting (P-06).

use std::sync::atomic::Ordering;

use chrono::Duration;
use rolecall::{
    i18n::Lang,
    mail::{
        api::GetMailSettings,
        mailer::route,
        model::{LetterKind, MailRoute, MailState, Trouble},
    },
    paths,
};
use uuid::Uuid;

use crate::support::{
    TestApp, on_both_engines,
    outbox::{delivery, invitation, queue, queue_letter, sealed, send},
    smtp::MailServer,
};

const ABOUT: Uuid = Uuid::from_u128(1);
const HERE: [u8; 4] = [127, 0, 0, 1];

fn public(app: &TestApp) -> TestApp {
    app.process(|config, _| config.base_url = "https://rolecall.example".parse().expect("an address"))
}

async fn mails_stay_readable_on_this_machine(app: &TestApp) {
    assert_eq!(route(&app.state), MailRoute::Development);
    let letter = invitation(app, "Adam <b>Admin</b>", "<script>alert(1)</script>");
    let id = queue_letter(app, "ana@cedar.example", ABOUT, Lang::En, letter).await;
    send(app).await;
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Accepted);
    let browser = app.anonymous().at(HERE);
    let list = browser.get("/dev/mail").await;
    assert_eq!(list.status, 200);
    assert!(list.text().contains("Adam &lt;b&gt;Admin&lt;/b&gt; invites you"), "{}", list.text());
    let page = browser.get(&format!("/dev/mail/{id}")).await;
    assert!(page.text().contains("href=\"http://127.0.0.1:3000/invite/the-secret-of-the-link\""), "{}", page.text());
    assert!(page.text().contains("sandbox=\"\"") && !page.text().contains("<script"));
    assert!(page.text().contains("stay readable here"));
    let html = browser.get(&format!("/dev/mail/{id}/html")).await;
    assert!(html.header("content-security-policy").ends_with("; sandbox"));
    assert!(html.text().contains("&lt;script&gt;") && !html.text().contains("<script"), "{}", html.text());
    assert_eq!(html.header("cache-control"), "no-store");
}

async fn elsewhere_the_mailbox_is_an_unknown_address(app: &TestApp) {
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    send(app).await;
    let server = MailServer::start().await;
    let smtp = server.process(app);
    let unknown = app.anonymous().get("/dev/unknown").await;
    for path in ["/dev/mail".to_owned(), format!("/dev/mail/{id}"), format!("/dev/mail/{id}/html")] {
        for (why, browser) in [
            ("another machine", app.anonymous()),
            ("a mail server", smtp.anonymous().at(HERE)),
            ("a public address", public(app).anonymous().at(HERE)),
        ] {
            let reply = browser.get(&path).await;
            assert_eq!((reply.status, reply.text()), (unknown.status, unknown.text()), "{why} {path}");
        }
    }
    for path in ["/dev/mail/nonsense", "/dev/mail/00000000-0000-0000-0000-000000000001"] {
        assert_eq!(app.anonymous().at(HERE).get(path).await.status, 404, "{path}");
    }
    assert_eq!(app.anonymous().at(HERE).get("/dev/mail").await.status, 200, "it is there");
}

async fn a_demo_shows_it_to_everybody(app: &TestApp) {
    let demo = public(app);
    demo.state.demo.store(true, Ordering::Relaxed);
    assert_eq!(route(&demo.state), MailRoute::Development);
    assert_eq!(demo.anonymous().get("/dev/mail").await.status, 200);
}

async fn p06_without_a_mail_server_mails_wait(app: &TestApp) {
    let public = public(app);
    assert_eq!(route(&public.state), MailRoute::None);
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    send(&public).await;
    let waiting = delivery(app, ABOUT).await;
    assert_eq!((waiting.state, waiting.attempts), (MailState::Queued, 0));
    app.advance(Duration::hours(23));
    send(&public).await;
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Queued);
    app.advance(Duration::hours(1));
    send(&public).await;
    let given_up = delivery(app, ABOUT).await;
    assert_eq!((given_up.state, given_up.trouble), (MailState::GivenUp, Some(Trouble::NotConfigured)));
    assert_eq!(sealed(app, id).await, "");
}

async fn a_mail_server_that_is_set_up_later_gets_what_waits(app: &TestApp) {
    queue(app, "ana@cedar.example", ABOUT).await;
    send(&public(app)).await;
    let server = MailServer::start().await;
    app.advance(Duration::hours(2));
    send(&server.process(app)).await;
    assert_eq!((delivery(app, ABOUT).await.state, server.mails().len()), (MailState::Accepted, 1));
}

async fn every_letter_can_be_seen_by_those_who_look_after_mail(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let settings = adam.call(GetMailSettings {}).await.expect("an administrator");
    assert_eq!((settings.route, settings.from.as_str()), (MailRoute::Development, ""));
    assert_eq!(settings.letters.len(), LetterKind::ALL.len() * Lang::ALL.len());
    for letter in &settings.letters {
        // Applicants are not told which practices are here before somebody has decided (T10).
        let names_none = matches!(letter.kind, LetterKind::RequestProof | LetterKind::RequestWaiting);
        assert_eq!(letter.text.contains("Cedar Valley Family Clinic"), !names_none, "{:?}", letter.kind);
    }
    let page = adam.get("/settings/mail").await;
    for letter in &settings.letters {
        let path = paths::mail_letter(letter.kind, letter.lang);
        assert!(page.text().contains(&path), "{path}");
        let html = adam.get(&path).await;
        assert!(html.text().contains(&format!("<html lang=\"{}\"", letter.lang.tag())), "{}", html.line());
        assert!(html.header("content-security-policy").ends_with("; sandbox"));
        assert_eq!(app.signed_in("paul.portal").await.get(&path).await.status, 403, "{path}");
        assert_eq!(app.anonymous().get(&path).await.status, 401, "{path}");
    }
    assert_eq!(adam.get("/settings/mail/nonsense/en").await.status, 404);
    let server = MailServer::start().await;
    let settings = server.process(app).signed_in("adam.admin").await.call(GetMailSettings {}).await;
    let settings = settings.expect("an administrator");
    assert_eq!((settings.route, settings.from.as_str()), (MailRoute::Smtp, "Rolecall <rolecall@cedar.example>"));
}

on_both_engines!(
    mails_stay_readable_on_this_machine,
    elsewhere_the_mailbox_is_an_unknown_address,
    a_demo_shows_it_to_everybody,
    p06_without_a_mail_server_mails_wait,
    a_mail_server_that_is_set_up_later_gets_what_waits,
    every_letter_can_be_seen_by_those_who_look_after_mail,
);
