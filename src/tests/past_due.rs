//! A renewal that no card pays: notices, days of grace, rest, and the way back (issue 6, T75).

use chrono::Duration;
use rolecall::{
    domain::refusal::Refusal,
    error::AppError,
    home::api::GetOverview,
    mail::{billing_letter::BillingLetter, letter::Letter},
    people::model::Tier,
    server::jobs,
    tiers::{
        billing::{
            api::{GetInvoice, ListInvoices, SettleInvoice},
            model::InvoiceState,
        },
        payments::{
            api::{PayInvoice, RemoveCard},
            charge,
        },
        plans::api::GetPlansOf,
    },
};

use crate::support::{
    Caller, TestApp,
    billing::{ANNUAL, MONTHLY, buy, payer},
    on_both_engines,
    outbox::letters,
    stripe::{DECLINED, GOOD, Stripe, by_card, card_payer, put_on_file},
};

/// Maya has bought a month for Paul; a month later her card is declined. It is the day of the renewal.
async fn declined(app: &TestApp) -> (Stripe, TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    put_on_file(&stripe, &maya, DECLINED, (12, 2030)).await;
    app.advance(Duration::days(31));
    follow_up(&app).await;
    (stripe, app)
}

/// What the jobs do.
async fn follow_up(app: &TestApp) {
    jobs::renewals(&app.state).await.expect("renews");
    charge::reconcile(&app.state).await.expect("charges");
    jobs::renewals(&app.state).await.expect("tells");
}

async fn notices(app: &TestApp) -> usize {
    let all = letters(app, "maya.manager@house.example").await;
    let past_due = |letter: &&Letter| matches!(letter, Letter::Billing { about: BillingLetter::PastDue { .. }, .. });
    all.iter().filter(past_due).count()
}

async fn grace_notices_rest_and_recovery(app: &TestApp) {
    let (stripe, app) = declined(app).await;
    let maya = app.signed_in("maya.manager").await;
    let list = maya.call(ListInvoices { before: None }).await.expect("a list").invoices;
    let id = list[0].id;
    let invoice = maya.call(GetInvoice { id }).await.expect("an invoice");
    assert_eq!((invoice.row.state, invoice.pays), (InvoiceState::Overdue, true), "past due at once");
    assert_eq!(invoice.rests.expect("a day").to_string(), "2026-04-16");
    let page = maya.get(&format!("/billing/invoices/{id}")).await.text();
    assert!(page.contains("Visa ···· 0341 was declined"), "{page}");
    let tile = maya.call(GetOverview {}).await.expect("home").billing.expect("a glance").past_due.expect("past due");
    assert_eq!((tile.invoices, tile.resting), (1, false));
    // In the days of grace everything goes on. Day 0, 7 and the last have a notice, each once.
    for (days, told) in [(0, 1), (6, 1), (1, 2), (5, 2), (1, 3)] {
        app.advance(Duration::days(days));
        follow_up(&app).await;
        follow_up(&app).await;
        assert_eq!(notices(&app).await, told, "{days} days later");
        assert_eq!(app.person("paul.portal").await.tier, Tier::Paid);
    }
    app.advance(Duration::days(1));
    // No job has run, and it rests: it follows from the day.
    let maya = app.signed_in("maya.manager").await;
    let plans = async |caller: &Caller| caller.call(GetPlansOf { person: app.id("paul.portal") }).await.expect("plans");
    assert!(plans(&maya).await.seats[0].rests);
    follow_up(&app).await;
    assert_eq!(app.person("paul.portal").await.tier, Tier::Free, "the tier falls back");
    assert_eq!(app.count(app.house().cedar, "plan.rests").await, 1);
    let stored = app.snapshot().await;
    assert_eq!((stored.rows("seats").len(), stored.rows("invoices").len()), (1, 2), "nothing is deleted");
    // Trying again with the same card says so, and changes nothing.
    let refused = Err(AppError::Forbidden(Refusal::CardDeclined { last_four: "0341".into() }));
    assert_eq!(maya.call(PayInvoice { id }).await, refused);
    // Long after the period is over nothing more has been invoiced.
    app.advance(Duration::days(40));
    follow_up(&app).await;
    assert_eq!(app.snapshot().await.rows("invoices").len(), 2, "what rests is not charged for");
    let maya = app.signed_in("maya.manager").await;
    put_on_file(&stripe, &maya, GOOD, (12, 2030)).await;
    assert_eq!(maya.call(PayInvoice { id }).await, Ok(true));
    assert_eq!(app.person("paul.portal").await.tier, Tier::Paid, "paid: everything goes on at once");
    assert_eq!(app.count(app.house().cedar, "plan.goes_on").await, 1);
    assert_eq!(stripe.taken().await, [1000, 1000]);
    // The next month begins today; nobody pays for the days of rest.
    follow_up(&app).await;
    let list = maya.call(ListInvoices { before: None }).await.expect("a list").invoices;
    assert_eq!((list.len(), list[0].total.minor()), (3, 1000));
    let next = maya.call(GetInvoice { id: list[0].id }).await.expect("an invoice");
    assert_eq!((next.lines[0].starts, next.row.state), (next.row.issued, InvoiceState::Paid));
}

async fn without_a_card_a_renewal_is_past_due(app: &TestApp) {
    let (stripe, app) = by_card(app, |config| config.payments.grace_days = 3).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    maya.call(RemoveCard {}).await.expect("removed");
    app.advance(Duration::days(31));
    follow_up(&app).await;
    assert_eq!(notices(&app).await, 1);
    app.advance(Duration::days(3));
    follow_up(&app).await;
    assert_eq!((notices(&app).await, app.person("paul.portal").await.tier), (2, Tier::Free));
    // It was paid by transfer after all: the operator notes that, and the practice hears of it.
    let oscar = app.signed_in("oscar.operator").await;
    let list = oscar.call(ListInvoices { before: None }).await.expect("a list").invoices;
    oscar.call(SettleInvoice { id: list[0].id }).await.expect("settled");
    follow_up(&app).await;
    follow_up(&app).await;
    assert_eq!(app.person("paul.portal").await.tier, Tier::Paid);
    assert_eq!(app.count(app.house().cedar, "invoice.paid").await, 2);
    let maya = app.signed_in("maya.manager").await;
    assert_eq!(maya.call(PayInvoice { id: list[0].id }).await, Err(AppError::Forbidden(Refusal::PaidAlready)));
    assert_eq!(stripe.taken().await, [1000]);
}

async fn invoices_by_transfer_make_nothing_rest(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    buy(&maya, &[app.id("paul.portal")], &[ANNUAL]).await.expect("bought");
    app.advance(Duration::days(100));
    follow_up(app).await;
    assert_eq!((notices(app).await, app.person("paul.portal").await.tier), (0, Tier::Paid));
    let glance =
        app.signed_in("maya.manager").await.call(GetOverview {}).await.expect("home").billing.expect("a glance");
    assert_eq!((glance.overdue, glance.past_due), (1, None));
}

on_both_engines! {
    grace_notices_rest_and_recovery,
    without_a_card_a_renewal_is_past_due,
    invoices_by_transfer_make_nothing_rest,
}
