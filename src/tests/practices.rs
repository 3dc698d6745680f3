//! Many practices: the list, the page of one, adding one (S3-1…5, S3-10, S3-11, T49, T50, N-22).

use chrono::Duration;
use rolecall::{
    domain::{ids::PracticeId, list::Sortable as _, refusal::Refusal, vendor::VendorLevel},
    error::AppError,
    invitations::{
        form::JoinForm,
        public::{AcceptInvitation, ShowInvitation},
    },
    practices::{
        api::{AddPractice, GetPractice, ListPractices, PracticeHistory, SendResetThere, SetPracticeSettings},
        form::PracticeForm,
        model::{PracticeStatus, ServicePlan},
        query::{Column, PracticeQuery},
        store::by_tin,
        views::PracticeRow,
    },
    server::write::Bookkeeping,
    twostep::{self, model::Demand},
    vendor::api::GetVendorAccess,
};

use crate::support::{
    Caller, TestApp, house::PASSWORD, on_both_engines, outbox::kinds, snapshot::assert_same, vendor::let_in,
};

async fn list(caller: &Caller, query: PracticeQuery) -> Vec<PracticeRow> {
    caller.call(ListPractices { query }).await.expect("a list").rows
}

fn names(rows: &[PracticeRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

async fn s3_1_a_vendor_sees_its_practices_and_the_operator_all(app: &TestApp) {
    app.sql("delete from vendor_access where practice_id = (select id from practices where tin = '987654321')")
        .await
        .expect("deletes");
    let vera = app.signed_in("vera.vendor").await;
    let own = list(&vera, PracticeQuery::default()).await;
    assert_eq!(names(&own), ["Cedar Valley Family Clinic"]);
    assert_eq!((own[0].level, own[0].status), (Some(VendorLevel::Full), PracticeStatus::Active));
    assert!(own[0].people.is_some_and(|people| people > 15));
    let oscar = app.signed_in("oscar.operator").await;
    let all = list(&oscar, PracticeQuery::default()).await;
    assert_eq!(names(&all), ["Cedar Valley Family Clinic", "Lakeside Pediatrics"], "neither vendor nor portal");
    let search = PracticeQuery { search: "98-7654321".into(), ..PracticeQuery::default() };
    assert_eq!(names(&list(&oscar, search).await), ["Lakeside Pediatrics"]);
    assert_eq!(vera.ask(&GetPractice { id: app.house().lakeside }).await.line(), r#"404 "not_found""#, "T49");
    for html in [vera.get("/practices").await.text(), oscar.get("/practices").await.text()] {
        assert!(html.contains("Cedar Valley Family Clinic") && html.contains("12-3456789"));
    }
    assert!(app.signed_in("adam.admin").await.get("/practices").await.text().contains("Your role does not let you"));
}

async fn t50_a_practice_that_lets_nobody_in_tells_nothing_of_its_people(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    for level in VendorLevel::ALL {
        let_in(app, level, "").await;
        let cedar = app.house().cedar;
        for column in Column::ALL {
            let rows = list(&vera, PracticeQuery::default().sorted_by(*column)).await;
            let row = rows.iter().find(|row| row.id == cedar).expect("still linked");
            assert_eq!(row.people.is_some(), level.opens(), "{level:?} by {}", column.name());
        }
        let page = vera.call(GetPractice { id: cedar }).await.expect("the page");
        let needed = (level < VendorLevel::Full).then_some(Refusal::VendorLevel(VendorLevel::Full));
        assert_eq!((&page.edit, &page.reset, &page.switch), (&needed, &needed, &needed), "{level:?}");
        let html = vera.get(&format!("/practices/{cedar}")).await.text();
        assert_eq!(html.contains("Full access not available"), needed.is_some(), "S3-20");
    }
}

async fn s3_4_settings_are_saved_and_told(app: &TestApp) {
    let (vera, id) = (app.signed_in("vera.vendor").await, app.house().cedar);
    let set = |settings: &str, seen: &str| SetPracticeSettings { id, settings: settings.into(), seen: seen.into() };
    let saved = vera.call(set("transmit_approval,dental_claims", "professional_claims")).await;
    assert_eq!(saved.as_deref(), Ok("transmit_approval,dental_claims"));
    let stale = vera.ask(&set("", "professional_claims")).await;
    assert_eq!(stale.status, 409, "somebody has changed them since");
    let events = vera.call(PracticeHistory { id, before: 0 }).await.expect("a history");
    assert_eq!((events.len(), events[0].changes.len()), (1, 3), "{events:?}");
    assert_eq!((events[0].actor.as_str(), events[0].organisation.as_str()), ("Vera Vendor", "MediBill Services"));
    let_in(app, VendorLevel::Support, "").await;
    let refused = vera.call(set("", "transmit_approval,dental_claims")).await;
    assert_eq!(refused, Err(AppError::Forbidden(Refusal::VendorLevel(VendorLevel::Full))));
    app.signed_in("oscar.operator").await.call(set("", "transmit_approval,dental_claims")).await.expect("his to do");
}

async fn s3_5_a_reset_link_goes_to_people_of_that_practice_only(app: &TestApp) {
    let (vera, id) = (app.signed_in("vera.vendor").await, app.house().cedar);
    let reset = |email: &str| SendResetThere { id, email: email.into() };
    vera.call(reset("paul.portal@house.example")).await.expect("sent");
    assert_eq!(kinds(app, "paul.portal@house.example").await, ["password_reset"]);
    let unknown = r#"422 {"invalid":[{"field":"reset_email","code":"unknown"}]}"#;
    for stranger in ["nobody@house.example", "bob.basic@house.example", "vera.vendor@house.example"] {
        assert_eq!(vera.ask(&reset(stranger)).await.line(), unknown, "{stranger}");
    }
    // T66: PostgreSQL takes no NUL.
    for typed in ["nobody", "\u{0}", "paul.portal@house.example\u{0}"] {
        let none = r#"422 {"invalid":[{"field":"reset_email","code":"not_an_email"}]}"#;
        assert_eq!(vera.ask(&reset(typed)).await.line(), none, "{typed:?}");
    }
    let_in(app, VendorLevel::Support, "").await;
    assert_eq!(vera.ask(&reset("paul.portal@house.example")).await.status, 403);
}

fn form() -> PracticeForm {
    PracticeForm {
        practice_name: "Harborview Clinic".into(),
        tin: "42-3000001".into(),
        settings: "transmit_approval".into(),
        first_name: "Hanna".into(),
        last_name: "Harbor".into(),
        email: "hanna@harborview.example".into(),
        phone: "(312) 555-0142".into(),
        plan: "annual".into(),
        ..PracticeForm::new("en", "Main office")
    }
}

async fn owner_accepts(app: &TestApp) -> Caller {
    let token = app.mailed("hanna@harborview.example").await.pop().expect("a link");
    let shown = app.anonymous().call(ShowInvitation { token: token.clone() }).await.expect("a link of ours");
    assert_eq!(shown.practice, "Harborview Clinic");
    let form = JoinForm {
        first_name: "Hanna".into(),
        last_name: "Harbor".into(),
        username: "hanna.owner".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
        ..JoinForm::default()
    };
    app.anonymous().call(AcceptInvitation { token, form }).await.expect("accepted");
    // A practice that has not decided otherwise asks its administrators for a second step.
    let practice = by_tin(&mut app.read().await, "423000001").await.expect("reads").expect("the practice");
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    twostep::store::set_demand(&mut tx, practice.id, Demand::Nobody).await.expect("chooses");
    tx.keep().await.expect("keeps");
    app.signed_in("hanna.owner").await
}

async fn s3_10_a_practice_is_added_and_its_administrator_invited(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    let id = vera.call(AddPractice { form: form() }).await.expect("added");
    let page = vera.call(GetPractice { id }).await.expect("the page");
    assert_eq!((page.row.level, page.row.status), (Some(VendorLevel::Full), PracticeStatus::Waiting));
    assert_eq!((page.settings.write().as_str(), page.row.plan), ("transmit_approval", ServicePlan::Annual));
    let mut kinds: Vec<_> = app.events(id).await.into_iter().map(|event| (event.kind, event.organisation)).collect();
    kinds.reverse();
    let by_vendor = |kind: &str| (kind.to_owned(), "MediBill Services".to_owned());
    assert_eq!(kinds, ["practice.added", "vendor.access_set", "invitation.sent"].map(by_vendor), "its own log");
    assert_eq!(app.count(app.house().home("vera.vendor"), "practice.added").await, 1);
    let hanna = owner_accepts(app).await;
    let access = hanna.call(GetVendorAccess {}).await.expect("hers to decide");
    assert_eq!(access.vendors[0].name, "MediBill Services");
    let row = vera.call(GetPractice { id }).await.expect("the page").row;
    assert_eq!((row.status, row.people), (PracticeStatus::Active, Some(1)));
    assert!(hanna.get("/people").await.text().contains("Harborview Clinic"));
}

async fn s3_10_what_is_taken_is_refused_beside_its_field_and_nothing_is_written(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    let before = app.snapshot().await;
    let add = async |form: PracticeForm| vera.ask(&AddPractice { form }).await.line();
    let taken = PracticeForm { tin: "123456789".into(), email: "paul.portal@house.example".into(), ..form() };
    let codes = r#"422 {"invalid":[{"field":"tin","code":"taken"},{"field":"email","code":"taken"}]}"#;
    assert_eq!(add(taken).await, codes);
    let zone = PracticeForm { time_zone: "Mars/Olympus".into(), ..form() };
    assert!(add(zone).await.contains("not_a_time_zone"));
    app.advance(Duration::minutes(11));
    assert_eq!(add(form()).await, r#"403 "proof_needed""#, "T33: it gives somebody the role of an owner");
    assert_same(&before.without_events(), &app.snapshot().await.without_events(), "refused");
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(adam.ask(&AddPractice { form: form() }).await.status, 403);
    let unknown = PracticeId::new(app.state.random.id(app.now()));
    assert_eq!(app.signed_in("vera.vendor").await.ask(&GetPractice { id: unknown }).await.line(), r#"404 "not_found""#);
}

async fn s3_10_the_operator_adds_one_without_a_vendor(app: &TestApp) {
    let oscar = app.signed_in("oscar.operator").await;
    let id = oscar.call(AddPractice { form: form() }).await.expect("added");
    let page = oscar.call(GetPractice { id }).await.expect("the page");
    assert_eq!((page.row.level, page.edit, page.asks), (None, None, false));
    owner_accepts(app).await;
}

on_both_engines! {
    s3_1_a_vendor_sees_its_practices_and_the_operator_all,
    t50_a_practice_that_lets_nobody_in_tells_nothing_of_its_people,
    s3_4_settings_are_saved_and_told,
    s3_5_a_reset_link_goes_to_people_of_that_practice_only,
    s3_10_a_practice_is_added_and_its_administrator_invited,
    s3_10_what_is_taken_is_refused_beside_its_field_and_nothing_is_written,
    s3_10_the_operator_adds_one_without_a_vendor,
}
