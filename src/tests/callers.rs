//! The caller check: off by default, opens nothing, shows no answer, tries are few (C-14, T06, T09, T48, T71).

use chrono::Duration;
use rolecall::{
    caller::{
        api::{CheckCaller, GetCallerCheck, GetOwnQuestions, ListQuestionsOf, SaveOwnQuestions, SetCallerCheck},
        model::{Typed, WRONG_ALLOWED},
    },
    domain::{code::Code, refusal::Refusal},
    error::AppError,
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, status},
    on_both_engines,
};

const PET: &str = "First pet?";

fn typed(question: &str, answer: &str) -> Typed {
    Typed { question: question.into(), answer: answer.into() }
}

/// Switches it on, and lets Paul keep two questions.
async fn set_up(app: &TestApp) -> Caller {
    let adam = app.signed_in("adam.admin").await;
    assert!(adam.call(SetCallerCheck { on: true }).await.expect("switched"));
    let paul = app.signed_in("paul.portal").await;
    let questions = vec![typed(PET, " Señor   Fluff "), typed("Old street?", "Elm")];
    let kept = paul.call(SaveOwnQuestions { questions }).await.expect("kept");
    assert_eq!(kept, [PET, "Old street?"]);
    adam
}

async fn ask(app: &TestApp, by: &Caller, answer: &str) -> Result<bool, AppError> {
    let person = app.id("paul.portal");
    by.call(CheckCaller { person, question: PET.into(), answer: answer.into() }).await
}

async fn c14_off_until_somebody_switches_it_on(app: &TestApp) {
    let (adam, paul) = (app.signed_in("adam.admin").await, app.signed_in("paul.portal").await);
    assert_eq!(adam.call(GetCallerCheck {}).await, Ok(false));
    assert_eq!(paul.call(GetOwnQuestions {}).await, Ok(None));
    let off = AppError::Forbidden(Refusal::CallerCheckOff);
    assert_eq!(paul.call(SaveOwnQuestions { questions: vec![typed(PET, "Rex")] }).await, Err(off.clone()));
    assert_eq!(adam.call(ListQuestionsOf { person: app.id("paul.portal") }).await, Ok(None));
    assert_eq!(ask(app, &adam, "Rex").await, Err(off));
    let bea = app.signed_in("bea.boss").await;
    set_up(app).await;
    assert_eq!(bea.call(GetCallerCheck {}).await, Ok(false), "one practice's rule");
}

async fn c14_only_whether_it_matches(app: &TestApp) {
    let adam = set_up(app).await;
    let person = app.id("paul.portal");
    let questions = adam.call(ListQuestionsOf { person }).await.expect("questions");
    assert_eq!(questions, Some(vec![PET.to_owned(), "Old street?".to_owned()]));
    assert_eq!(ask(app, &adam, "senor fluff").await, Ok(true));
    assert_eq!(ask(app, &adam, "Rex").await, Ok(false));
    assert_eq!(app.count(app.house().cedar, "caller.matched").await, 1);
    assert_eq!(app.count(app.house().cedar, "caller.not_matched").await, 1);
    // Stored as hashes only, and told to nobody.
    for secret in ["senor fluff", "Fluff"] {
        assert_eq!(app.snapshot().await.tables_with(secret), [""; 0], "{secret}");
    }
    // It is no way in.
    assert_eq!(app.try_password("paul.portal", "senor fluff").await.status, 401);
    for (by, expected) in [("maya.manager", 403), ("bea.boss", 404), ("nina.npi", 404)] {
        assert_eq!(status(&ask(app, &app.signed_in(by).await, "senor fluff").await), expected, "{by}");
    }
    let above = CheckCaller { person: app.id("olivia.owner"), question: PET.into(), answer: "Rex".into() };
    assert_eq!(status(&adam.call(above).await), 403, "only of those whose password one may replace");
    let unknown = CheckCaller { person, question: "Favourite colour?".into(), answer: "Blue".into() };
    assert_eq!(adam.call(unknown).await, Err(AppError::Forbidden(Refusal::NoQuestions)));
}

async fn t13_wrong_answers_are_few_however_parallel(app: &TestApp) {
    let adam = set_up(app).await;
    let before = app.verifications();
    let (caller, person) = (adam.clone(), app.id("paul.portal"));
    let done = at_once(20, move |_| {
        let caller = caller.clone();
        async move {
            let check = CheckCaller { person, question: PET.into(), answer: "Rex".into() };
            status(&caller.call(check).await)
        }
    })
    .await;
    let looked_at = done.iter().filter(|status| **status == 200).count();
    assert!(looked_at <= WRONG_ALLOWED as usize && looked_at > 0, "{done:?}");
    assert!(app.verifications() - before <= WRONG_ALLOWED as u64);
    while ask(app, &adam, "Rex").await.is_ok() {}
    // The right one is not looked at either, until a day has passed.
    assert_eq!(ask(app, &adam, "senor fluff").await, Err(AppError::Forbidden(Refusal::CallerTriedOften)));
    app.advance(Duration::hours(24));
    let adam = app.signed_in("adam.admin").await;
    for _ in 0..WRONG_ALLOWED + 2 {
        assert_eq!(ask(app, &adam, "senor fluff").await, Ok(true), "right answers count against nobody");
    }
}

async fn answers_are_kept_replaced_and_dropped(app: &TestApp) {
    let adam = set_up(app).await;
    let paul = app.signed_in("paul.portal").await;
    let kept = paul.call(SaveOwnQuestions { questions: vec![typed(PET, ""), typed("New?", "Blue")] }).await;
    assert_eq!(kept, Ok(vec![PET.to_owned(), "New?".to_owned()]));
    assert_eq!(ask(app, &adam, "Senor Fluff").await, Ok(true), "the stored answer stays");
    let wrong = paul.call(SaveOwnQuestions { questions: vec![typed("Another?", "")] }).await;
    assert!(matches!(&wrong, Err(AppError::Invalid(errors)) if errors.of("answer_1") == Some(Code::Required)));
    paul.call(SaveOwnQuestions { questions: Vec::new() }).await.expect("dropped");
    assert_eq!(ask(app, &adam, "Senor Fluff").await, Err(AppError::Forbidden(Refusal::NoQuestions)));
    app.advance(Duration::minutes(11));
    let late = paul.call(SaveOwnQuestions { questions: Vec::new() }).await;
    assert_eq!(late, Err(AppError::ProofNeeded), "T33");
}

on_both_engines! {
    c14_off_until_somebody_switches_it_on,
    c14_only_whether_it_matches,
    t13_wrong_answers_are_few_however_parallel,
    answers_are_kept_replaced_and_dropped,
}
