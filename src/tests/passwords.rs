//! One rule for passwords on every path (T01, T02, T04, T05).

use std::io::Write as _;

use rolecall::{
    account::{
        model::LinkKind,
        public::{Forgot, ResetPassword},
    },
    domain::code::Code,
    error::{AppError, AppResult},
    invitations::{form::JoinForm, public::AcceptInvitation},
    server::{
        leaked::Leaked,
        password::{LONGEST, SHORTEST, check},
    },
    session::api::{ChangePassword, PasswordStrength},
};

use crate::support::{
    TestApp,
    house::{PASSWORD, token_of},
    on_both_engines,
    outbox::{kinds, tokens},
};

/// A password and why nobody of Cedar Valley may choose it.
const REFUSED: [(&str, Code); 9] = [
    ("qzmwpjxkvbtrla", Code::PasswordTooShort),
    ("passwordpassword", Code::PasswordCommon),
    ("iloveyouiloveyou", Code::PasswordCommon),
    ("qwertyuiopasdfghjkl", Code::PasswordCommon),
    ("cedarvalleyclinic1", Code::PasswordContext),
    ("Cedar-Valley-Family-Clinic", Code::PasswordContext),
    ("rolecallrolecall", Code::PasswordContext),
    ("1234567893 1234567893", Code::PasswordContext),
    ("12-3456789 12-3456789", Code::PasswordContext),
];

fn why(answer: AppResult<()>) -> Option<Code> {
    match answer {
        Err(AppError::Invalid(errors)) => errors.of("password"),
        other => panic!("{other:?}"),
    }
}

fn registers(password: &str) -> AcceptInvitation {
    let form = JoinForm {
        username: "ingrid.new".into(),
        first_name: "Ingrid".into(),
        last_name: "New".into(),
        password: password.into(),
        repeat: password.into(),
        ..JoinForm::default()
    };
    AcceptInvitation { token: token_of("ingrid.invited"), form }
}

fn resets(token: &str, password: &str) -> ResetPassword {
    ResetPassword { token: token.into(), password: password.into(), repeat: password.into() }
}

fn changes(password: &str) -> ChangePassword {
    ChangePassword { current: PASSWORD.into(), password: password.into(), repeat: password.into() }
}

async fn t04_every_path_refuses_the_same(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked");
    let token = tokens(app, "paul.portal@house.example", LinkKind::Reset).await.pop().expect("a link");
    for (bad, code) in REFUSED {
        assert_eq!(why(app.anonymous().call(registers(bad)).await), Some(code), "registering with {bad}");
        assert_eq!(why(app.anonymous().call(resets(&token, bad)).await), Some(code), "resetting to {bad}");
        assert_eq!(why(paul.call(changes(bad)).await), Some(code), "changing to {bad}");
    }
    let own = "paul.portal@house.example";
    assert_eq!(why(paul.call(changes(own)).await), Some(Code::PasswordContext), "the own address");
}

async fn t02_a_password_counts_to_its_last_letter(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    let long = format!("{} Ω", "many quiet hills over a lake ".repeat(6).trim());
    assert!((128..LONGEST).contains(&long.chars().count()));
    let change = ChangePassword { current: PASSWORD.into(), password: long.clone(), repeat: long.clone() };
    paul.call(change).await.expect("changed");
    let cut = long.strip_suffix('Ω').expect("an omega").to_owned();
    for wrong in [format!("{cut}Ψ"), long.to_uppercase(), format!("{long} "), cut.trim().to_owned()] {
        assert_eq!(app.try_password("paul.portal", &wrong).await.status, 401);
    }
    assert_eq!(app.try_password("paul.portal", &long).await.status, 200);
    let before = app.verifications();
    assert_ne!(app.try_password("paul.portal", &"x".repeat(50_000)).await.status, 200);
    assert_eq!(app.verifications(), before, "no hash runs");
}

async fn t05_a_change_needs_the_current_one_and_is_told(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    let new = "seven quiet hills over a lake";
    let change = |current: &str| ChangePassword { current: current.into(), password: new.into(), repeat: new.into() };
    assert_eq!(paul.ask(&change("")).await.status, 422);
    assert_eq!(paul.ask(&change("not the password")).await.status, 422);
    assert_eq!(app.count(app.house().cedar, "password.change_failed").await, 2);
    assert_eq!(kinds(app, "paul.portal@house.example").await, [""; 0]);
    assert_eq!(paul.ask(&change(PASSWORD)).await.status, 200);
    assert_eq!(kinds(app, "paul.portal@house.example").await, ["password_changed"]);
}

