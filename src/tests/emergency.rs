//! The way back in from the machine (T57), and the first people who run the installation.

use chrono::Duration;
use rolecall::{
    account::{
        emergency::{self, let_in},
        model::LinkKind,
        public::{ResetPassword, ShowLink},
    },
    domain::code::{Code, FieldErrors},
    error::AppError,
    home::api::GetOverview,
    people::model::{AccountState, Lock, LockReason},
    server::fault::Fault,
    setup::operator::{self, NewOperator},
};

use crate::support::{TestApp, app::status, on_both_engines, outbox::letters};

const NEW: &str = "violet harbor lantern seven";

fn token(way: &emergency::WayIn) -> String {
    way.path.rsplit('/').next().expect("a token").to_owned()
}

fn answer<T>(done: Result<T, Fault>) -> AppError {
    match done {
        Err(Fault::Answer(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("done"),
    }
}

async fn t57_an_administrator_without_a_way_in_is_let_in_from_the_machine(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let now = app.now();
    let lock = Lock { since: now, reason: LockReason::TooManyCodes, ends: None };
    app.alter("adam.admin", |adam| adam.lock = Some(lock)).await;
    assert_eq!(
        answer(let_in(&app.state, "adam.admin", "  ").await),
        AppError::Invalid(FieldErrors::one("reason", Code::Required))
    );
    assert_eq!(answer(let_in(&app.state, "nobody", "lost").await), AppError::NotFound);
    app.alter("paul.portal", |paul| paul.state = AccountState::Deactivated).await;
    assert_eq!(answer(let_in(&app.state, "paul.portal", "lost").await), AppError::Gone, "that is no emergency");
    let way = let_in(&app.state, "adam.admin", "lost the phone, spoke to Adam in person").await.expect("a link");
    assert_eq!(way.expires, now + Duration::minutes(15));
    assert_eq!(status(&adam.call(GetOverview {}).await), 401, "sessions end");
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.subject_name.as_str()), ("account.emergency", "Adam Admin"));
    assert_eq!(event.reason, "lost the phone, spoke to Adam in person");
    for to in ["olivia.owner@cedar.example", "amy.admin@house.example"] {
        assert!(format!("{:?}", letters(app, to).await).contains("spoke to Adam in person"), "{to} is told");
    }
    // The link itself is in no mail: whoever asked has it on the screen.
    assert!(!format!("{:?}", letters(app, "olivia.owner@cedar.example").await).contains(&token(&way)));
    let stranger = app.anonymous();
    let reset = || ResetPassword { token: token(&way), password: NEW.into(), repeat: NEW.into() };
    stranger.call(reset()).await.expect("a new password");
    assert_eq!(status(&stranger.call(reset()).await), 410, "once");
    assert_eq!(app.try_password("adam.admin", NEW).await.status, 200, "and the lock is off");
}

async fn t57_the_link_ends_after_a_quarter_of_an_hour(app: &TestApp) {
    let way = let_in(&app.state, "olivia.owner", "lost").await.expect("a link");
    app.advance(Duration::minutes(14));
    let show = || ShowLink { kind: LinkKind::Reset, token: token(&way) };
    assert!(app.anonymous().call(show()).await.is_ok());
    app.advance(Duration::minutes(1));
    let late = ResetPassword { token: token(&way), password: NEW.into(), repeat: NEW.into() };
    assert_eq!(status(&app.anonymous().call(late).await), 410);
}

async fn c20_the_first_operator_is_made_at_the_machine(app: &TestApp) {
    let new = |username, email| NewOperator { username, email, first_name: "Oona", last_name: "Reyes" };
    let wrong = |field, code| AppError::Invalid(FieldErrors::one(field, code));
    let add = async |new: NewOperator<'static>| operator::add(&app.state, &new).await;
    assert_eq!(answer(add(new("adam.admin", "oona@portal.example")).await), wrong("username", Code::Taken));
    assert_eq!(answer(add(new("oona", "olivia.owner@cedar.example")).await), wrong("email", Code::Taken));
    assert_eq!(answer(add(new("oona", "no address")).await), wrong("email", Code::NotAnEmail));
    let way = add(new("oona.operator", "oona@portal.example")).await.expect("an operator");
    let reset = ResetPassword { token: token(&way), password: NEW.into(), repeat: NEW.into() };
    app.anonymous().call(reset).await.expect("a password");
    let reply = app.try_password("oona.operator", NEW).await;
    let oona = app.anonymous().with_cookie(&reply.session_cookie().expect("a session"));
    assert_eq!(oona.call(rolecall::tiers::api::GetPrices {}).await.map(drop), Ok(()), "prices are the operator's");
}

on_both_engines! {
    t57_an_administrator_without_a_way_in_is_let_in_from_the_machine,
    t57_the_link_ends_after_a_quarter_of_an_hour,
    c20_the_first_operator_is_made_at_the_machine,
}
