//! Sensitive acts ask for a password given lately, in this very session (T26, T33).

use chrono::Duration;
use rolecall::{
    account::api::{ChangeEmailOf, MakeTemporary},
    domain::ids::RequestId,
    error::AppError,
    invitations::api::{InviteAgain, InvitePeople, ReaddressInvitation},
    people::{self, api::GetPerson},
    profile::api::ChangeOwnEmail,
    registrations::api::{ApproveRequest, DenyRequest},
    roster::{
        api::ConfirmImport,
        import::{ImportState, Mode},
    },
    session::api::{Prove, SessionRemaining, Stay},
};

use crate::roster;
use crate::support::{
    Caller, TestApp,
    app::{edit, status},
    caller::FORM,
    house::PASSWORD,
    on_both_engines,
    requests::waiting,
};

fn proof(password: &str) -> Prove {
    Prove { proof: password.into(), next: String::new() }
}

/// Lets time pass in which the browser is used.
async fn later(app: &TestApp, caller: &Caller, minutes: i64) {
    app.advance(Duration::minutes(minutes));
    caller.call(Stay {}).await.expect("alive");
}

/// The answers to every sensitive act, in one order.
async fn sensitive(app: &TestApp, caller: &Caller) -> [u16; 5] {
    let (clara, email) = (app.id("clara.clerk"), |name: &str| format!("{name}@house.example"));
    let role = edit(caller, clara, |form| form.role = "portal_user".into()).await;
    let temporary = caller.call(MakeTemporary { person: clara }).await;
    let others = caller.call(ChangeEmailOf { person: clara, email: email("clara.new") }).await;
    let own = caller.call(ChangeOwnEmail { email: email("adam.new") }).await;
    let export = caller.post("/people/export", FORM, "format=csv").await;
    [status(&role), status(&temporary), status(&others), status(&own), export.status.as_u16()]
}

async fn t33_each_sensitive_act_asks_again_after_ten_minutes(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    later(app, &adam, 10).await;
    let before = app.snapshot().await.without_events();
    assert_eq!(sensitive(app, &adam).await, [403; 5]);
    let after = app.snapshot().await.without_events();
    for table in ["people", "credentials", "account_links", "mails", "grants"] {
        assert_eq!(before.rows(table), after.rows(table), "{table}");
    }
    let own = adam.call(ChangeOwnEmail { email: "adam.new@house.example".into() }).await;
    assert_eq!(own, Err(AppError::ProofNeeded));
    assert_eq!(status(&adam.call(GetPerson { id: app.id("clara.clerk") }).await), 200, "everything else stays open");
    let title = edit(&adam, app.id("clara.clerk"), |form| form.title = "Front desk".into()).await;
    assert_eq!(status(&title), 200);
    let reply = adam.ask(&proof(PASSWORD)).await;
    let proven = adam.clone().with_cookie(&reply.session_cookie().expect("a new token"));
    assert_eq!(sensitive(app, &proven).await, [200; 5]);
    later(app, &proven, 10).await;
    assert_eq!(sensitive(app, &proven).await[3..], [403; 2], "the proof expires");
}

/// Every way of giving somebody a role, and the lists that leave: in one order.
async fn giving(app: &TestApp, caller: &Caller, role: &str, requests: [RequestId; 2], email: &str) -> [u16; 4] {
    let wish = InvitePeople {
        emails: email.into(),
        role: role.into(),
        place: app.house().main_street.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: String::new(),
    };
    let [id, other] = requests;
    let invited = caller.call(wish).await;
    let approved = caller.call(ApproveRequest { id, role: role.into(), office: String::new() }).await;
    // A denial gives nobody anything.
    let denied = caller.call(DenyRequest { id: other, reason: "not_ours".into(), note: String::new() }).await;
    let export = caller.post("/requests/export", FORM, "format=csv").await;
    [status(&invited), status(&approved), status(&denied), export.status.as_u16()]
}

async fn t33_roles_above_a_portal_users_are_given_with_a_password(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    later(app, &adam, 10).await;
    let two = [waiting(app).await, waiting(app).await];
    assert_eq!(giving(app, &adam, "delegate", two, "ana@new.example").await, [403, 403, 200, 403]);
    assert!(app.mailed("ana@new.example").await.is_empty());
    let two = [two[0], waiting(app).await];
    assert_eq!(giving(app, &adam, "portal_user", two, "bob@new.example").await, [200, 200, 200, 403]);
    // Where the link of an administrator-to-be goes is as sensitive as sending it.
    let reply = adam.ask(&proof(PASSWORD)).await;
    let proven = adam.clone().with_cookie(&reply.session_cookie().expect("a new token"));
    let two = [waiting(app).await, waiting(app).await];
    assert_eq!(giving(app, &proven, "delegate", two, "ana@new.example").await, [200; 4]);
    let owner = people::store::owner_of_email(&mut app.read().await, "ana@new.example").await.expect("reads");
    let person = owner.expect("somebody was invited");
    later(app, &proven, 10).await;
    let elsewhere = ReaddressInvitation { person, email: "ana@other.example".into(), keep: true };
    assert_eq!(proven.call(elsewhere).await, Err(AppError::ProofNeeded));
    assert_eq!(
        status(&proven.call(InviteAgain { person }).await),
        200,
        "the same link to the same address gives nothing new"
    );
}

