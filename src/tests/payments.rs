//! What is paid: periods that go on or end, invoices, files and mails (S1-44…46, P-21, T49, T50, T64, T72, T76).

use chrono::Duration;
use rolecall::{
    domain::{ids::InvoiceId, refusal::Refusal},
    error::AppError,
    home::api::GetOverview,
    lifecycle::api::DeactivatePerson,
    mail::letter::Letter,
    people::model::Tier,
    server::failpoint,
    tiers::{
        billing::{
            api::{GetBilling, GetInvoice, ListInvoices, MailOwnPayments, SettleInvoice},
            model::InvoiceState,
            renew,
        },
        model::{Plan, Product},
        plans::api::ChangePlan,
    },
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, status},
    billing::{ANNUAL, MONTHLY, PLUGIN, buy, payer, usd},
    caller::FORM,
    on_both_engines,
    outbox::letters,
    snapshot::assert_same,
};

async fn renewed(app: &TestApp) {
    renew::due(&app.state).await.expect("renews");
}

async fn a_period_goes_on_and_is_invoiced_once(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let people = [app.id("paul.portal"), app.id("clara.clerk")];
    buy(&maya, &people, &[MONTHLY]).await.expect("bought");
    app.advance(Duration::days(30));
    renewed(app).await;
    assert_eq!(app.snapshot().await.rows("invoices").len(), 1, "the month is not over");
    app.advance(Duration::days(1));
    // Two processes at once, and once more: one invoice for both people.
    let (first, second) = (app.state.clone(), app.process(|_, _| ()).state.clone());
    at_once(2, move |number| {
        let state = [first.clone(), second.clone()][number].clone();
        async move { renew::due(&state).await.expect("renews") }
    })
    .await;
    renewed(app).await;
    let maya = app.signed_in("maya.manager").await;
    let list = maya.call(ListInvoices { before: None }).await.expect("a list").invoices;
    let told: Vec<_> = list.iter().map(|row| (row.number, row.people, row.total.clone())).collect();
    assert_eq!(told, [(2, 2, usd(2000)), (1, 2, usd(2000))]);
    let invoice = maya.call(GetInvoice { id: list[0].id }).await.expect("an invoice");
    let days: Vec<_> =
        invoice.lines.iter().map(|line| (line.starts.to_string(), line.last_day().to_string())).collect();
    assert_eq!(days, vec![("2026-04-02".to_owned(), "2026-05-01".to_owned()); 2]);
    let event = app.events(app.house().cedar).await.into_iter().find(|event| event.kind == "invoice.issued");
    assert_eq!(event.expect("an event").actor_name, "", "nobody in particular");
    // A long stop is caught up with, month by month.
    app.advance(Duration::days(62));
    renewed(app).await;
    let list = app.signed_in("maya.manager").await.call(ListInvoices { before: None }).await.expect("a list").invoices;
    assert_eq!((list.len(), list[0].total.clone()), (3, usd(4000)));
}

async fn a_plan_that_was_ended_ends_and_the_tier_falls_back(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let person = app.id("paul.portal");
    buy(&maya, &[person], &[MONTHLY, PLUGIN]).await.expect("bought");
    assert_eq!(app.person("paul.portal").await.tier, Tier::PaidPlugin);
    maya.call(ChangePlan { person, product: Product::SecureMail, next: None }).await.expect("ended");
    app.advance(Duration::days(31));
    renewed(app).await;
    assert_eq!(app.person("paul.portal").await.tier, Tier::Free);
    let stored = app.snapshot().await;
    assert_eq!((stored.rows("seats").len(), stored.rows("invoices").len()), (0, 1), "nothing more is charged");
    assert!(app.count(app.house().cedar, "plan.ended").await >= 1);
}

