//! How far a vendor is let in, what the practice sees of it, and receipts (S3-12…20, C-29, C-30, N-12, T49, T51, T54).

use chrono::Duration;
use rolecall::{
    account::api::SendReset,
    domain::{permission::Permission, refusal::Refusal, vendor::VendorLevel},
    error::AppError,
    home::api::GetOverview,
    people::{
        api::{GetPerson, ListPeople},
        query::PeopleQuery,
    },
    practices::api::GetPractice,
    providers::{api::ListProviders, query::ProviderQuery},
    session::api::ChoosePractice,
    vendor::{
        api::{AskForAccess, GetReceipt, GetVendorAccess, SetVendorAccess},
        form::LevelForm,
        receipts,
    },
};

use crate::support::{
    Caller, TestApp,
    app::status,
    on_both_engines,
    outbox::kinds,
    vendor::{let_in, seen},
};

/// Vera where she works in Cedar Valley.
async fn vera_in_cedar(app: &TestApp) -> Caller {
    let vera = app.signed_in("vera.vendor").await;
    vera.call(ChoosePractice { practice: app.house().cedar }).await.expect("let in");
    vera
}

async fn c30_each_level_opens_what_it_says(app: &TestApp) {
    let (cedar, paul) = (app.house().cedar, app.id("paul.portal"));
    for level in VendorLevel::ALL {
        let_in(app, level, "").await;
        let vera = app.signed_in("vera.vendor").await;
        let works_there = vera.call(ChoosePractice { practice: cedar }).await;
        assert_eq!(works_there.is_ok(), level.opens(), "{level:?}");
        if level.opens() {
            assert_eq!(status(&vera.call(ListPeople { query: PeopleQuery::default() }).await), 200);
            assert_eq!(status(&vera.call(ListProviders { query: ProviderQuery::default() }).await), 200);
            let reset = vera.call(SendReset { person: paul }).await;
            let refused = Err(AppError::Forbidden(Refusal::VendorLevel(VendorLevel::Full)));
            assert_eq!(reset, if level == VendorLevel::Full { Ok(()) } else { refused }, "{level:?}");
        }
    }
}

async fn c30_a_lower_level_ends_what_is_under_way(app: &TestApp) {
    let vera = vera_in_cedar(app).await;
    let list = ListPeople { query: PeopleQuery::default() };
    assert_eq!(vera.ask(&list).await.status, 200);
    let_in(app, VendorLevel::None, "").await;
    assert_eq!(vera.ask(&list).await.status, 401, "the next request finds no session there");
}

