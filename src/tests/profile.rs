//! The own profile and its address (S3-21, C-10, T52, T56).

use rolecall::{
    account::{
        api::{ChangeEmailOf, GetCare},
        model::LinkKind,
        public::{ConfirmEmail, Forgot},
    },
    domain::code::{Code, FieldErrors},
    error::AppError,
    people::{api::ListPeople, query::PeopleQuery},
    profile::{
        api::{ChangeOwnEmail, GetProfile, SaveProfile},
        form::ProfileForm,
    },
    session::api::ChoosePractice,
};

use crate::support::{
    TestApp,
    app::status,
    caller::{FORM, JSON},
    house::PASSWORD,
    on_both_engines,
    outbox::{kinds, tokens},
};

const OLD: &str = "paul.portal@house.example";
const NEW: &str = "paul.new@house.example";

fn asking(email: &str) -> ChangeOwnEmail {
    ChangeOwnEmail { email: email.into() }
}

fn wrong(code: Code) -> Result<(), AppError> {
    Err(FieldErrors::one("email", code).into())
}

async fn s3_21_everybody_keeps_their_own_profile(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    let base = paul.call(GetProfile {}).await.expect("a profile").form;
    let form = ProfileForm {
        first_name: "Pablo".into(),
        mobile: "(312) 555-0142".into(),
        language: "es".into(),
        notices: "security,news".into(),
        ..base.clone()
    };
    let saved = paul.call(SaveProfile { base: base.clone(), form }).await.expect("saved");
    assert_eq!(saved.first_name, "Pablo");
    let stored = app.person("paul.portal").await;
    assert_eq!(
        (stored.name().as_str(), stored.mobile.as_str(), stored.language.as_str()),
        ("Pablo Portal", "+13125550142", "es")
    );
    let event = &app.events(app.house().cedar).await[0];
    assert_eq!((event.kind.as_str(), event.actor_name.as_str()), ("profile.edited", "Paul Portal"));
    assert!(event.changes.contains(r#"{"field":"first_name","old":"Paul","new":"Pablo"}"#), "{}", event.changes);
    let bad = ProfileForm { first_name: "P4".into(), last_name: String::new(), ..saved.clone() };
    assert_eq!(status(&paul.call(SaveProfile { base: saved, form: bad }).await), 422);
    assert_eq!(app.anonymous().ask(&GetProfile {}).await.status, 401);
}

async fn t52_a_profile_gives_nobody_a_right(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    let base = paul.call(GetProfile {}).await.expect("a profile").form;
    let before = app.person("paul.portal").await;
    let mut body = serde_json::to_value(SaveProfile { base: base.clone(), form: base }).expect("JSON");
    for (key, value) in [
        ("role", "practice_owner"),
        ("state", "archived"),
        ("email", "eve@evil.example"),
        ("tier", "paid"),
        ("username", "eve"),
        ("place", "x"),
        ("created", "1970-01-01"),
    ] {
        body["form"][key] = value.into();
        body[key] = value.into();
    }
    assert_eq!(paul.post("/rpc/profile/save", JSON, body.to_string()).await.status, 200);
    let after = app.person("paul.portal").await;
    assert_eq!(rolecall::people::model::Person { version: before.version, ..after }, before);
}

async fn c10_an_address_is_proven_at_the_new_one_and_told_at_the_old_one(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    paul.call(asking(NEW)).await.expect("asked");
    assert_eq!(
        (kinds(app, NEW).await, kinds(app, OLD).await),
        (vec!["confirm_email".into()], vec!["email_changing".into()])
    );
    assert_eq!(app.person("paul.portal").await.email, OLD, "not yet");
    assert_eq!(paul.call(GetProfile {}).await.expect("a profile").care.pending_email.as_deref(), Some(NEW));
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked");
    let token = tokens(app, NEW, LinkKind::Email).await.pop().expect("a link");
    let page = app.anonymous().get(&format!("/confirm-email/{token}")).await;
    assert!(page.status == 200 && page.text().contains(NEW));
    let done = app.anonymous().post(&format!("/confirm-email/{token}"), FORM, "").await;
    assert!(done.status == 200 && done.text().contains("Your email address is confirmed"), "{}", done.line());
    assert_eq!(app.person("paul.portal").await.email, NEW);
    assert_eq!(app.anonymous().ask(&ConfirmEmail { token }).await.status, 410, "once");
    assert_eq!(app.try_password(NEW, PASSWORD).await.status, 200);
    assert_eq!(app.try_password(OLD, PASSWORD).await.status, 401);
    let stored = app.snapshot().await;
    let links = stored.rows("account_links");
    let open = links.iter().filter(|row| row.contains("open")).count();
    assert_eq!((links.len(), open), (2, 0), "links that went to the old address are over");
}

async fn t56_nobody_takes_an_address_of_somebody_else(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    for taken in ["clara.clerk@house.example", "CLARA.CLERK@house.example", "bob.basic@house.example"] {
        assert_eq!(paul.call(asking(taken)).await, wrong(Code::Taken), "{taken}");
    }
    assert_eq!(paul.call(asking(OLD)).await, wrong(Code::Unchanged));
    assert_eq!(paul.call(asking("a\r\nBcc: b@c.example")).await, wrong(Code::NotAnEmail));
    paul.call(asking(NEW)).await.expect("asked");
    let token = tokens(app, NEW, LinkKind::Email).await.pop().expect("a link");
    app.alter("clara.clerk", |clara| clara.email = NEW.into()).await;
    assert_eq!(app.anonymous().ask(&ConfirmEmail { token }).await.status, 422, "it was given away meanwhile");
    assert_eq!(app.person("paul.portal").await.email, OLD);
}

async fn c10_administrators_ask_too_and_user_managers_never(app: &TestApp) {
    let person = app.id("paul.portal");
    let change = || ChangeEmailOf { person, email: NEW.into() };
    assert_eq!(app.signed_in("maya.manager").await.ask(&change()).await.status, 403);
    let adam = app.signed_in("adam.admin").await;
    adam.call(change()).await.expect("asked");
    assert_eq!(adam.call(GetCare { person }).await.expect("care").pending_email.as_deref(), Some(NEW));
    assert_eq!(app.person("paul.portal").await.email, OLD);
    let invited = adam.ask(&ChangeEmailOf { person: app.id("ingrid.invited"), email: NEW.into() }).await;
    assert_eq!(invited.line(), r#"403 {"forbidden":"no_account"}"#, "those have their invitation corrected");
}

async fn whoever_works_elsewhere_keeps_their_own_profile(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    vera.call(ChoosePractice { practice: app.house().cedar }).await.expect("Vera works for Cedar Valley");
    let base = vera.call(GetProfile {}).await.expect("a profile").form;
    let form = ProfileForm { phone: "(312) 555-0142".into(), ..base.clone() };
    vera.call(SaveProfile { base, form }).await.expect("saved");
    assert_eq!(app.person("vera.vendor").await.phone, "+13125550142");
    assert_eq!(app.count(app.house().cedar, "profile.edited").await, 0);
    assert_eq!(app.count(app.house().home("vera.vendor"), "profile.edited").await, 1);
    assert_eq!(status(&vera.call(ListPeople { query: PeopleQuery::default() }).await), 200);
}

on_both_engines! {
    s3_21_everybody_keeps_their_own_profile,
    t52_a_profile_gives_nobody_a_right,
    c10_an_address_is_proven_at_the_new_one_and_told_at_the_old_one,
    t56_nobody_takes_an_address_of_somebody_else,
    c10_administrators_ask_too_and_user_managers_never,
    whoever_works_elsewhere_keeps_their_own_profile,
}
