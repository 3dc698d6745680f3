//! What the payment provider tells by itself, and what others tell in its name (T60, T73).

use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::Duration;
use rolecall::tiers::{
    billing::{
        api::{GetInvoice, SetMeans},
        model::InvoiceState,
    },
    payments::api::{BeginCard, GetCard},
};
use serde_json::json;

use crate::support::{
    Reply, TestApp,
    billing::{MONTHLY, means, order, quote},
    caller::{Caller, JSON},
    on_both_engines,
    snapshot::assert_same,
    stripe::{GOOD, Mishap, SECRET, Stripe, by_card, signature},
};

fn event(id: &str, object: &str, about: &str) -> String {
    json!({"id": id, "livemode": false, "type": "something", "data": {"object": {"id": about, "object": object}}})
        .to_string()
}

/// As a server sends it: no browser's headers, no cookie.
async fn tell(app: &TestApp, body: &str, signature: &str) -> Reply {
    let caller = app.anonymous().with("origin", "").with("sec-fetch-site", "").with("user-agent", "");
    let request =
        Request::post("/hooks/stripe").header(header::CONTENT_TYPE, JSON).header("stripe-signature", signature);
    caller.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

async fn told(app: &TestApp, body: &str) -> Reply {
    tell(app, body, &signature(SECRET, app.now().timestamp(), body)).await
}

async fn card(app: &TestApp, stripe: &Stripe) -> Caller {
    let maya = app.signed_in("maya.manager").await;
    maya.call(SetMeans { means: means() }).await.expect("means");
    let url = maya.call(BeginCard {}).await.expect("a page");
    // The page was closed before it led back: the webhook says that there is a card.
    let session = stripe.type_card(&url, GOOD, (12, 2030)).await;
    assert!(maya.call(GetCard {}).await.expect("a page").card.is_none());
    assert_eq!(told(app, &event("evt_setup", "checkout.session", &session)).await.status, 200);
    assert_eq!(maya.call(GetCard {}).await.expect("a page").card.expect("a card").card.last_four, "4242");
    maya
}

async fn t73_what_stripe_did_not_send_changes_nothing(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card(&app, &stripe).await;
    let people = [app.id("paul.portal")];
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    stripe.mishap("capture", Mishap::Down);
    let invoice = maya.call(order(&seen, &people, &[MONTHLY])).await.expect("bought").invoice;
    app.advance(Duration::minutes(2));
    let id = stripe.payment_ids().pop().expect("a payment");
    let (body, now) = (event("evt_1", "payment_intent", &id), app.now().timestamp());
    let before = app.snapshot().await;
    for wrong in [
        String::new(),
        "nonsense".into(),
        signature("whsec_of_somebody_else", now, &body),
        signature("", now, &body),
        signature(SECRET, now - 301, &body),
        signature(SECRET, now + 301, &body),
        signature(SECRET, now, &format!("{body} ")),
    ] {
        assert_eq!(tell(&app, &body, &wrong).await.status, 400, "{wrong}");
    }
    let asked = stripe.asked().len();
    for ignored in [
        json!({"id": "evt_a", "account": "acct_2", "data": {"object": {"id": id, "object": "payment_intent"}}}),
        json!({"id": "evt_b", "livemode": true, "data": {"object": {"id": id, "object": "payment_intent"}}}),
        json!({"id": "evt_c", "data": {"object": {"id": "cus_1", "object": "customer"}}}),
    ] {
        assert_eq!(told(&app, &ignored.to_string()).await.status, 200);
    }
    for broken in ["", "{", "[]", r#"{"id":1}"#] {
        assert_eq!(told(&app, broken).await.status, 400, "{broken}");
    }
    assert_same(&before, &app.snapshot().await, "webhooks that Stripe did not send, or not about us");
    assert_eq!(stripe.asked().len(), asked, "nobody makes us ask Stripe");
    // The body is cut off before its signature is looked at.
    for size in [100 * 1024, 10 * 1024 * 1024] {
        let large = "a".repeat(size);
        assert_eq!(told(&app, &large).await.status, 413);
    }
    assert_same(&before, &app.snapshot().await, "large bodies");
    // What a browser sends in somebody's name from another site goes nowhere, here as elsewhere (T60).
    let evil = app.anonymous().with("origin", "https://evil.example").with("sec-fetch-site", "cross-site");
    assert_eq!(evil.post("/hooks/stripe", JSON, body.clone()).await.status, 403);
    // Whatever it says: how the payment stands is asked for.
    assert_eq!(told(&app, &body).await.status, 200);
    let state = maya.call(GetInvoice { id: invoice }).await.expect("an invoice").row.state;
    assert_eq!((state, stripe.taken().await), (InvoiceState::Paid, vec![1000]));
}

async fn t73_again_late_and_out_of_order_is_no_news(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card(&app, &stripe).await;
    let people = [app.id("paul.portal")];
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    maya.call(order(&seen, &people, &[MONTHLY])).await.expect("bought");
    let id = stripe.payment_ids().pop().expect("a payment");
    let made = |id: &str, status: &str, about: &str| {
        json!({"id": id, "type": format!("payment_intent.{status}"), "data": {"object": {
            "id": about, "object": "payment_intent", "status": status, "amount": 1, "last_payment_error": {"code": "x"}
        }}})
        .to_string()
    };
    let before = app.snapshot().await;
    for (number, status) in ["payment_failed", "canceled", "created", "amount_capturable_updated"].iter().enumerate() {
        let body = made(&format!("evt_{number}"), status, &id);
        assert_eq!(told(&app, &body).await.status, 200);
        assert_eq!(told(&app, &body).await.status, 200, "once more");
    }
    assert_eq!(told(&app, &made("evt_other", "succeeded", "pi_of_nobody")).await.status, 200);
    assert_eq!(told(&app, &event("evt_again", "checkout.session", "cs_of_nobody")).await.status, 200);
    let after = app.snapshot().await;
    assert_eq!(after.more_than(&before).into_keys().collect::<Vec<_>>(), ["provider_events"]);
    for table in ["charges", "invoices", "seats", "cards", "events"] {
        assert_eq!(before.rows(table), after.rows(table), "{table}");
    }
    // While Stripe is away there is nothing to look at: it is to tell us again.
    let url = maya.call(BeginCard {}).await.expect("a page");
    let session = stripe.type_card(&url, GOOD, (11, 2031)).await;
    let body = event("evt_later", "checkout.session", &session);
    stripe.mishap(Box::leak(session.clone().into_boxed_str()), Mishap::Down);
    assert_eq!(told(&app, &body).await.status, 503);
    assert_eq!(told(&app, &body).await.status, 200);
    let card = maya.call(GetCard {}).await.expect("a page").card.expect("a card");
    assert_eq!(card.card.last_month(), "11/2031");
}

async fn where_one_pays_by_transfer_there_is_no_hook(app: &TestApp) {
    assert_eq!(told(app, &event("evt_1", "payment_intent", "pi_1")).await.status, 404);
}

on_both_engines! {
    t73_what_stripe_did_not_send_changes_nothing,
    t73_again_late_and_out_of_order_is_no_news,
    where_one_pays_by_transfer_there_is_no_hook,
}
