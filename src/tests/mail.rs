//! Mails through the outbox to a real mail server: each one once, whatever the server says (T37, T41, T47, T77).

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chrono::Duration;
use rolecall::{
    i18n::Lang,
    invitations::bounce::Bounces,
    mail::{
        model::{MailState, Trouble},
        outbox, queue as outbox_queue, store,
    },
    server::write::Bookkeeping,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::{
    TestApp, on_both_engines,
    outbox::{deliveries, delivery, invitation, outgoing, queue, queue_letter, sealed, send, withdraw},
    smtp::MailServer,
};

const ABOUT: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

async fn t37_a_mail_leaves_and_its_letter_is_forgotten(app: &TestApp) {
    let server = MailServer::start().await;
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    let stored = sealed(app, id).await;
    let bytes = STANDARD_NO_PAD.decode(&stored).expect("base64");
    assert!(!stored.contains("secret") && !String::from_utf8_lossy(&bytes).contains("secret"), "readable at rest");
    send(&server.process(app)).await;
    let [mail] = &server.mails()[..] else { panic!("{:?}", server.mails()) };
    assert_eq!(
        (mail.to.as_slice(), mail.from.as_str()),
        (&["ana@cedar.example".to_owned()][..], "rolecall@cedar.example")
    );
    assert_eq!(mail.id, format!("<{id}@127.0.0.1>"));
    assert_eq!(mail.date, "Mon, 02 Mar 2026 15:00:00 +0000");
    assert_eq!(mail.subject, "Adam Admin invites you to Cedar Valley Family Clinic");
    assert_eq!(mail.auto_submitted, "auto-generated");
    for form in [&mail.text, &mail.html] {
        assert!(form.contains("http://127.0.0.1:3000/invite/the-secret-of-the-link"), "{form}");
    }
    let sent = delivery(app, ABOUT).await;
    assert_eq!((sent.state, sent.attempts, sent.next_try, sent.trouble), (MailState::Accepted, 1, None, None));
    assert_eq!(sent.reply, "250 taken over");
    assert_eq!(sealed(app, id).await, "");
    app.advance(Duration::hours(30));
    send(&server.process(app)).await;
    assert_eq!(server.mails().len(), 1);
}

async fn t41_the_link_begins_with_the_configured_address(app: &TestApp) {
    let server = MailServer::start().await;
    let https = server.process_with(app, |config| {
        config.base_url = "https://rolecall.example".parse().expect("an address");
    });
    queue_letter(app, "ana@clínica.example", ABOUT, Lang::Es, invitation(app, "José", "")).await;
    send(&https).await;
    let [mail] = &server.mails()[..] else { panic!("{:?}", server.mails()) };
    assert!(mail.text.contains("https://rolecall.example/invite/") && !mail.text.contains("127.0.0.1"));
    assert_eq!(mail.subject, "José le invita a Cedar Valley Family Clinic");
    assert_eq!(mail.to, ["ana@clínica.example"]);
    assert!(mail.raw.contains("\r\nTo: ana@xn--clnica-4va.example\r\n"), "{}", mail.raw);
}

async fn deferred_and_then_accepted(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "rule": { "to": "ana@cedar.example", "code": 451, "words": "greylisted", "times": 1 } })).await;
    let sender = server.process(app);
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    send(&sender).await;
    let deferred = delivery(app, ABOUT).await;
    assert_eq!((deferred.state, deferred.reply.as_str()), (MailState::Deferred, "451 greylisted"));
    assert_eq!(deferred.next_try, Some((app.now() + Duration::minutes(1)).fixed_offset()));
    assert!(!sealed(app, id).await.is_empty());
    app.advance(Duration::seconds(59));
    send(&sender).await;
    assert_eq!(delivery(app, ABOUT).await.attempts, 1, "not before its time");
    app.advance(Duration::seconds(1));
    send(&sender).await;
    let accepted = delivery(app, ABOUT).await;
    assert_eq!((accepted.state, accepted.attempts), (MailState::Accepted, 2));
    assert_eq!(server.mails().len(), 1);
}

