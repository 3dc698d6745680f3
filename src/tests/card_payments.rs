//! Paid by card: put on file, charged once, declined, lost on the way and found again (S1-29, S1-34…37, T33, T49, T72, T76,
//! T77). Against localstripe; what it can't do stands in `support::stripe`.

use chrono::Duration;
use rolecall::{
    domain::refusal::Refusal,
    error::AppError,
    people::model::Tier,
    server::failpoint,
    tiers::{
        billing::{
            api::{GetInvoice, ListInvoices, SetMeans, SettleInvoice},
            model::InvoiceState,
            renew,
        },
        payments::{
            api::{BeginCard, FinishCard, GetCard, PayInvoice, RemoveCard},
            cards, charge,
            model::{Card, CardState},
            settings,
        },
        plans::api::GetPlansOf,
    },
};

use secrecy::SecretString;

use crate::support::{
    TestApp,
    app::{at_once, status},
    billing::{ANNUAL, MONTHLY, buy, means, order, quote},
    on_both_engines,
    outbox::letters,
    smtp::MailServer,
    snapshot::assert_same,
    stripe::{DECLINED, GOOD, Mishap, SECRET, by_card, card_payer, put_on_file},
};

async fn reconciled(app: &TestApp) {
    app.advance(Duration::minutes(2));
    charge::reconcile(&app.state).await.expect("reconciles");
}

async fn s1_36_a_card_is_held_and_then_taken(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    let people = [app.id("paul.portal"), app.id("clara.clerk")];
    let seen = quote(&maya, &people, &[ANNUAL]).await.expect("a quote");
    assert_eq!(seen.card.as_ref().map(|card| card.last_four.as_str()), Some("4242"));
    let receipt = maya.call(order(&seen, &people, &[ANNUAL])).await.expect("bought");
    assert_eq!(app.person("paul.portal").await.tier, Tier::Paid, "access is there at once");
    assert_eq!(stripe.taken().await, [20_000]);
    let invoice = maya.call(GetInvoice { id: receipt.invoice }).await.expect("an invoice");
    assert_eq!(invoice.row.state, InvoiceState::Paid);
    let charged = invoice.charge.expect("a card");
    assert_eq!((charged.brand.as_str(), charged.last_four.as_str()), ("visa", "4242"));
    for kind in ["card.set", "charge.begun", "invoice.issued", "invoice.paid"] {
        assert_eq!(app.count(app.house().cedar, kind).await, 1, "{kind}");
    }
    // The page says it in words.
    let page = maya.get(&format!("/billing/invoices/{}", receipt.invoice)).await.text();
    assert!(page.contains("Visa ···· 4242 on 2 Mar 2026"), "{page}");
}

async fn t72_sent_twenty_times_at_once_a_card_is_charged_once(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    let people = [app.id("paul.portal")];
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    let (caller, wish) = (maya.clone(), order(&seen, &people, &[MONTHLY]));
    let answers = at_once(20, move |_| {
        let (caller, wish) = (caller.clone(), wish.clone());
        async move { caller.call(wish).await }
    })
    .await;
    let first = answers[0].clone().expect("bought");
    assert!(answers.iter().all(|answer| answer.as_ref() == Ok(&first)), "{answers:?}");
    assert_eq!(stripe.taken().await, [1000]);
    let stored = app.snapshot().await;
    let counts = ["invoices", "seats", "purchases", "charges"].map(|table| stored.rows(table).len());
    assert_eq!(counts, [1, 1, 1, 1]);
    reconciled(&app).await;
    assert_eq!(stripe.payments().await.len(), 1);
}

async fn a_declined_card_gives_nobody_anything(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", DECLINED).await;
    let people = [app.id("paul.portal")];
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    let refused = Err(AppError::Forbidden(Refusal::CardDeclined { last_four: "0341".into() }));
    let wish = order(&seen, &people, &[MONTHLY]);
    assert_eq!(maya.call(wish.clone()).await, refused);
    assert_eq!(maya.call(wish).await, refused, "the same again says the same");
    let stored = app.snapshot().await;
    assert_eq!(["seats", "invoices", "purchases"].map(|table| stored.rows(table).len()), [0, 0, 0]);
    assert_eq!(app.person("paul.portal").await.tier, Tier::Free);
    assert_eq!(stripe.payments().await, [(1000, "canceled".to_owned())], "no other card can pay it later");
    assert_eq!(app.count(app.house().cedar, "charge.declined").await, 1);
    // Another card, and what was chosen is bought.
    put_on_file(&stripe, &maya, GOOD, (12, 2030)).await;
    buy(&maya, &people, &[MONTHLY]).await.expect("bought");
    assert_eq!(stripe.taken().await, [1000]);
    cards::follow_up(&app.state).await.expect("forgets");
    assert!(stripe.asked().last().expect("asked").ends_with("/detach"), "the first card is forgotten");
}