async fn a_year_becomes_months_at_its_end(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let person = app.id("paul.portal");
    buy(&maya, &[person], &[ANNUAL]).await.expect("bought");
    let next = Some(Plan::Monthly);
    maya.call(ChangePlan { person, product: Product::SecureMail, next }).await.expect("changed");
    app.advance(Duration::days(365));
    renewed(app).await;
    let list = app.signed_in("maya.manager").await.call(ListInvoices { before: None }).await.expect("a list").invoices;
    assert_eq!(list.iter().map(|row| row.total.minor()).collect::<Vec<_>>(), [1000, 10_000]);
}

async fn p21_who_leaves_on_a_day_is_not_charged_again(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let lena = app.id("lena.leaving");
    buy(&maya, &[lena], &[ANNUAL]).await.expect("Lena is still here");
    app.advance(Duration::days(4));
    renewed(app).await;
    assert_eq!(app.person("lena.leaving").await.tier, Tier::Free);
    let glance = app.signed_in("maya.manager").await.call(GetBilling {}).await.expect("a page").glance;
    assert_eq!((glance.seats, glance.free, glance.next), (0, 1, None));
    // Whoever pays has left: what they paid for ends with its period, and nobody is charged.
    let maya = app.signed_in("maya.manager").await;
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    let olivia = app.signed_in("olivia.owner").await;
    let leaves = DeactivatePerson { person: app.id("maya.manager"), reason: "left".into() };
    olivia.call(leaves).await.expect("deactivated");
    app.advance(Duration::days(40));
    renewed(app).await;
    assert_eq!(app.person("paul.portal").await.tier, Tier::Free);
    assert_eq!(app.snapshot().await.rows("invoices").len(), 2);
}

async fn t76_a_crash_between_charge_and_record_leaves_neither(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    app.advance(Duration::days(31));
    let before = app.snapshot().await;
    failpoint::arm("before-commit", app.house().cedar);
    renew::due(&app.state).await.expect_err("the failpoint");
    assert_same(&before, &app.snapshot().await, "a renewal that failed before its commit");
    renewed(app).await;
    assert_eq!(app.snapshot().await.rows("invoices").len(), before.rows("invoices").len() + 1);
}

async fn t49_t50_invoices_are_their_payers(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let invoice =
        buy(&maya, &[app.id("paul.portal"), app.id("clara.clerk")], &[MONTHLY]).await.expect("bought").invoice;
    let nobody: InvoiceId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
    let paths = |id: InvoiceId| (format!("/billing/invoices/{id}/pdf"), format!("/billing/invoices/{id}"));
    for name in ["paul.portal", "adam.admin", "nina.npi", "bea.boss"] {
        let caller = app.signed_in(name).await;
        let ask = async |id| (caller.ask(&GetInvoice { id }).await.outside(), caller.get(&paths(id).0).await.status);
        let (foreign, unknown) = (ask(invoice).await, ask(nobody).await);
        assert_eq!(foreign, unknown, "{name}");
        assert_eq!((foreign.0.0, foreign.1.as_u16()), (404, 404), "{name}");
        assert_eq!(caller.get(&paths(invoice).1).await.status, 404, "{name}");
        assert!(caller.call(ListInvoices { before: None }).await.expect("a list").invoices.is_empty(), "{name}");
    }
    for name in ["maya.manager", "olivia.owner", "arthur.auditor"] {
        let caller = app.signed_in(name).await;
        assert_eq!(caller.call(ListInvoices { before: None }).await.expect("a list").invoices.len(), 1, "{name}");
        assert_eq!(caller.get(&paths(invoice).0).await.status, 200, "{name}");
    }
    // Paul sees what was paid for him, and nothing of Clara.
    let paul = app.signed_in("paul.portal").await;
    let own = paul.call(ListInvoices { before: None }).await.expect("a list").own;
    let told: Vec<_> = own.iter().map(|own| (own.payer.as_str(), own.line.name.as_str(), own.amount.clone())).collect();
    assert_eq!(told, [("Maya Manager", "Paul Portal", usd(1000))]);
    assert!(!paul.get("/billing/invoices").await.text().contains("Clara"));
}

