//! The practice's own reasons for denials (S0-43, S0-44): offered in its order, kept by the decision, read in two languages.

use rolecall::{
    domain::{
        code::{Code, FieldErrors},
        refusal::Refusal,
    },
    error::AppError,
    i18n::{Lang, T},
    mail::{letter::requests::RequestLetter, model::LetterKind},
    registrations::{
        api::{DenyRequest, GetRequest, ListDenialReasons, SetDenialReasons},
        form::{ApplyForm, StatusForm},
        model::DenialReason,
        reasons::{Listed, Reason, Wording, standard},
    },
};

use crate::support::{
    Caller, TestApp, on_both_engines,
    requests::{ana, arrived, letter, of, post},
    snapshot::assert_same,
};

fn supplier() -> Wording {
    Wording { en: "Works for a supplier".into(), es: "Trabaja para un proveedor".into() }
}

async fn set(caller: &Caller, before: Vec<Listed>, reasons: Vec<Listed>) -> Result<Vec<Listed>, AppError> {
    caller.call(SetDenialReasons { before, reasons }).await
}

/// The standard list with an own reason on top; `not_ours` is not offered any more.
async fn changed(caller: &Caller) -> Vec<Listed> {
    let mut list = caller.call(ListDenialReasons {}).await.expect("a list");
    assert_eq!(list, standard(), "what everybody starts with");
    let before = list.clone();
    list[0].offered = false;
    list.insert(0, Listed::own(supplier()));
    set(caller, before, list).await.expect("saves")
}

async fn s0_43_a_denial_in_the_practices_own_words(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let list = changed(&adam).await;
    let request = arrived(app, &ApplyForm { language: "es".into(), ..ana() }).await;
    let offered = adam.call(GetRequest { id: request.id }).await.expect("a page").reasons;
    assert_eq!(offered, list, "whoever decides chooses from it");
    let deny = |reason: &str| DenyRequest { id: request.id, reason: reason.into(), note: String::new() };
    for gone in ["not_ours", "own", "", "0190163d-8694-739b-aea5-966c26f8ad91"] {
        assert!(matches!(adam.call(deny(gone)).await, Err(AppError::Invalid(_))), "{gone}");
    }
    adam.call(deny(&list[0].name)).await.expect("denies");
    let sent = letter(app, &request.email, LetterKind::RequestDenied).await;
    let RequestLetter::Denied { reason, .. } = sent else { panic!("{sent:?}") };
    assert_eq!(reason, "Trabaja para un proveedor", "in the applicant's language");
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!(event.reason, "Works for a supplier / Trabaja para un proveedor");
    // Whatever becomes of the list: the decision keeps its words.
    let mut without = list.clone();
    without.remove(0);
    set(&adam, list, without).await.expect("saves");
    let decided = adam.call(GetRequest { id: request.id }).await.expect("a page").decided.expect("a decision");
    assert_eq!(decided.reason, Some(Reason::Own(supplier())));
    let form = StatusForm { code: request.reference.clone(), email: request.email.clone() };
    let page = post(&app.anonymous(), "/register/status", &form).await.text();
    assert!(page.contains("Works for a supplier"), "{page}");
    assert_eq!(T::new(Lang::Es).reason_told(&Reason::Own(supplier())), "Trabaja para un proveedor");
    // S0-44: what is decided stays so.
    let again = adam.call(deny("has_account")).await;
    assert!(matches!(again, Err(AppError::Conflict(_))), "{again:?}");
}

async fn s0_43_a_reason_that_is_not_offered_any_more_stays_readable(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let request = arrived(app, &of("Zoe")).await;
    let (id, reason) = (request.id, "not_ours".to_owned());
    adam.call(DenyRequest { id, reason, note: String::new() }).await.expect("denies");
    changed(&adam).await;
    let decided = adam.call(GetRequest { id }).await.expect("a page").decided.expect("a decision");
    assert_eq!(decided.reason, Some(Reason::Shipped(DenialReason::NotOurs)));
}

async fn a_list_is_the_practices_own(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let list = changed(&adam).await;
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!(event.kind, "request.reasons_changed");
    assert!(event.changes.contains("Works for a supplier") && event.changes.contains("not_ours"), "{}", event.changes);
    let olivia = app.signed_in("olivia.owner").await;
    let before = app.snapshot().await;
    // Somebody who has not seen this list does not overwrite it.
    let stale = set(&olivia, standard(), standard()).await;
    assert!(matches!(stale, Err(AppError::Conflict(_))), "{stale:?}");
    let nothing: Vec<_> = list.iter().map(|one| Listed { offered: false, ..one.clone() }).collect();
    let wrong = set(&adam, list.clone(), nothing).await;
    assert_eq!(wrong, Err(FieldErrors::one("reasons", Code::Required).into()));
    let half = Listed::own(Wording { es: String::new(), ..supplier() });
    let half = set(&adam, list.clone(), [vec![half], list].concat()).await;
    assert_eq!(half, Err(FieldErrors::one("reason_es", Code::Required).into()));
    assert_same(&before, &app.snapshot().await, "what is wrong");
    // Who decides at one provider only has no say in it; other practices have lists of their own.
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(nina.call(ListDenialReasons {}).await, Err(Refusal::OutsideScope.into()));
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(bea.call(ListDenialReasons {}).await, Ok(standard()));
}

on_both_engines! {
    s0_43_a_denial_in_the_practices_own_words,
    s0_43_a_reason_that_is_not_offered_any_more_stays_readable,
    a_list_is_the_practices_own,
}