/// Where a process can die, and whether the purchase is made then.
const DEATHS: [(&str, bool); 4] =
    [("charge-made", false), ("charge-noted", false), ("charge-held", false), ("charge-taken", true)];

async fn t76_a_crash_neither_loses_nor_doubles_a_charge(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    let people = [app.id("paul.portal")];
    let cedar = app.house().cedar;
    for (place, made) in DEATHS {
        let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
        failpoint::arm(place, cedar);
        if !made {
            // Killed outright: nobody is left to give back what may be held.
            failpoint::arm("purchase-given-up", cedar);
        }
        let answer = maya.call(order(&seen, &people, &[MONTHLY])).await;
        assert_eq!(answer.is_ok(), made, "{place}: {answer:?}");
        if made {
            assert_eq!(app.snapshot().await.rows("seats").len(), 1, "{place}");
        }
        reconciled(&app).await;
        let stored = app.snapshot().await;
        let open = stored.rows("charges").iter().filter(|row| row.contains("hold") || row.contains("take")).count();
        assert_eq!((open, stored.rows("seats").len()), (0, usize::from(made)), "{place}");
        assert_eq!(stripe.taken().await.len(), usize::from(made), "{place}");
    }
    // The job itself dies while it gives back, and two of them go on.
    let seen = quote(&maya, &[app.id("clara.clerk")], &[MONTHLY]).await.expect("a quote");
    failpoint::arm("charge-held", cedar);
    failpoint::arm("purchase-given-up", cedar);
    assert!(maya.call(order(&seen, &[app.id("clara.clerk")], &[MONTHLY])).await.is_err());
    failpoint::arm("charge-held", cedar);
    app.advance(Duration::minutes(2));
    charge::reconcile(&app.state).await.expect_err("the failpoint");
    let (first, second) = (app.state.clone(), app.process(|config, _| stripe.configure(config)).state);
    app.advance(Duration::minutes(2));
    at_once(2, move |number| {
        let state = [first.clone(), second.clone()][number].clone();
        async move { charge::reconcile(&state).await.expect("reconciles") }
    })
    .await;
    assert_eq!(stripe.taken().await, [1000]);
    assert!(stripe.payments().await.iter().all(|(_, status)| status != "requires_capture"));
}

async fn t77_whatever_happens_on_the_way_money_is_taken_once(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    card_payer(&app, &stripe, "maya.manager", GOOD).await;
    let people = [app.id("paul.portal")];
    for (path, mishap) in [
        ("payment_intents", Mishap::Down),
        ("payment_intents", Mishap::AnswerLost),
        ("payment_intents", Mishap::Redirected),
        ("confirm", Mishap::Down),
        ("confirm", Mishap::AnswerLost),
        ("confirm", Mishap::TooSlow),
    ] {
        // Time passes in each round, and a proof is good for ten minutes.
        let maya = app.signed_in("maya.manager").await;
        let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
        stripe.mishap(path, mishap);
        let answer = maya.call(order(&seen, &people, &[MONTHLY])).await;
        assert_eq!(status(&answer), 503, "{path} {mishap:?}: {answer:?}");
        assert!(app.snapshot().await.rows("seats").is_empty(), "{path} {mishap:?}");
        reconciled(&app).await;
        let payments = stripe.payments().await;
        assert!(payments.iter().all(|(_, status)| !["succeeded", "requires_capture"].contains(&status.as_str())));
    }
    let maya = app.signed_in("maya.manager").await;
    // A card that the provider does not know any more is a card that is declined.
    for path in ["payment_intents", "confirm"] {
        let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
        stripe.mishap(path, Mishap::Refused);
        let refused = Err(AppError::Forbidden(Refusal::CardDeclined { last_four: "4242".into() }));
        assert_eq!(maya.call(order(&seen, &people, &[MONTHLY])).await, refused, "{path}");
    }
    assert!(stripe.taken().await.is_empty());
    // Lost while the money is taken: it is bought, and taken once.
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    stripe.mishap("capture", Mishap::AnswerLost);
    let receipt = maya.call(order(&seen, &people, &[MONTHLY])).await.expect("bought");
    let state = async || maya.call(GetInvoice { id: receipt.invoice }).await.expect("an invoice").row.state;
    assert_eq!(state().await, InvoiceState::Charging);
    let oscar = app.signed_in("oscar.operator").await;
    let settled = oscar.call(SettleInvoice { id: receipt.invoice }).await;
    assert_eq!(settled, Err(AppError::Forbidden(Refusal::BeingCharged)), "not paid in two ways");
    reconciled(&app).await;
    assert_eq!(state().await, InvoiceState::Paid);
    assert_eq!(stripe.taken().await, [1000]);
}