async fn c30_what_passes_returns_by_itself(app: &TestApp) {
    app.advance(Duration::minutes(1));
    let_in(app, VendorLevel::Limited, "").await;
    app.advance(Duration::minutes(1));
    let today = app.now().date_naive().to_string();
    let_in(app, VendorLevel::Full, &today).await;
    let cedar = app.house().cedar;
    let vera = vera_in_cedar(app).await;
    vera.call(GetPerson { id: app.id("paul.portal") }).await.expect("let in");
    let shown = &seen(app).await.vendors[0];
    assert_eq!(shown.until.map(|(_, next)| next), Some(VendorLevel::Limited));
    app.advance(Duration::days(2));
    // No job has run.
    let vera = app.signed_in("vera.vendor").await;
    let page = vera.call(GetPractice { id: cedar }).await.expect("the page");
    assert_eq!(page.row.level, Some(VendorLevel::Limited));
    assert_eq!(status(&vera.call(ChoosePractice { practice: cedar }).await), 404);
    for _ in 0..2 {
        receipts::due(&app.state).await.expect("told");
    }
    let told = kinds(app, "olivia.owner@cedar.example").await;
    assert_eq!(told.iter().filter(|kind| *kind == "vendor_receipt").count(), 2, "of each lowering once: {told:?}");
    let past = seen(app).await.past;
    let olivia = app.signed_in("olivia.owner").await;
    let receipt = olivia.call(GetReceipt { id: past[0].id }).await.expect("a receipt");
    let records: Vec<_> = receipt.visits.iter().map(|visit| (visit.opened, visit.record.as_str())).collect();
    assert_eq!(records, [(Permission::ViewPeople, "Paul Portal")]);
    let html = olivia.get(&format!("/settings/vendor-access/{}", past[0].id)).await.text();
    assert!(html.contains("Paul Portal") && html.contains("1 thing was opened."));
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(bea.ask(&GetReceipt { id: past[0].id }).await.line(), r#"404 "not_found""#, "T49");
}

async fn n12_what_a_vendor_opens_and_does_is_seen_and_stays(app: &TestApp) {
    let (paul, vera) = (app.id("paul.portal"), vera_in_cedar(app).await);
    for _ in 0..3 {
        vera.call(ListPeople { query: PeopleQuery::default() }).await.expect("a list");
        vera.call(GetPerson { id: paul }).await.expect("Paul");
    }
    vera.call(SendReset { person: paul }).await.expect("sent");
    app.signed_in("adam.admin").await.call(GetPerson { id: paul }).await.expect("Paul");
    let page = seen(app).await;
    let opened: Vec<_> = page.visits.iter().map(|visit| (visit.person.as_str(), visit.record.as_str())).collect();
    assert_eq!(opened.len(), 2, "the same once, and Adam is no visitor: {opened:?}");
    assert!(opened.contains(&("Vera Vendor", "Paul Portal")) && opened.contains(&("Vera Vendor", "")));
    let done: Vec<_> = page.acts.iter().map(|entry| (entry.actor.as_str(), entry.organisation.as_str())).collect();
    assert_eq!(done, [("Vera Vendor", "MediBill Services")]);
    app.advance(Duration::minutes(6));
    vera.call(GetPerson { id: paul }).await.expect("Paul");
    assert_eq!(seen(app).await.visits.len(), 3);
    for sql in ["update vendor_visits set record_name = ''", "delete from vendor_visits"] {
        assert!(app.sql(sql).await.expect_err(sql).to_string().contains("append-only"));
    }
    let html = app.signed_in("olivia.owner").await.get("/settings/vendor-access").await.text();
    assert!(html.contains("Vera Vendor (MediBill Services)"), "both names in the timeline");
}

async fn s3_14_only_the_practices_administrators_decide(app: &TestApp) {
    let vendor = app.house().home("vera.vendor");
    let set = |level: &str| SetVendorAccess {
        vendor,
        form: LevelForm { level: level.into(), until: String::new() },
        seen: VendorLevel::Full,
    };
    for (name, expected) in
        [("vera.vendor", 403), ("oscar.operator", 403), ("maya.manager", 403), ("nina.npi", 403), ("adam.admin", 200)]
    {
        let caller = app.signed_in(name).await;
        assert_eq!(caller.ask(&set("support")).await.status, expected, "{name}");
    }
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(adam.ask(&set("none")).await.status, 409, "it is not what he has seen");
    let again = SetVendorAccess { seen: VendorLevel::Support, ..set("none") };
    app.advance(Duration::minutes(11));
    assert_eq!(adam.ask(&again).await.line(), r#"403 "proof_needed""#);
    let stranger = SetVendorAccess { vendor: app.house().portal, ..set("full") };
    assert_eq!(app.signed_in("adam.admin").await.ask(&stranger).await.status, 404);
    let event = &app.events(app.house().cedar).await;
    let event = event.iter().find(|event| event.kind == "vendor.access_set").expect("recorded");
    assert_eq!(event.changes, r#"[{"field":"vendor_level","old":"full","new":"support"}]"#);
}

async fn s3_13_a_vendor_asks_and_the_level_is_the_answer(app: &TestApp) {
    let (cedar, ask) = (app.house().cedar, AskForAccess { practice: app.house().cedar });
    let vera = app.signed_in("vera.vendor").await;
    assert_eq!(vera.call(ask.clone()).await, Err(AppError::Forbidden(Refusal::AlreadySo)));
    let_in(app, VendorLevel::None, "").await;
    assert!(vera.call(GetPractice { id: cedar }).await.expect("the page").asks);
    vera.call(ask.clone()).await.expect("asked");
    assert_eq!(vera.call(ask).await, Err(AppError::Forbidden(Refusal::AskedAlready)));
    for name in ["olivia.owner@cedar.example", "adam.admin@house.example"] {
        assert!(kinds(app, name).await.contains(&"vendor_asked".to_owned()), "{name}");
    }
    assert!(kinds(app, "nina.npi@house.example").await.is_empty(), "she reaches one provider");
    let olivia = app.signed_in("olivia.owner").await;
    assert_eq!(olivia.call(GetOverview {}).await.expect("an overview").vendors_ask, 1);
    let asked = olivia.call(GetVendorAccess {}).await.expect("hers").vendors[0].asked.clone();
    assert_eq!(asked.map(|(_, by)| by).as_deref(), Some("Vera Vendor"));
    let_in(app, VendorLevel::Support, "").await;
    assert_eq!(olivia.call(GetOverview {}).await.expect("an overview").vendors_ask, 0);
}

on_both_engines! {
    c30_each_level_opens_what_it_says,
    c30_a_lower_level_ends_what_is_under_way,
    c30_what_passes_returns_by_itself,
    n12_what_a_vendor_opens_and_does_is_seen_and_stays,
    s3_14_only_the_practices_administrators_decide,
    s3_13_a_vendor_asks_and_the_level_is_the_answer,
}