async fn refused_with_the_servers_words(app: &TestApp) {
    let mut server = MailServer::start().await;
    server
        .tell(json!({ "rule": { "to": "nobody@cedar.example", "code": 550, "words": "5.1.1 no such\u{7} user" } }))
        .await;
    let id = queue(app, "nobody@cedar.example", ABOUT).await;
    queue(app, "ana@cedar.example", OTHER).await;
    send(&server.process(app)).await;
    let bounced = delivery(app, ABOUT).await;
    assert_eq!((bounced.state, bounced.reply.as_str()), (MailState::Bounced, "550 5.1.1 no such user"));
    assert_eq!((bounced.next_try, bounced.ended), (None, Some(app.now().fixed_offset())));
    assert_eq!(sealed(app, id).await, "");
    assert_eq!(delivery(app, OTHER).await.state, MailState::Accepted, "one bad address is no trouble for others");
}

async fn a_refusal_of_this_installation_is_no_bounce(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "rule": { "to": "*", "code": 530, "words": "authentication required", "times": 1 } })).await;
    queue(app, "ana@cedar.example", ABOUT).await;
    send(&server.process(app)).await;
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Deferred);
}

async fn t77_down_and_back(app: &TestApp) {
    let mut server = MailServer::start().await;
    let sender = server.process(app);
    queue(app, "first@cedar.example", OTHER).await;
    send(&sender).await;
    server.tell(json!({ "listen": false })).await;
    queue(app, "ana@cedar.example", ABOUT).await;
    send(&sender).await;
    let deferred = delivery(app, ABOUT).await;
    assert_eq!((deferred.state, deferred.trouble), (MailState::Deferred, Some(Trouble::Unreachable)));
    server.tell(json!({ "listen": true })).await;
    app.advance(Duration::seconds(5));
    send(&sender).await;
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Accepted);
    assert_eq!(server.mails().len(), 2);
}

async fn a_slow_server_gets_each_mail_once(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "delay": 400 })).await;
    for number in 0..6 {
        queue(app, &format!("ana{number}@cedar.example"), ABOUT).await;
    }
    let (one, other) = (server.process(app), server.process(app));
    tokio::join!(send(&one), send(&other));
    assert_eq!(server.mails().len(), 6);
    let states: Vec<_> = deliveries(app, app.house().cedar, &[ABOUT]).await.iter().map(|mail| mail.state).collect();
    assert_eq!(states, [MailState::Accepted; 6]);
}

async fn given_up_when_the_link_has_ended(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "rule": { "to": "*", "code": 451, "words": "later" } })).await;
    let sender = server.process(app);
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    let started = app.now();
    while delivery(app, ABOUT).await.state.is_open() {
        send(&sender).await;
        let mail = delivery(app, ABOUT).await;
        app.advance(mail.next_try.map_or(Duration::zero(), |next| next.to_utc() - app.now()));
    }
    let given_up = delivery(app, ABOUT).await;
    assert_eq!((given_up.state, given_up.attempts), (MailState::GivenUp, 29));
    assert!(app.now() - started <= Duration::hours(24));
    assert_eq!((given_up.reply.as_str(), sealed(app, id).await.as_str()), ("451 later", ""));
}

async fn nothing_is_sent_too_late(app: &TestApp) {
    let server = MailServer::start().await;
    queue(app, "ana@cedar.example", ABOUT).await;
    app.advance(Duration::hours(24));
    send(&server.process(app)).await;
    let mail = delivery(app, ABOUT).await;
    assert_eq!((mail.state, mail.trouble), (MailState::GivenUp, Some(Trouble::TooLate)));
    assert!(server.mails().is_empty());
}

async fn what_the_server_took_over_unheard_comes_once_more_with_the_same_id(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "rule": { "to": "*", "drop": true, "times": 1 } })).await;
    let sender = server.process(app);
    queue(app, "ana@cedar.example", ABOUT).await;
    send(&sender).await;
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Deferred);
    app.advance(Duration::minutes(1));
    send(&sender).await;
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Accepted);
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!((&mails[0].id, &mails[0].date), (&mails[1].id, &mails[1].date));
}