async fn t77_a_wrong_certificate_is_not_the_provider(app: &TestApp) {
    let stranger = MailServer::start_untrusted().await;
    let app = app.process(|config, _| {
        config.payments.stripe = Some(settings::Stripe {
            secret_key: SecretString::from("sk_test_of_the_tests"),
            webhook_secret: SecretString::from(SECRET),
            api_base: format!("https://127.0.0.1:{}", stranger.port()).parse().expect("an address"),
        });
    });
    let provider = app.state.payments.provider().expect("a provider");
    let why = tokio::task::spawn_blocking(move || provider.look("pi_1")).await.expect("asked").expect_err("a stranger");
    assert!(why.to_string().contains("certificate"), "{why}");
    let maya = app.signed_in("maya.manager").await;
    let before = app.snapshot().await;
    assert_eq!(maya.call(BeginCard {}).await, Err(AppError::Unavailable));
    assert_same(&before, &app.snapshot().await, "a provider that is none");
}

async fn a_renewal_is_charged_by_itself_once(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    app.advance(Duration::days(31));
    renew::due(&app.state).await.expect("renews");
    failpoint::arm("charge-taken", app.house().cedar);
    charge::reconcile(&app.state).await.expect_err("the failpoint");
    assert_eq!(stripe.taken().await, [1000, 1000]);
    let (first, second) = (app.state.clone(), app.process(|config, _| stripe.configure(config)).state);
    app.advance(Duration::minutes(2));
    at_once(2, move |number| {
        let state = [first.clone(), second.clone()][number].clone();
        async move { charge::reconcile(&state).await.expect("reconciles") }
    })
    .await;
    assert_eq!(stripe.taken().await, [1000, 1000]);
    let maya = app.signed_in("maya.manager").await;
    let list = maya.call(ListInvoices { before: None }).await.expect("a list").invoices;
    assert!(list.len() == 2 && list.iter().all(|row| row.state == InvoiceState::Paid), "{list:?}");
    assert_eq!(maya.call(PayInvoice { id: list[0].id }).await, Err(AppError::Forbidden(Refusal::PaidAlready)));
}

async fn c19_without_a_card_the_cart_says_why_and_who_can_help(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let paul = app.id("paul.portal");
    let olivia = app.signed_in("olivia.owner").await;
    olivia.call(SetMeans { means: means() }).await.expect("means");
    card_payer(&app, &stripe, "maya.manager", GOOD).await;
    let plans = olivia.call(GetPlansOf { person: paul }).await.expect("plans");
    assert_eq!((plans.refusal, plans.payers), (Some(Refusal::NoCard), vec!["Maya Manager".to_owned()]));
    assert_eq!(buy(&olivia, &[paul], &[MONTHLY]).await, Err(AppError::Forbidden(Refusal::NoCard)));
    // A card that has expired is none, and its owner was told in time.
    put_on_file(&stripe, &olivia, GOOD, (4, 2026)).await;
    assert_eq!(olivia.call(GetCard {}).await.expect("a page").card.expect("a card").state, CardState::Fine);
    cards::follow_up(&app.state).await.expect("nothing to tell");
    let told = async || letters(&app, "olivia.owner@cedar.example").await.len();
    let before = told().await;
    app.advance(Duration::days(40));
    cards::follow_up(&app.state).await.expect("tells");
    cards::follow_up(&app.state).await.expect("tells nobody twice");
    assert_eq!(told().await, before + 1);
    assert_eq!(app.count(app.house().cedar, "card.expiring").await, 1);
    let olivia = app.signed_in("olivia.owner").await;
    let page = olivia.call(GetCard {}).await.expect("a page").card.expect("a card");
    assert_eq!((page.state, page.card.expires), (CardState::Expiring, Card::month(2026, 4)));
    assert!(olivia.get("/").await.text().contains("Card expires 30 Apr 2026"), "the first page says so");
    app.advance(Duration::days(30));
    let olivia = app.signed_in("olivia.owner").await;
    let expired = Refusal::CardExpired { last_four: "4242".into() };
    assert_eq!(buy(&olivia, &[paul], &[MONTHLY]).await, Err(AppError::Forbidden(expired)));
}

