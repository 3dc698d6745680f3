//! Ways back into an account, of which none leaves the second step out or gives more codes to guess (T08, T10, T13, T16,
//! T22, T24, T30).

use chrono::Duration;
use rolecall::{
    account::{
        api::{MakeTemporary, SendReset},
        model::LinkKind,
        public::{Forgot, ResetPassword, UnlockByLink},
    },
    domain::ids::PersonId,
    invitations::{form::JoinForm, public::AcceptInvitation},
    people::{api::UnlockPerson, model::LockReason},
    profile::api::ChangeOwnEmail,
    server::seal,
    session::{
        api::{ChangePassword, ListSessions, Prove, Stay},
        model::SignInResult,
    },
    twostep::{
        api::{BeginApp, ConfirmApp, GiveCode, RenewCodes},
        model::Demand,
        recovery, store, totp,
    },
};

use crate::support::{
    Caller, TestApp,
    app::attempt,
    house::{PASSWORD, token_of},
    on_both_engines,
    outbox::{kinds, tokens},
    two_step::{Phone, give},
};

const PAUL: &str = "paul.portal@house.example";
const NEW: &str = "seven hills over a quiet lake";
const WRONG_CODE: &str = r#"422 {"invalid":[{"field":"step_code","code":"code_wrong"}]}"#;
const REFUSED: &str = r#"401 "sign_in_refused""#;
const LOCKED_OUT: &str = r#"401 "unauthenticated""#;

fn step() -> SignInResult {
    SignInResult::NeedsSecondStep("/sign-in/step".into())
}

/// Somebody whose password was right, and who waits for their code.
async fn waiting(app: &TestApp, name: &str, password: &str) -> Caller {
    let reply = app.anonymous().ask(&attempt(name, password)).await;
    assert_eq!(reply.json::<SignInResult>(), step(), "{name}");
    let half = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    assert_eq!(half.ask(&Stay {}).await.line(), LOCKED_OUT, "{name}");
    half
}

async fn whole(app: &TestApp, half: &Caller, code: &str) -> Caller {
    let reply = half.ask(&give(code)).await;
    app.anonymous().with_cookie(&reply.session_cookie().unwrap_or_else(|| panic!("{}", reply.line())))
}

/// Chooses another password by a link that was mailed.
async fn reset(app: &TestApp) {
    let token = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link was mailed");
    let choose = ResetPassword { token, password: NEW.into(), repeat: NEW.into() };
    let reply = app.anonymous().ask(&choose).await;
    assert_eq!((reply.status.as_u16(), reply.session_cookie()), (200, None));
}

async fn guess(app: &TestApp, password: &str, times: usize) {
    for _ in 0..times {
        let half = waiting(app, "paul.portal", password).await;
        assert_ne!(half.ask(&give("000000")).await.status, 200);
    }
}

async fn t24_a_changed_password_leads_to_the_code(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let half = waiting(app, "Paul.Portal@house.example", PASSWORD).await;
    let paul = whole(app, &half, &app.code(&phone)).await;
    let change = ChangePassword { current: PASSWORD.into(), password: NEW.into(), repeat: NEW.into() };
    paul.call(change).await.expect("changed");
    waiting(app, "paul.portal", NEW).await;
}