async fn t76_a_killed_process_keeps_a_mail_only_for_its_lease(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "delay": 300 })).await;
    let (killed, other) = (server.process(app), server.process(app));
    queue(app, "ana@cedar.example", ABOUT).await;
    // It dies while the mail server takes the mail over: nobody writes down how that ended.
    let dying = tokio::time::timeout(std::time::Duration::from_millis(150), send(&killed)).await;
    assert!(dying.is_err(), "the mail was still being handed over");
    send(&other).await;
    assert_eq!(delivery(app, ABOUT).await.attempts, 1, "the lease holds");
    app.advance(outbox::LEASE);
    for _ in 0..3 {
        send(&other).await;
    }
    let mail = delivery(app, ABOUT).await;
    assert_eq!((mail.state, mail.attempts), (MailState::Accepted, 2));
    let mails = server.mails();
    assert!((1..=2).contains(&mails.len()), "at most once more");
    assert!(mails.iter().all(|mail| mail.id == mails[0].id));
}

async fn t77_two_processes_send_200_mails_once_each(app: &TestApp) {
    let server = MailServer::start().await;
    for number in 0..200 {
        queue(app, &format!("ana{number}@cedar.example"), ABOUT).await;
    }
    let (one, other) = (server.process(app), server.process(app));
    tokio::join!(send(&one), send(&other));
    let mut to: Vec<_> = server.mails().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to.len(), 200);
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 200, "each once");
    let mails = deliveries(app, app.house().cedar, &[ABOUT]).await;
    assert!(mails.iter().all(|mail| mail.state == MailState::Accepted && mail.attempts == 1));
}

async fn t37_what_is_withdrawn_does_not_leave(app: &TestApp) {
    let server = MailServer::start().await;
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    queue(app, "bob@cedar.example", OTHER).await;
    assert_eq!(withdraw(app, app.house().lakeside, ABOUT).await, 0, "another practice's mail");
    assert_eq!(withdraw(app, app.house().cedar, ABOUT).await, 1);
    send(&server.process(app)).await;
    assert_eq!((delivery(app, ABOUT).await.state, sealed(app, id).await.as_str()), (MailState::Cancelled, ""));
    assert_eq!(delivery(app, OTHER).await.state, MailState::Accepted);
    assert_eq!(withdraw(app, app.house().cedar, OTHER).await, 0, "it has left");
    assert_eq!(server.mails().len(), 1);
    assert!(deliveries(app, app.house().lakeside, &[ABOUT, OTHER]).await.is_empty(), "another practice's mail");
}

async fn what_is_withdrawn_while_it_leaves_has_left(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "delay": 400 })).await;
    queue(app, "ana@cedar.example", ABOUT).await;
    let sender = server.process(app);
    let withdrawn = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        withdraw(app, app.house().cedar, ABOUT).await
    };
    let ((), withdrawn) = tokio::join!(send(&sender), withdrawn);
    assert_eq!(withdrawn, 1);
    assert_eq!((delivery(app, ABOUT).await.state, server.mails().len()), (MailState::Accepted, 1));
}

async fn t47_names_bring_no_headers_and_no_recipients(app: &TestApp) {
    let server = MailServer::start().await;
    let inviter = "Eve\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>";
    let message = "First\r\n.\r\nRCPT TO:<eve@evil.example>\r\nQUIT\n.\n<img src=x onerror=alert(1)>\n{practice}";
    queue_letter(app, "ana@cedar.example", ABOUT, Lang::En, invitation(app, inviter, message)).await;
    send(&server.process(app)).await;
    let [mail] = &server.mails()[..] else { panic!("{:?}", server.mails()) };
    assert_eq!(mail.to, ["ana@cedar.example"]);
    let head = mail.raw.split("\r\n\r\n").next().expect("a head").to_lowercase();
    assert!(!head.lines().any(|line| line.starts_with("bcc")), "{head}");
    assert!(mail.subject.starts_with("Eve Bcc: eve@evil.example <script>"), "{}", mail.subject);
    assert!(!mail.html.contains("<script") && !mail.html.contains("<img"), "{}", mail.html);
    assert!(mail.text.contains("> First\n> .\n> RCPT TO:<eve@evil.example>\n> QUIT\n> .\n"), "{}", mail.text);
    assert!(mail.text.contains("> {practice}"));
}