async fn the_meter_says_what_the_rule_will_say(app: &TestApp) {
    let ask = async |password: &str, words: &[&str]| {
        let words = words.iter().map(ToString::to_string).collect();
        app.anonymous().call(PasswordStrength { password: password.into(), words }).await.expect("an answer")
    };
    let weak = ask("passwordpassword", &[]).await;
    assert!(weak.score < 3 && weak.refused == Some(Code::PasswordCommon), "{weak:?}");
    assert_eq!(ask("cedarvalleyclinic1", &["Cedar Valley Clinic"]).await.refused, Some(Code::PasswordContext));
    assert_eq!(ask("short", &[]).await.refused, Some(Code::PasswordTooShort));
    let good = ask("seven quiet hills over a lake", &[]).await;
    assert!(good.score >= 3 && good.refused.is_none(), "{good:?}");
    assert_eq!(ask(&"x".repeat(5000), &[]).await.refused, Some(Code::PasswordTooLong));
}

/// Passwords from the top of the lists that guessers try first, written down as often as fifteen characters need.
const COMMON: &str = include_str!("data/common_long_passwords.txt");

#[test]
fn t04_no_common_password_passes_the_rule() {
    let all: Vec<_> = COMMON.lines().collect();
    assert!(all.len() >= 3000, "{}", all.len());
    assert!(all.iter().all(|password| password.chars().count() >= SHORTEST));
    let accepted: Vec<_> = all.iter().filter(|password| check(password, &[]) != Err(Code::PasswordCommon)).collect();
    assert!(accepted.is_empty(), "{accepted:?}");
}

async fn t04_every_path_knows_the_list(app: &TestApp) {
    let paul = app.signed_in("paul.portal").await;
    app.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked");
    let token = tokens(app, "paul.portal@house.example", LinkKind::Reset).await.pop().expect("a link");
    for bad in COMMON.lines().step_by(300) {
        for (path, answer) in [
            ("registering", app.anonymous().call(registers(bad)).await),
            ("resetting", app.anonymous().call(resets(&token, bad)).await),
            ("changing", paul.call(changes(bad)).await),
        ] {
            assert_eq!(why(answer), Some(Code::PasswordCommon), "{path} with {bad}");
        }
    }
    let reset = resets(&token, "seven quiet hills over a lake");
    app.anonymous().call(reset).await.expect("the link has waited for a good one");
}

async fn t04_every_path_refuses_what_was_leaked(app: &TestApp) {
    let (leaked, private) = ("fourteen herons wade at dawn", "seven quiet hills over a lake");
    let mut list = tempfile::NamedTempFile::new().expect("a file");
    // SHA-1 of "password", of the leaked one, and of "letmein".
    let hashes = ["5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", LEAKED, "B7A875FC1EA228B9061041B7CEC4BD3C52AB3CE3"];
    let mut lines = hashes.map(|hash| format!("{hash}:12\r\n"));
    lines.sort();
    list.write_all(lines.concat().as_bytes()).expect("writes");
    let file = Leaked::open(list.path()).expect("opens");
    let there = app.process(|config, _| config.leaked_passwords = Some(file));
    let paul = there.signed_in("paul.portal").await;
    there.anonymous().call(Forgot { login: "paul.portal".into() }).await.expect("asked");
    let token = tokens(&there, "paul.portal@house.example", LinkKind::Reset).await.pop().expect("a link");
    assert_eq!(why(there.anonymous().call(registers(leaked)).await), Some(Code::PasswordLeaked));
    assert_eq!(why(there.anonymous().call(resets(&token, leaked)).await), Some(Code::PasswordLeaked));
    assert_eq!(why(paul.call(changes(leaked)).await), Some(Code::PasswordLeaked));
    let asked = PasswordStrength { password: leaked.into(), words: Vec::new() };
    let meter = there.anonymous().call(asked).await.expect("an answer");
    assert_eq!((meter.refused, meter.score), (Some(Code::PasswordLeaked), 2));
    there.anonymous().call(resets(&token, private)).await.expect("the link has waited for a good one");
    // A list that is gone lets nothing through unlooked.
    drop(list);
    assert_eq!(there.anonymous().ask(&registers(private)).await.status, 500);
    app.anonymous().call(registers(private)).await.expect("without a list");
}

/// SHA-1 of "fourteen herons wade at dawn".
const LEAKED: &str = "98331B53B9913C56C25FED06033BDF5437AAE326";

on_both_engines! {
    t02_a_password_counts_to_its_last_letter,
    t04_every_path_refuses_the_same,
    t04_every_path_knows_the_list,
    t04_every_path_refuses_what_was_leaked,
    t05_a_change_needs_the_current_one_and_is_told,
    the_meter_says_what_the_rule_will_say,
}