async fn t33_t49_a_card_is_put_on_file_by_whoever_began(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = app.signed_in("maya.manager").await;
    let url = maya.call(BeginCard {}).await.expect("a page");
    let back = stripe.back(&url);
    assert!(back.starts_with("http://127.0.0.1:3000/billing/card?setup="), "{back}");
    let setup: rolecall::domain::ids::CardSetupId = back.split('=').nth(1).expect("an id").parse().expect("an id");
    assert_eq!(maya.call(FinishCard { setup }).await, Ok(false), "nothing was typed");
    stripe.type_card(&url, GOOD, (12, 2030)).await;
    let before = app.snapshot().await.without_events();
    for name in ["olivia.owner", "bea.boss", "maya.manager"] {
        let other = app.signed_in(name).await;
        assert_eq!(other.call(FinishCard { setup }).await, Err(AppError::NotFound), "{name}, in another session");
    }
    let cards = |snapshot: &crate::support::snapshot::Snapshot| snapshot.rows("cards").to_vec();
    assert_eq!(cards(&before), cards(&app.snapshot().await));
    assert_eq!(maya.call(FinishCard { setup }).await, Ok(true));
    assert_eq!(maya.call(FinishCard { setup }).await, Ok(false), "once");
    app.advance(Duration::minutes(11));
    let before = app.snapshot().await;
    assert_eq!(maya.call(BeginCard {}).await, Err(AppError::ProofNeeded));
    assert_eq!(maya.call(RemoveCard {}).await, Err(AppError::ProofNeeded));
    assert_same(&before, &app.snapshot().await, "an old proof");
    let maya = app.signed_in("maya.manager").await;
    maya.call(RemoveCard {}).await.expect("removed");
    assert_eq!(maya.call(RemoveCard {}).await, Err(AppError::Forbidden(Refusal::NoCard)));
    cards::follow_up(&app.state).await.expect("forgets");
    assert!(stripe.asked().last().expect("asked").ends_with("/detach"));
    // Where one pays by transfer there is no card to put anywhere.
    let transfer = app.process(|_, _| ()).signed_in("maya.manager").await;
    assert_eq!(transfer.call(BeginCard {}).await, Err(AppError::Forbidden(Refusal::NoCardsHere)));
}

async fn t72_no_number_of_a_card_is_kept(app: &TestApp) {
    let (stripe, app) = by_card(app, |_| ()).await;
    let maya = card_payer(&app, &stripe, "maya.manager", GOOD).await;
    let mut typed = means();
    typed.reference = "4242 4242 4242 4242".into();
    assert_eq!(status(&maya.call(SetMeans { means: typed }).await), 422);
    // What no field asks for is not kept either.
    let body = format!(r#"{{"setup":"0190163d-8694-739b-aea5-966c26f8ad91","card":"{GOOD}","number":"{GOOD}"}}"#);
    for path in ["/rpc/payments/finish_card", "/rpc/payments/begin_card", "/rpc/billing/get", "/hooks/stripe"] {
        maya.post(path, crate::support::caller::JSON, body.clone()).await;
    }
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    let stored = app.snapshot().await;
    for number in [GOOD, "4242 4242 4242 4242", "42424242"] {
        assert!(stored.tables_with(number).is_empty(), "{number}: {:?}", stored.tables_with(number));
    }
    assert!(stored.tables_with("4242").contains(&"cards"), "the last four are");
}

on_both_engines! {
    s1_36_a_card_is_held_and_then_taken,
    t72_sent_twenty_times_at_once_a_card_is_charged_once,
    a_declined_card_gives_nobody_anything,
    t76_a_crash_neither_loses_nor_doubles_a_charge,
    t77_whatever_happens_on_the_way_money_is_taken_once,
    t77_a_wrong_certificate_is_not_the_provider,
    a_renewal_is_charged_by_itself_once,
    c19_without_a_card_the_cart_says_why_and_who_can_help,
    t33_t49_a_card_is_put_on_file_by_whoever_began,
    t72_no_number_of_a_card_is_kept,
}