async fn t77_a_certificate_that_does_not_hold_gets_no_mail(app: &TestApp) {
    let server = MailServer::start_untrusted().await;
    queue(app, "ana@cedar.example", ABOUT).await;
    send(&server.process(app)).await;
    let mail = delivery(app, ABOUT).await;
    assert_eq!((mail.state, mail.trouble), (MailState::Deferred, Some(Trouble::Unreachable)));
    assert!(mail.reply.contains("certificate"), "{}", mail.reply);
    assert!(server.mails().is_empty());
}

async fn a_letter_in_another_mails_row_is_not_sent(app: &TestApp) {
    let server = MailServer::start().await;
    let (one, other) = (queue(app, "ana@cedar.example", ABOUT).await, queue(app, "bob@cedar.example", OTHER).await);
    app.sql(&format!(
        "update mails set sealed = '{}' where about_id = (select about_id from mails where recipient \
        = 'bob@cedar.example')",
        sealed(app, one).await
    ))
    .await
    .expect("updates");
    send(&server.process(app)).await;
    let mail = delivery(app, OTHER).await;
    assert_eq!((mail.state, mail.trouble), (MailState::GivenUp, Some(Trouble::Unreadable)));
    assert_eq!(sealed(app, other).await, "");
    assert_eq!(server.mails().len(), 1);
}

async fn a_restored_backup_sends_nothing_again(app: &TestApp) {
    let id = queue(app, "ana@cedar.example", ABOUT).await;
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    assert_eq!(outbox_queue::give_up_restored(&mut tx, app.now()).await.expect("gives up"), 1);
    tx.keep().await.expect("commits");
    let mail = delivery(app, ABOUT).await;
    assert_eq!((mail.state, mail.trouble), (MailState::GivenUp, Some(Trouble::Restored)));
    assert_eq!(sealed(app, id).await, "");
}

async fn a_mail_belongs_to_its_transaction(app: &TestApp) {
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    let mail = outgoing(app, "ana@cedar.example", ABOUT, Lang::En, invitation(app, "Adam Admin", ""));
    store::queue(&mut tx, &app.state, app.now(), &mail).await.expect("queues");
    drop(tx);
    assert!(deliveries(app, app.house().cedar, &[ABOUT]).await.is_empty(), "the command did not happen");
}

async fn the_job_finishes_what_it_hands_over_when_told_to_stop(app: &TestApp) {
    let mut server = MailServer::start().await;
    server.tell(json!({ "delay": 400 })).await;
    let sender = server.process(app);
    queue(app, "ana@cedar.example", ABOUT).await;
    let stop = CancellationToken::new();
    let job = tokio::spawn(outbox::watch(sender.state.clone(), stop.clone(), Bounces));
    while delivery(app, ABOUT).await.attempts == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(delivery(app, ABOUT).await.state, MailState::Queued, "still being handed over");
    stop.cancel();
    job.await.expect("the job ends");
    assert_eq!((delivery(app, ABOUT).await.state, server.mails().len()), (MailState::Accepted, 1));
}

on_both_engines!(
    t37_a_mail_leaves_and_its_letter_is_forgotten,
    t41_the_link_begins_with_the_configured_address,
    deferred_and_then_accepted,
    refused_with_the_servers_words,
    a_refusal_of_this_installation_is_no_bounce,
    t77_down_and_back,
    a_slow_server_gets_each_mail_once,
    given_up_when_the_link_has_ended,
    nothing_is_sent_too_late,
    what_the_server_took_over_unheard_comes_once_more_with_the_same_id,
    t76_a_killed_process_keeps_a_mail_only_for_its_lease,
    t77_two_processes_send_200_mails_once_each,
    t37_what_is_withdrawn_does_not_leave,
    what_is_withdrawn_while_it_leaves_has_left,
    t47_names_bring_no_headers_and_no_recipients,
    t77_a_certificate_that_does_not_hold_gets_no_mail,
    a_letter_in_another_mails_row_is_not_sent,
    a_restored_backup_sends_nothing_again,
    a_mail_belongs_to_its_transaction,
    the_job_finishes_what_it_hands_over_when_told_to_stop,
);
