//! Buying plans: for whom, by whom, at which price, and once (S1-26…39, C-19, P-21, T33, T48–T51, T68–T72).

use chrono::{Duration, NaiveDate};
use rolecall::{
    domain::{
        ids::PersonId,
        money::{Currency, Money},
        refusal::Refusal,
    },
    error::AppError,
    lifecycle::{
        api::{ArchivePerson, GetLifecycle, ReplaceAccount},
        model::Verb,
    },
    people::model::Tier,
    server::failpoint,
    tiers::{
        api::{GetPrices, SetPrices},
        billing::api::{GetBilling, SetMeans},
        form::PriceForm,
        model::{Plan, PriceList, Product},
        plans::{
            api::{BuyPlans, ChangePlan, GetCart, GetPlansOf},
            model::MOST,
        },
    },
};

use crate::support::{
    TestApp,
    app::{at_once, status},
    billing::{ANNUAL, MONTHLY, PLUGIN, PLUGIN_ANNUAL, buy, means, order, payer, quote, usd},
    on_both_engines,
    snapshot::assert_same,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

async fn s1_36_bought_for_two_in_one_go(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let people = [app.id("paul.portal"), app.id("clara.clerk")];
    let cart = maya.call(GetCart { people: people.to_vec() }).await.expect("a cart");
    let offers: Vec<_> =
        cart.offers.iter().map(|offer| (offer.item.name(), offer.price.minor(), offer.people)).collect();
    assert_eq!((offers.len(), offers[1]), (4, ("secure_mail_annual", 10_000, 2)));
    let seen = quote(&maya, &people, &[ANNUAL, PLUGIN_ANNUAL]).await.expect("a quote");
    assert_eq!((seen.total.clone(), seen.lines.len(), seen.payer.as_str()), (usd(30_000), 4, means().name.as_str()));
    assert_eq!(seen.next, Some((day("2027-03-02"), usd(30_000))));
    let receipt = maya.call(order(&seen, &people, &[ANNUAL, PLUGIN_ANNUAL])).await.expect("bought");
    assert_eq!((receipt.number, receipt.total), (1, usd(30_000)));
    for name in ["paul.portal", "clara.clerk"] {
        assert_eq!(app.person(name).await.tier, Tier::PaidPlugin, "{name} has access at once");
        let cart = maya.call(GetCart { people: vec![app.id(name)] }).await.expect("a cart");
        assert!(cart.offers.is_empty(), "S1-33: no plans to add");
    }
    let plans = maya.call(GetPlansOf { person: people[0] }).await.expect("plans");
    let told: Vec<_> =
        plans.seats.iter().map(|seat| (seat.item.name(), seat.payer.as_str(), seat.price.is_some())).collect();
    assert_eq!(told, [("secure_mail_annual", "Maya Manager", true), ("outlook_plugin_annual", "Maya Manager", true)]);
    let auditor = app.signed_in("arthur.auditor").await.call(GetPlansOf { person: people[0] }).await.expect("plans");
    assert_eq!((auditor.seats[0].price.clone(), auditor.refusal.is_some()), (None, true));
}

async fn c19_no_cart_says_why_and_who_can_help(app: &TestApp) {
    let (paul, pia, dan) = (app.id("paul.portal"), app.id("pia.patient"), app.id("dan.deactivated"));
    let olivia = app.signed_in("olivia.owner").await;
    let alone = olivia.call(GetPlansOf { person: paul }).await.expect("plans");
    assert_eq!((alone.refusal, alone.payers.len()), (Some(Refusal::NoPaymentMeans), 0));
    let maya = payer(app, "maya.manager").await;
    let helped = olivia.call(GetPlansOf { person: paul }).await.expect("plans");
    assert_eq!((helped.refusal, helped.payers), (Some(Refusal::NoPaymentMeans), vec!["Maya Manager".to_owned()]));
    assert_eq!(buy(&olivia, &[paul], &[MONTHLY]).await, Err(AppError::Forbidden(Refusal::NoPaymentMeans)));
    // S1-39: whoever is paid for pays for nobody, also with means of their own.
    buy(&maya, &[app.id("olivia.owner")], &[MONTHLY]).await.expect("bought");
    olivia.call(SetMeans { means: means() }).await.expect("means");
    let why = Refusal::PaidForBy { payer: "Maya Manager".into() };
    assert_eq!(buy(&olivia, &[paul], &[MONTHLY]).await, Err(AppError::Forbidden(why.clone())));
    assert_eq!(olivia.call(GetBilling {}).await.expect("a page").refusal, Some(why));
    // Neither patients nor those who have left.
    for (person, why) in [(pia, Refusal::NotForPatients), (dan, Refusal::NoAccount)] {
        let cart = maya.call(GetCart { people: vec![person] }).await.expect("a cart");
        assert_eq!((cart.people[0].refusal.clone(), cart.offers.len()), (Some(why.clone()), 0));
        let seen = quote(&maya, &[person, paul], &[MONTHLY]).await.expect("a quote");
        assert_eq!((seen.lines.len(), seen.left_out[0].2.clone()), (1, why));
        assert_eq!(buy(&maya, &[person], &[MONTHLY]).await, Err(AppError::Forbidden(Refusal::NothingToBuy)));
    }
    assert_eq!(app.person("pia.patient").await.tier, Tier::Free);
}

async fn t72_sent_twenty_times_at_once_it_is_charged_once(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
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
    let stored = app.snapshot().await;
    let counts = ["invoices", "invoice_lines", "seats", "purchases"].map(|table| stored.rows(table).len());
    assert_eq!(counts, [1, 1, 1, 1]);
    assert_eq!(app.count(app.house().cedar, "plan.bought").await, 1);
    // The key stands for this purchase and for nothing else.
    let other = BuyPlans { people: vec![app.id("clara.clerk")], ..order(&seen, &people, &[MONTHLY]) };
    assert_eq!(status(&maya.call(other).await), 409);
    // Another key from another window finds nothing left.
    assert_eq!(buy(&maya, &people, &[MONTHLY]).await, Err(AppError::Forbidden(Refusal::NothingToBuy)));
    assert_eq!(app.snapshot().await.rows("invoices").len(), 1);
}

async fn t72_nothing_is_bought_at_another_price(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let people = [app.id("paul.portal")];
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    let before = app.snapshot().await;
    let eur = Currency::parse("EUR").expect("EUR");
    for total in [usd(1), usd(-1000), usd(i64::MAX), usd(0), Money::new(1000, eur)] {
        let forged = BuyPlans { seen: total.clone(), ..order(&seen, &people, &[MONTHLY]) };
        assert_eq!(status(&maya.call(forged).await), 409, "{total}");
    }
    assert_same(&before, &app.snapshot().await, "forged amounts");
    // A price that changes between the look and the purchase is seen first.
    let oscar = app.signed_in("oscar.operator").await;
    let mut form = PriceForm::of(&PriceList::standard());
    form.amounts[0] = "12.50".into();
    oscar.call(SetPrices { form }).await.expect("set");
    assert_eq!(status(&maya.call(order(&seen, &people, &[MONTHLY])).await), 409);
    assert_eq!(buy(&maya, &people, &[MONTHLY]).await.expect("bought").total, usd(1250));
}

async fn t33_t69_a_fresh_password_and_neither_or_both(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let people = [app.id("paul.portal")];
    let seen = quote(&maya, &people, &[MONTHLY]).await.expect("a quote");
    app.advance(Duration::minutes(11));
    let before = app.snapshot().await;
    assert_eq!(maya.call(order(&seen, &people, &[MONTHLY])).await, Err(AppError::ProofNeeded));
    assert_eq!(maya.call(SetMeans { means: means() }).await, Err(AppError::ProofNeeded));
    assert_same(&before, &app.snapshot().await, "an old proof");
    let maya = app.signed_in("maya.manager").await;
    let before = app.snapshot().await;
    failpoint::arm("before-commit", app.house().cedar);
    assert_eq!(status(&maya.call(order(&seen, &people, &[MONTHLY])).await), 500);
    assert_same(&before, &app.snapshot().await, "a purchase that failed before its commit");
    // The same key goes on where nothing has happened.
    assert_eq!(maya.call(order(&seen, &people, &[MONTHLY])).await.expect("bought").number, 1);
}

async fn t49_foreign_people_are_unknown(app: &TestApp) {
    let nobody: PersonId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
    let bea = payer(app, "bea.boss").await;
    let maya = payer(app, "maya.manager").await;
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    for (caller, foreign) in [(&bea, "paul.portal"), (&maya, "bob.basic")] {
        let before = app.snapshot().await;
        let mut answers = Vec::new();
        for person in [nobody, app.id(foreign)] {
            let people = vec![person];
            let wish = BuyPlans {
                key: "0190163d-8694-739b-aea5-966c26f8ad92".parse().expect("a key"),
                people: people.clone(),
                items: vec![MONTHLY],
                seen: usd(1000),
            };
            answers.push([
                caller.ask(&GetCart { people }).await.outside(),
                caller.ask(&wish).await.outside(),
                caller.ask(&ChangePlan { person, product: Product::SecureMail, next: None }).await.outside(),
                caller.ask(&GetPlansOf { person }).await.outside(),
            ]);
        }
        assert_eq!(answers[0], answers[1], "{foreign}");
        assert!(answers[0].iter().all(|(status, ..)| *status == 404));
        assert_same(&before, &app.snapshot().await, foreign);
    }
    let many = vec![app.id("paul.portal"); MOST + 1];
    assert_eq!(maya.call(GetCart { people: many }).await.expect("one person").people.len(), 1);
    assert_eq!(status(&maya.call(GetCart { people: Vec::new() }).await), 422);
}

async fn s1_31_upgrade_at_once_downgrade_at_the_end(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let person = app.id("paul.portal");
    buy(&maya, &[person], &[MONTHLY]).await.expect("bought");
    app.advance(Duration::days(10));
    let maya = app.signed_in("maya.manager").await;
    let upgraded = buy(&maya, &[person], &[ANNUAL]).await.expect("upgraded");
    // 21 of 31 days of 10.00 are left.
    assert_eq!(upgraded.total, usd(10_000 - 677));
    assert_eq!(upgraded.lines.iter().map(|line| line.minor).sum::<i64>(), upgraded.total.minor());
    let change = |next| ChangePlan { person, product: Product::SecureMail, next };
    maya.call(change(Some(Plan::Monthly))).await.expect("changed");
    let next = maya.call(GetBilling {}).await.expect("a page").glance.next;
    assert_eq!(next, Some((day("2027-03-12"), usd(1000))));
    buy(&maya, &[person], &[PLUGIN]).await.expect("a plug-in");
    maya.call(change(None)).await.expect("ended");
    let seats = maya.call(GetPlansOf { person }).await.expect("plans").seats;
    assert!(seats.iter().all(|seat| seat.next.is_none()), "the plug-in does not outlive Secure Mail: {seats:?}");
    let keep = ChangePlan { person, product: Product::OutlookPlugin, next: Some(Plan::Monthly) };
    assert_eq!(maya.call(keep).await, Err(AppError::Forbidden(Refusal::NeedsSecureMail)));
    // Nobody else decides about what Maya pays for, as long as she is here.
    let olivia = payer(app, "olivia.owner").await;
    let refused = Err(AppError::Forbidden(Refusal::PlanOfOther { payer: "Maya Manager".into() }));
    assert_eq!(olivia.call(change(Some(Plan::Annual))).await, refused);
    olivia.call(ArchivePerson { person: app.id("maya.manager"), reason: "left".into() }).await.expect("archived");
    olivia.call(change(Some(Plan::Annual))).await.expect("taken over");
    assert_eq!(olivia.call(GetPlansOf { person }).await.expect("plans").seats[0].payer, "Olivia Owner");
}

async fn p21_whoever_leaves_frees_the_seat(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let (person, clara) = (app.id("paul.portal"), app.id("clara.clerk"));
    buy(&maya, &[person], &[ANNUAL]).await.expect("bought");
    let olivia = app.signed_in("olivia.owner").await;
    let page = olivia.call(GetLifecycle { person, verb: Verb::Deactivate }).await.expect("a page");
    assert_eq!(page.seats, [(ANNUAL, day("2027-03-02"))], "said before it is done");
    let page = olivia.call(GetLifecycle { person: app.id("maya.manager"), verb: Verb::Archive }).await.expect("a page");
    assert_eq!(page.pays_for, 1);
    olivia.call(ArchivePerson { person, reason: "left".into() }).await.expect("archived");
    assert_eq!(app.person("paul.portal").await.tier, Tier::Free);
    let billing = maya.call(GetBilling {}).await.expect("a page");
    assert_eq!((billing.glance.seats, billing.glance.free, billing.glance.next), (0, 1, None));
    let taken = buy(&maya, &[clara], &[ANNUAL]).await.expect("taken");
    assert_eq!((taken.total, app.person("clara.clerk").await.tier), (usd(0), Tier::Paid));
    assert_eq!(maya.call(GetBilling {}).await.expect("a page").glance.free, 0);
    let events = app.events(app.house().cedar).await;
    let freed = events.iter().find(|event| event.kind == "plan.seat_freed").expect("an event");
    assert_eq!(freed.subject_name, "Paul Portal");
    // A new account in the place of an old one has what that had.
    let replace = ReplaceAccount { person: clara, username: "clara.new".into(), reason: "new name".into() };
    olivia.call(replace).await.expect("replaced");
    let seats = app.snapshot().await;
    assert_eq!(seats.rows("seats").len(), 1);
    assert_eq!(seats.rows("free_seats").len(), 0);
}

async fn c18_prices_have_versions_and_old_invoices_stay(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let oscar = app.signed_in("oscar.operator").await;
    assert_eq!(oscar.call(GetPrices {}).await.expect("one list").len(), 1);
    buy(&maya, &[app.id("paul.portal")], &[MONTHLY]).await.expect("bought");
    let mut form = PriceForm::of(&PriceList::standard());
    form.amounts = ["20".into(), String::new(), "5".into(), String::new()];
    let lists = oscar.call(SetPrices { form: form.clone() }).await.expect("set");
    assert_eq!(lists.len(), 2);
    assert_eq!(lists[0].set.as_ref().map(|(_, by)| by.as_str()), Some("Oscar Operator"));
    let offers = maya.call(GetCart { people: vec![app.id("clara.clerk")] }).await.expect("a cart").offers;
    let offers: Vec<_> = offers.iter().map(|offer| (offer.item, offer.price.minor())).collect();
    assert_eq!(offers, [(MONTHLY, 2000), (PLUGIN, 500)], "what has no price is not on offer");
    let billing = maya.call(GetBilling {}).await.expect("a page");
    assert_eq!((billing.spent[11].amount.clone(), billing.glance.next.expect("next").1), (usd(1000), usd(2000)));
    form.currency = "EUR".into();
    assert_eq!(status(&oscar.call(SetPrices { form: form.clone() }).await), 422, "something was sold in dollars");
    app.advance(Duration::minutes(11));
    assert_eq!(oscar.call(SetPrices { form }).await, Err(AppError::ProofNeeded));
    let event = app.events(app.house().portal).await.into_iter().find(|event| event.kind == "prices.changed");
    let changes = event.expect("an event").changes;
    assert!(changes.contains(r#"{"field":"secure_mail_monthly","old":"10.00 USD","new":"20.00 USD"}"#), "{changes}");
}

async fn t68_each_verb_is_one_row(app: &TestApp) {
    let maya = payer(app, "maya.manager").await;
    let person = app.id("paul.portal");
    buy(&maya, &[person], &[MONTHLY]).await.expect("bought");
    maya.call(ChangePlan { person, product: Product::SecureMail, next: None }).await.expect("ended");
    let events: Vec<_> = app.events(app.house().cedar).await.into_iter().take(4).collect();
    let told: Vec<_> = events
        .iter()
        .rev()
        .map(|event| (event.kind.as_str(), event.subject_name.as_str(), event.changes.as_str()))
        .collect();
    assert_eq!(told[1].0, "invoice.issued");
    assert_eq!(
        told[2],
        (
            "plan.bought",
            "Paul Portal",
            r#"[{"field":"plan","old":"","new":"secure_mail_monthly"},{"field":"tier","old":"free","new":"paid"}]"#
        )
    );
    assert_eq!(told[3], ("plan.changed", "Paul Portal", r#"[{"field":"next_plan","old":"monthly","new":""}]"#));
    assert_eq!(told[0].0, "billing.means_set");
}

on_both_engines! {
    s1_36_bought_for_two_in_one_go,
    c19_no_cart_says_why_and_who_can_help,
    t72_sent_twenty_times_at_once_it_is_charged_once,
    t72_nothing_is_bought_at_another_price,
    t33_t69_a_fresh_password_and_neither_or_both,
    t49_foreign_people_are_unknown,
    s1_31_upgrade_at_once_downgrade_at_the_end,
    p21_whoever_leaves_frees_the_seat,
    c18_prices_have_versions_and_old_invoices_stay,
    t68_each_verb_is_one_row,
}