async fn s1_46_own_payments_are_mailed_to_the_own_address(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    buy(&maya, &[app.id("paul.portal"), app.id("clara.clerk")], &[MONTHLY]).await.expect("bought");
    let issued = letters(app, "maya.manager@house.example").await;
    assert!(matches!(issued.last(), Some(Letter::Billing { .. })), "{issued:?}");
    let paul = app.signed_in("paul.portal").await;
    assert_eq!(paul.call(MailOwnPayments {}).await, Ok(1));
    let words = format!("{:?}", letters(app, "paul.portal@house.example").await);
    assert!(words.contains("Maya Manager") && !words.contains("Clara"), "{words}");
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(adam.call(MailOwnPayments {}).await, Err(AppError::Forbidden(Refusal::NoPlan)));
}

async fn c20_the_operator_settles_and_overdue_shows(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let invoice = buy(&maya, &[app.id("paul.portal")], &[ANNUAL]).await.expect("bought").invoice;
    let state = async |caller: &Caller| caller.call(GetInvoice { id: invoice }).await.expect("an invoice").row.state;
    assert_eq!(state(&maya).await, InvoiceState::Open);
    app.advance(Duration::days(31));
    let maya = app.signed_in("maya.manager").await;
    assert_eq!(state(&maya).await, InvoiceState::Overdue);
    let glance = maya.call(GetOverview {}).await.expect("home").billing.expect("a glance");
    assert_eq!((glance.seats, glance.overdue), (1, 1));
    assert_eq!(status(&maya.call(SettleInvoice { id: invoice }).await), 403);
    let oscar = app.signed_in("oscar.operator").await;
    let all = oscar.call(ListInvoices { before: None }).await.expect("a list").invoices;
    assert_eq!(all[0].practice, "Cedar Valley Family Clinic", "the operator looks after every practice");
    oscar.call(SettleInvoice { id: invoice }).await.expect("settled");
    assert_eq!(state(&maya).await, InvoiceState::Paid);
    assert_eq!(oscar.call(SettleInvoice { id: invoice }).await, Err(AppError::Forbidden(Refusal::PaidAlready)));
    assert_eq!(app.count(app.house().portal, "invoice.paid").await, 1);
}

async fn invoices_leave_as_paper_and_as_lists(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    app.alter("paul.portal", |paul| paul.last_name = "=Núñez 李".into()).await;
    let invoice = buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought").invoice;
    let path = format!("/billing/invoices/{invoice}/pdf");
    let paper = maya.get(&path).await;
    assert_eq!((paper.status.as_u16(), paper.header("content-type")), (200, "application/pdf"));
    assert_eq!(paper.header("content-disposition"), r#"attachment; filename="invoice-00001.pdf""#);
    assert!(paper.body.starts_with(b"%PDF-1.7") && paper.body.len() > 5_000, "{} bytes", paper.body.len());
    let tagged = paper.body.windows(15).any(|bytes| bytes == b"/StructTreeRoot");
    assert!(tagged, "it can be read aloud");
    let list = maya.post("/billing/invoices/export", FORM, "format=csv").await;
    let lines = list.text();
    assert!(lines.contains(r#""00001","2026-03-02","2026-04-01","","Maya Manager","Paul =Núñez 李""#), "{lines}");
    assert!(lines.contains(r#""2026-03-02","2026-04-01","10.00","USD""#), "{lines}");
    app.advance(Duration::minutes(11));
    assert_eq!(maya.post("/billing/invoices/export", FORM, "format=csv").await.status, 403, "T33");
    assert_eq!(app.count(app.house().cedar, "invoices.exported").await, 1);
}

on_both_engines! {
    a_period_goes_on_and_is_invoiced_once,
    a_plan_that_was_ended_ends_and_the_tier_falls_back,
    a_year_becomes_months_at_its_end,
    p21_who_leaves_on_a_day_is_not_charged_again,
    t76_a_crash_between_charge_and_record_leaves_neither,
    t49_t50_invoices_are_their_payers,
    s1_46_own_payments_are_mailed_to_the_own_address,
    c20_the_operator_settles_and_overdue_shows,
    invoices_leave_as_paper_and_as_lists,
}