async fn t24_a_temporary_password_leads_to_the_code(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    let adam = app.signed_in("adam.admin").await;
    let sheet = adam.call(MakeTemporary { person: app.id("paul.portal") }).await.expect("a sheet");
    let half = waiting(app, "paul.portal", &sheet.password).await;
    let change = ChangePassword { current: sheet.password, password: NEW.into(), repeat: NEW.into() };
    assert_eq!(half.ask(&change).await.line(), LOCKED_OUT);
    let paul = whole(app, &half, &app.code(&phone)).await;
    assert_eq!(paul.ask(&Stay {}).await.line(), r#"403 {"forbidden":"choose_new_password"}"#);
    paul.call(change).await.expect("changed");
    waiting(app, "paul.portal", NEW).await;
}

async fn t24_links_to_a_new_password_lead_to_the_code(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked for");
    reset(app).await;
    let half = waiting(app, "paul.portal", NEW).await;
    let paul = whole(app, &half, &app.code(&phone)).await;
    let half = waiting(app, "paul.portal", NEW).await;
    assert_eq!(half.ask(&Prove { proof: NEW.into(), next: String::new() }).await.line(), LOCKED_OUT, "T33");
    assert_eq!(paul.call(ListSessions {}).await.expect("a list").len(), 1, "half a session is none");

    let (_, codes) = app.enrolled("clara.clerk").await;
    let adam = app.signed_in("adam.admin").await;
    adam.call(SendReset { person: app.id("clara.clerk") }).await.expect("sent");
    let token = tokens(app, "clara.clerk@house.example", LinkKind::Reset).await.pop().expect("a link was mailed");
    let choose = ResetPassword { token, password: NEW.into(), repeat: NEW.into() };
    app.anonymous().call(choose).await.expect("chosen");
    let half = waiting(app, "clara.clerk", NEW).await;
    whole(app, &half, &codes[0]).await;
}

async fn t24_an_unlock_link_leads_to_the_code(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    for _ in 0..7 {
        app.try_password("paul.portal", "not the password at all").await;
    }
    let token = tokens(app, PAUL, LinkKind::Unlock).await.pop().expect("a link was mailed");
    let reply = app.anonymous().ask(&UnlockByLink { token }).await;
    assert_eq!((reply.status.as_u16(), reply.session_cookie()), (200, None));
    let half = waiting(app, "paul.portal", PASSWORD).await;
    whole(app, &half, &app.code(&phone)).await;
}

async fn t24_an_invitation_leads_to_the_code(app: &TestApp) {
    let form = JoinForm {
        username: "ingrid.invited".into(),
        first_name: "Ingrid".into(),
        last_name: "Invited".into(),
        language: "en".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
        ..JoinForm::default()
    };
    let accept = AcceptInvitation { token: token_of("ingrid.invited"), form };
    let reply = app.anonymous().ask(&accept).await;
    assert_eq!((reply.status.as_u16(), reply.session_cookie()), (200, None));
    let (phone, _) = app.enrolled("ingrid.invited").await;
    let reply = app.anonymous().ask(&accept).await;
    assert_eq!((reply.status.as_u16(), reply.session_cookie()), (410, None), "the same link once more");
    let half = waiting(app, "ingrid.invited", PASSWORD).await;
    whole(app, &half, &app.code(&phone)).await;
}

async fn t22_no_link_gives_more_codes_to_guess(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    guess(app, PASSWORD, 4).await;
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked for");
    reset(app).await;
    guess(app, NEW, 2).await;
    for _ in 0..7 {
        app.try_password("paul.portal", "not the password at all").await;
    }
    let token = tokens(app, PAUL, LinkKind::Unlock).await.pop().expect("a link was mailed");
    app.anonymous().call(UnlockByLink { token }).await.expect("unlocked");
    assert!(!app.person("paul.portal").await.locked(app.now()));
    let half = waiting(app, "paul.portal", NEW).await;
    assert_eq!(half.ask(&give("000000")).await.line(), REFUSED, "the seventh");
    assert_eq!(half.ask(&give(&app.code(&phone))).await.line(), REFUSED);
}

async fn t22_a_lock_of_the_second_step_is_no_matter_of_mail(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    guess(app, PASSWORD, 7).await;
    let lock = app.person("paul.portal").await.lock.expect("a lock");
    assert_eq!((lock.reason, lock.ends), (LockReason::TooManyCodes, Some(app.now() + Duration::minutes(30))));
    assert_eq!(tokens(app, PAUL, LinkKind::Unlock).await, Vec::<String>::new());
    assert_eq!(kinds(app, PAUL).await, ["two_step_changed", "locked_by_codes"], "the owner is told once");
    // Choosing another password is the right thing to do, and opens nothing.
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked for");
    reset(app).await;
    assert_eq!(app.try_password("paul.portal", NEW).await.line(), REFUSED);
    app.signed_in("maya.manager").await.call(UnlockPerson { id: app.id("paul.portal") }).await.expect("unlocked");
    guess(app, NEW, 6).await;
    let half = waiting(app, "paul.portal", NEW).await;
    whole(app, &half, &app.code(&phone)).await;
    guess(app, NEW, 6).await;
    assert!(!app.person("paul.portal").await.locked(app.now()), "T18: the count began anew");
}

async fn t13_after_a_lock_has_ended_the_count_goes_on(app: &TestApp) {
    let locked = async |times: usize| {
        for _ in 0..times {
            app.try_password("paul.portal", "not the password at all").await;
        }
        app.person("paul.portal").await.locked(app.now())
    };
    for _ in 0..3 {
        assert!(!locked(6).await);
        assert!(locked(1).await);
        app.advance(Duration::minutes(30));
        assert!(!app.person("paul.portal").await.locked(app.now()));
    }
    assert_eq!(app.count(app.house().cedar, "person.locked").await, 3);
    app.enrolled("clara.clerk").await;
    for _ in 0..2 {
        let half = app.with_password("clara.clerk").await.1;
        for _ in 0..6 {
            assert_eq!(half.ask(&give("000000")).await.line(), WRONG_CODE);
        }
        assert_eq!(half.ask(&give("000000")).await.line(), REFUSED);
        app.advance(Duration::minutes(30));
    }
}

async fn t16_enrolment_begun_before_a_lock_opens_nothing_after_it(app: &TestApp) {
    app.demand(Demand::Everybody).await;
    let (_, half) = app.with_password("paul.portal").await;
    let key = half.call(BeginApp { password: String::new() }).await.expect("a key");
    for _ in 0..7 {
        app.try_password("paul.portal", "not the password at all").await;
    }
    let reply = half.ask(&ConfirmApp { code: app.code(&Phone::scan(&key.key)) }).await;
    assert_eq!((reply.line().as_str(), reply.session_cookie()), (REFUSED, None));
    assert!(!app.snapshot().await.rows("sessions").is_empty(), "it still waits");
    assert_eq!(half.ask(&Stay {}).await.line(), LOCKED_OUT);
}

async fn t30_a_change_of_the_second_step_ends_links_and_sessions(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    let others = [app.signed_in("paul.portal").await, app.signed_in("paul.portal").await];
    let change = ChangeOwnEmail { email: "paul.new@house.example".into() };
    paul.call(change).await.expect("asked for");
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked for");
    let token = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link was mailed");
    let key = paul.call(BeginApp { password: PASSWORD.into() }).await.expect("a key");
    paul.call(ConfirmApp { code: app.code(&Phone::scan(&key.key)) }).await.expect("codes");
    for other in others {
        assert_eq!(other.ask(&Stay {}).await.line(), LOCKED_OUT);
    }
    let choose = ResetPassword { token, password: NEW.into(), repeat: NEW.into() };
    assert_eq!(app.anonymous().ask(&choose).await.status, 410);
    let stored = app.snapshot().await;
    let links = stored.rows("account_links");
    assert_eq!((links.len(), links.iter().filter(|row| row.contains("open")).count()), (2, 0));
    paul.call(RenewCodes { password: PASSWORD.into() }).await.expect("and this session goes on");
}

async fn t10_a_wrong_password_tells_nothing_about_the_second_step(app: &TestApp) {
    app.enrolled("paul.portal").await;
    let outside = async |name: &str, password: &str| app.try_password(name, password).await.outside();
    let unknown = outside("nobody.here", "not the password at all").await;
    assert_eq!(outside("paul.portal", "not the password at all").await, unknown);
    assert_eq!(outside("clara.clerk", "not the password at all").await, unknown);
    guess(app, PASSWORD, 7).await;
    assert_eq!(outside("paul.portal", PASSWORD).await, unknown, "locked at the second step");
    let half = app.anonymous().ask(&give("000000")).await;
    assert_eq!(half.line(), LOCKED_OUT);
}

async fn t08_nothing_stored_is_a_second_step(app: &TestApp) {
    let (phone, _) = app.enrolled("paul.portal").await;
    app.enrolled("clara.clerk").await;
    let (paul, clara) = (app.id("paul.portal"), app.id("clara.clerk"));
    let stored = store::get(&mut app.read().await, paul).await.expect("a row");
    let open = |person: PersonId| seal::open(&app.state.config, totp::SECRETS, person.uuid(), &stored.sealed);
    let secret = open(paul).expect("the program can read it");
    assert_eq!(totp::code(&secret, totp::step_of(app.now())).expect("a code"), app.code(&phone));
    assert_eq!(open(clara), None, "nobody else's row can hold it");
    let key = String::from_utf8_lossy(app.state.config.secret()).into_owned();
    assert_eq!(app.snapshot().await.tables_with(&key), Vec::<&str>::new(), "the key is not in the database");
    let hash = recovery::hash(paul, "0123");
    assert_eq!(hash.len(), 64);
    let half = waiting(app, "paul.portal", PASSWORD).await;
    for row in app.snapshot().await.rows("recovery_codes") {
        let stored = row.split(['\'', '"']).find(|part| part.len() == hash.len()).expect("a hash");
        let typed = GiveCode { recovery_code: stored.into(), step_code: String::new(), next: String::new() };
        assert_ne!(half.ask(&typed).await.status, 200);
    }
    assert!(app.person("paul.portal").await.locked(app.now()), "these are guesses");
}

on_both_engines! {
    t24_a_changed_password_leads_to_the_code,
    t24_a_temporary_password_leads_to_the_code,
    t24_links_to_a_new_password_lead_to_the_code,
    t24_an_unlock_link_leads_to_the_code,
    t24_an_invitation_leads_to_the_code,
    t22_no_link_gives_more_codes_to_guess,
    t22_a_lock_of_the_second_step_is_no_matter_of_mail,
    t13_after_a_lock_has_ended_the_count_goes_on,
    t16_enrolment_begun_before_a_lock_opens_nothing_after_it,
    t30_a_change_of_the_second_step_ends_links_and_sessions,
    t10_a_wrong_password_tells_nothing_about_the_second_step,
    t08_nothing_stored_is_a_second_step,
}