async fn t33_an_import_asks_for_the_password(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = roster::draft(&adam, roster::file(&[roster::GOOD])).await;
    let seen = roster::preview(&adam, id).await.counts;
    later(app, &adam, 10).await;
    let start = ConfirmImport { id, mode: Mode::AllOrNothing, seen };
    assert_eq!(adam.call(start.clone()).await, Err(AppError::ProofNeeded));
    let reply = adam.ask(&proof(PASSWORD)).await;
    let proven = adam.clone().with_cookie(&reply.session_cookie().expect("a new token"));
    assert_eq!(roster::confirmed(&proven, start).await.state, ImportState::Done);
}

async fn t33_a_plain_form_of_invitations_leads_to_the_proof(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await.with("accept", "text/html,application/xhtml+xml");
    app.advance(Duration::minutes(10));
    let place = app.house().main_street;
    let body = format!("emails=ana%40new.example&role=delegate&place={place}&language=en&message=&keep=");
    let reply = adam.post("/rpc/invitations/invite", FORM, body).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (302, "/prove?next=/invitations/new"));
    assert!(app.mailed("ana@new.example").await.is_empty());
}

async fn t33_a_proof_is_good_for_one_session(app: &TestApp) {
    let (one, two) = (app.signed_in("adam.admin").await, app.signed_in("adam.admin").await);
    later(app, &one, 7).await;
    later(app, &two, 5).await;
    let reply = one.ask(&proof(PASSWORD)).await;
    let proven = one.clone().with_cookie(&reply.session_cookie().expect("a new token"));
    let change = || ChangeOwnEmail { email: "adam.new@house.example".into() };
    assert_eq!(two.call(change()).await, Err(AppError::ProofNeeded));
    assert_eq!(proven.call(change()).await, Ok(()));
}

async fn t26_a_proof_changes_the_token_and_the_old_one_is_dead(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let reply = adam.ask(&proof(PASSWORD)).await;
    let cookie = reply.session_cookie().expect("a new token");
    assert_ne!(Some(&cookie), adam.cookie.as_ref());
    assert_eq!(adam.ask(&SessionRemaining {}).await.status, 401);
    assert_eq!(adam.clone().with_cookie(&cookie).ask(&SessionRemaining {}).await.status, 200);
    assert_eq!(app.snapshot().await.tables_with(cookie.split_once('=').expect("a pair").1), [""; 0]);
}

async fn t16_a_wrong_proof_counts_and_locks_like_a_sign_in(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    for _ in 0..7 {
        let reply = adam.ask(&proof("not the password")).await;
        assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"proof","code":"password_wrong"}]}"#);
        assert_eq!(reply.session_cookie(), None);
    }
    assert_eq!(adam.ask(&proof(PASSWORD)).await.status, 422, "the right one comes too late");
    assert!(app.person("adam.admin").await.locked(app.now()));
    assert_eq!(app.anonymous().ask(&proof(PASSWORD)).await.status, 401);
}

async fn without_the_module_a_page_asks_and_leads_back(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await.with("accept", "text/html,application/xhtml+xml");
    app.advance(Duration::minutes(10));
    let asked = adam.post("/people/export", FORM, "format=csv&status=locked").await;
    assert_eq!((asked.status.as_u16(), asked.header("location")), (303, "/prove?next=/people%3Fstatus%3Dlocked"));
    assert!(adam.get(asked.header("location")).await.text().contains("name=\"proof\""));
    let body = format!("proof={}&next=/people%3Fstatus%3Dlocked", PASSWORD.replace(' ', "+"));
    let back = adam.post("/rpc/session/prove", FORM, body).await;
    assert_eq!((back.status.as_u16(), back.header("location")), (302, "/people?status=locked"));
    let evil = format!("proof={}&next=//evil.example", PASSWORD.replace(' ', "+"));
    let adam = adam.with_cookie(&back.session_cookie().expect("a new token"));
    assert_eq!(adam.post("/rpc/session/prove", FORM, evil).await.header("location"), "/");
}

on_both_engines! {
    t33_each_sensitive_act_asks_again_after_ten_minutes,
    t33_roles_above_a_portal_users_are_given_with_a_password,
    t33_an_import_asks_for_the_password,
    t33_a_plain_form_of_invitations_leads_to_the_proof,
    t33_a_proof_is_good_for_one_session,
    t26_a_proof_changes_the_token_and_the_old_one_is_dead,
    t16_a_wrong_proof_counts_and_locks_like_a_sign_in,
    without_the_module_a_page_asks_and_leads_back,
}
