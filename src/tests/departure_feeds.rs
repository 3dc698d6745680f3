//! Calendar feeds: a secret address that shows what its owner may see, and nothing once they may not (N-20).

use chrono::Duration;
use rolecall::{
    account::api::LockPerson,
    departures::api::{GetFeed, MakeFeed, RevokeFeed},
    error::AppError,
    lifecycle::api::DeactivatePerson,
};

use crate::{
    departures::plan,
    support::{Caller, Reply, TestApp, app::edit, on_both_engines},
};

/// The path of an address on this installation.
fn path(address: &str) -> &str {
    address.strip_prefix("http://127.0.0.1:3000").expect("an address of our own")
}

async fn made(caller: &Caller) -> String {
    caller.call(MakeFeed {}).await.expect("an address")
}

/// What a calendar program gets, which has nothing but the address.
async fn fetched(app: &TestApp, address: &str) -> Reply {
    app.anonymous().get(path(address)).await
}

async fn n20_a_calendar_program_reads_the_departures(app: &TestApp) {
    let (adam, nina) = (app.signed_in("adam.admin").await, app.signed_in("nina.npi").await);
    plan(&adam, app.id("rita.reception"), "2026-03-31", "").await.expect("planned");
    assert_eq!(adam.call(GetFeed {}).await.expect("a view").made, None);
    let (whole, own) = (made(&adam).await, made(&nina).await);
    let file = fetched(app, &whole).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!((file.header("cache-control"), file.header("referrer-policy")), ("no-store", "no-referrer"));
    let text = file.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    for line in [
        "DTSTART;VALUE=DATE:20260305",
        "SUMMARY:Last day of Lena Leaving",
        "DTSTART;VALUE=DATE:20260331",
        "DTEND;VALUE=DATE:20260401",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("moves away"), "reasons stay inside");
    let text = fetched(app, &own).await.text();
    assert!(text.contains("Rita Reception") && !text.contains("Lena"), "T50: {text}");
    assert!(adam.call(GetFeed {}).await.expect("a view").made.is_some());
    let token = path(&whole).trim_start_matches("/calendar/").trim_end_matches(".ics");
    assert_eq!(app.snapshot().await.tables_with(token), Vec::<&str>::new(), "only its hash is kept");
}

async fn n20_it_shows_nothing_once_its_owner_may_not(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let unknown = fetched(app, "http://127.0.0.1:3000/calendar/nonsense.ics").await;
    assert_eq!(unknown.status, 404);
    let adam = app.signed_in("adam.admin").await;
    let first = made(&adam).await;
    let second = made(&adam).await;
    assert_eq!(fetched(app, &first).await.outside(), unknown.outside(), "another one has taken its place");
    assert_eq!(fetched(app, &second).await.status, 200);
    adam.call(RevokeFeed {}).await.expect("revoked");
    assert_eq!(adam.call(RevokeFeed {}).await, Err(AppError::Gone));
    assert_eq!(fetched(app, &second).await.outside(), unknown.outside(), "revoked");
    let third = made(&adam).await;
    olivia.call(LockPerson { person: app.id("adam.admin"), reason: "phone lost".into() }).await.expect("locked");
    assert_eq!(fetched(app, &third).await.outside(), unknown.outside(), "locked");
    let amys = made(&app.signed_in("amy.admin").await).await;
    edit(&olivia, app.id("amy.admin"), |form| form.role = "user_manager".into()).await.expect("demoted");
    assert_eq!(fetched(app, &amys).await.outside(), unknown.outside(), "without the right");
    let nina = app.signed_in("nina.npi").await;
    let ninas = made(&nina).await;
    olivia.call(DeactivatePerson { person: app.id("nina.npi"), reason: "left".into() }).await.expect("deactivated");
    assert_eq!(fetched(app, &ninas).await.outside(), unknown.outside(), "left");
    for (kind, count) in [("departures.feed_made", 5), ("departures.feed_revoked", 1)] {
        assert_eq!(app.count(app.house().cedar, kind).await, count, "{kind}");
    }
    app.advance(Duration::minutes(11));
    assert_eq!(olivia.call(MakeFeed {}).await, Err(AppError::ProofNeeded), "T33");
}

on_both_engines! {
    n20_a_calendar_program_reads_the_departures,
    n20_it_shows_nothing_once_its_owner_may_not,
}
