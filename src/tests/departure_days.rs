//! The day that comes: access ends at its instant without any job, in every zone, once, over several processes
//! (T31, T74–T76, N-08); who is told before.

use chrono::{Duration, NaiveDate, Utc};
use rolecall::{
    departures::{
        api::{GetDeparture, SetDepartureNotice},
        carry_out, notices,
    },
    domain::clock::Instant,
    lifecycle::{
        api::{GetLifecycle, ReactivatePerson},
        model::Verb,
    },
    mail::letter::Letter,
    people::{api::GetPerson, badge::BadgeKind, model::AccountState},
    server::{clock::end_of_day, failpoint, jobs},
    session::api::SessionRemaining,
};

use crate::{
    departures::plan,
    support::{
        Caller, TestApp,
        app::at_once,
        house::PASSWORD,
        on_both_engines,
        outbox::{kinds, letters},
        snapshot::assert_same,
    },
};

/// Days around both changes of the clock in eight zones, and their last milliseconds as another program's table of time
/// zones has them. In Havana, Santiago, Cairo and Beirut the clock changes at midnight or right after it; on Lord Howe
/// Island by half an hour.
const ENDS: [(&str, &str, &str); 22] = [
    ("America/New_York", "2027-03-14", "2027-03-15T03:59:59.999Z"),
    ("America/New_York", "2027-11-07", "2027-11-08T04:59:59.999Z"),
    ("America/Havana", "2027-03-13", "2027-03-14T04:59:59.999Z"),
    ("America/Havana", "2027-03-14", "2027-03-15T03:59:59.999Z"),
    // Midnight comes twice: the day ends with the first one.
    ("America/Havana", "2027-11-06", "2027-11-07T03:59:59.999Z"),
    ("America/Havana", "2027-11-07", "2027-11-08T04:59:59.999Z"),
    // 23:00 comes twice: the day ends with the second 23:59:59.
    ("America/Santiago", "2027-04-03", "2027-04-04T03:59:59.999Z"),
    ("America/Santiago", "2027-04-04", "2027-04-05T03:59:59.999Z"),
    // There is no midnight: the day ends all the same.
    ("America/Santiago", "2027-09-04", "2027-09-05T03:59:59.999Z"),
    ("America/Santiago", "2027-09-05", "2027-09-06T02:59:59.999Z"),
    ("Europe/Madrid", "2027-03-28", "2027-03-28T21:59:59.999Z"),
    ("Europe/Madrid", "2027-10-31", "2027-10-31T22:59:59.999Z"),
    ("Africa/Cairo", "2027-04-29", "2027-04-29T21:59:59.999Z"),
    ("Africa/Cairo", "2027-04-30", "2027-04-30T20:59:59.999Z"),
    ("Africa/Cairo", "2027-10-28", "2027-10-28T21:59:59.999Z"),
    ("Asia/Beirut", "2027-03-27", "2027-03-27T21:59:59.999Z"),
    ("Asia/Beirut", "2027-03-28", "2027-03-28T20:59:59.999Z"),
    ("Asia/Beirut", "2027-10-30", "2027-10-30T21:59:59.999Z"),
    ("Australia/Lord_Howe", "2027-04-04", "2027-04-04T13:29:59.999Z"),
    ("Australia/Lord_Howe", "2027-10-03", "2027-10-03T12:59:59.999Z"),
    ("Pacific/Auckland", "2027-04-04", "2027-04-04T11:59:59.999Z"),
    ("Pacific/Auckland", "2027-09-26", "2027-09-26T10:59:59.999Z"),
];

fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

async fn lives(caller: &Caller) -> bool {
    caller.ask(&SessionRemaining {}).await.status == 200
}

/// Lets a process follow up what is due.
async fn work(app: &TestApp) {
    carry_out::due(&app.state).await.expect("followed up");
}

async fn back(caller: &Caller, name: &str, app: &TestApp) {
    let person = app.id(name);
    let found = caller.call(GetLifecycle { person, verb: Verb::Reactivate }).await.expect("a page");
    let grants = found.former.into_iter().map(|former| former.id).collect();
    caller.call(ReactivatePerson { person, grants, reason: String::new() }).await.expect("back");
}

#[test]
fn t74_a_day_ends_at_one_instant_whatever_the_clock_does() {
    for (zone, on, ends) in ENDS {
        let zone: chrono_tz::Tz = zone.parse().expect("a zone");
        let end = end_of_day(zone, day(on)).expect("an end");
        assert_eq!(end, instant(ends), "{zone} {on}");
        let next = end + Duration::milliseconds(1);
        assert_eq!(end.with_timezone(&zone).date_naive(), day(on), "{zone}: the last instant is that day's");
        assert_eq!(
            next.with_timezone(&zone).date_naive(),
            day(on).succ_opt().expect("a day"),
            "{zone}: the next is not"
        );
    }
    // Samoa left out 30 December 2011: the day before ends where the day after begins.
    let apia: chrono_tz::Tz = "Pacific/Apia".parse().expect("a zone");
    assert_eq!(end_of_day(apia, day("2011-12-29")), Some(instant("2011-12-30T09:59:59.999Z")));
    assert_eq!(end_of_day(apia, NaiveDate::MAX), None);
}

async fn t74_what_is_planned_is_what_is_stored_and_shown(app: &TestApp) {
    for (number, (zone, on, ends)) in ENDS.into_iter().enumerate() {
        app.sql(&format!("update practices set time_zone = '{zone}' where tin = '123456789'")).await.expect("updates");
        let adam = app.signed_in("adam.admin").await;
        let paul = app.id("paul.portal");
        let seen = adam.call(GetDeparture { person: paul }).await.expect("a page").plan;
        let seen = seen.map(|plan| plan.day.to_string()).unwrap_or_default();
        let planned = plan(&adam, paul, on, &seen).await.unwrap_or_else(|error| panic!("{zone} {on}: {error:?}"));
        assert_eq!((planned.day, planned.zone.as_str()), (day(on), zone));
        assert_eq!(app.person("paul.portal").await.deactivates, Some(instant(ends)), "{number}: {zone} {on}");
        let shown = adam.call(GetPerson { id: paul }).await.expect("Paul").person;
        let badge = shown.row.badge.on.expect("a day");
        assert_eq!((badge.date_naive(), badge.with_timezone(&Utc)), (day(on), instant(ends)), "{zone}");
    }
}

async fn t75_access_ends_at_its_instant_with_the_scheduler_stopped(app: &TestApp) {
    let (adam, cedar) = (app.signed_in("adam.admin").await, app.house().cedar);
    plan(&adam, app.id("paul.portal"), "2026-03-03", "").await.expect("planned");
    let ends = app.person("paul.portal").await.deactivates.expect("an end");
    app.advance(ends - app.now() - Duration::minutes(5));
    let elsewhere = app.process(|_, _| ());
    let (desk, phone) = (app.signed_in("paul.portal").await, elsewhere.signed_in("paul.portal").await);
    app.advance(ends - app.now() - Duration::milliseconds(1));
    assert!(lives(&desk).await && lives(&phone).await, "the last working day is usable to its end");
    app.advance(Duration::milliseconds(1));
    assert!(!lives(&desk).await && !lives(&phone).await, "on every process");
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401);
    assert_eq!(elsewhere.try_password("paul.portal", PASSWORD).await.status, 401);
    assert_eq!(app.count(cedar, "person.deactivated").await, 0, "no job has run");
    let adam = app.signed_in("adam.admin").await;
    let view = adam.call(GetPerson { id: app.id("paul.portal") }).await.expect("Paul").person;
    assert_eq!(view.row.badge.kind, BadgeKind::Deactivated);
    app.advance(Duration::days(3));
    jobs::departures(&app.state).await.expect("the scheduler is back");
    jobs::departures(&elsewhere.state).await.expect("on both");
    let paul = app.person("paul.portal").await;
    assert_eq!((paul.state, paul.deactivates), (AccountState::Deactivated, None));
    let rows: Vec<_> =
        app.events(cedar).await.into_iter().filter(|event| event.subject_name == "Paul Portal").collect();
    let told: Vec<_> =
        rows.iter().map(|event| (event.kind.as_str(), event.actor_name.as_str(), event.reason.as_str())).collect();
    assert_eq!(told[0], ("person.deactivated", "Adam Admin", "moves away"), "in the name of whoever planned it");
    assert_eq!(told.iter().filter(|(kind, ..)| *kind == "person.deactivated").count(), 1, "T75: one row");
    assert!(rows[0].changes.contains("2026-03-03 23:59:59 America/Chicago"), "{}", rows[0].changes);
    assert!(app.snapshot().await.rows("departures").is_empty());
    let swept = app.events(cedar).await.into_iter().find(|event| event.subject_name == "Lena Leaving");
    let lena = swept.expect("Lena's day has come, too");
    assert_eq!((lena.actor_name.as_str(), lena.reason.as_str()), ("", "the planned day has come"));
}

async fn n08_whoever_is_back_or_has_another_day_is_not_touched(app: &TestApp) {
    let (adam, cedar) = (app.signed_in("adam.admin").await, app.house().cedar);
    for name in ["paul.portal", "clara.clerk", "rita.reception"] {
        plan(&adam, app.id(name), "2026-03-03", "").await.expect("planned");
    }
    app.advance(Duration::hours(30));
    let rita = app.signed_in("rita.reception").await;
    let adam = app.signed_in("adam.admin").await;
    plan(&adam, app.id("clara.clerk"), "2026-03-20", "2026-03-03").await.expect("another day");
    let ends = app.person("paul.portal").await.deactivates.expect("an end");
    app.advance(ends - app.now() - Duration::minutes(5));
    let paul = app.signed_in("paul.portal").await;
    assert!(!lives(&rita).await, "idle for too long");
    app.advance(Duration::minutes(6));
    // Both are out; nobody has followed it up yet.
    let adam = app.signed_in("adam.admin").await;
    back(&adam, "paul.portal", app).await;
    assert!(!lives(&paul).await, "what ended with the day stays ended");
    work(app).await;
    for (name, state) in [
        ("paul.portal", AccountState::Active),
        ("clara.clerk", AccountState::Active),
        ("rita.reception", AccountState::Deactivated),
    ] {
        assert_eq!(app.person(name).await.state, state, "{name}");
    }
    assert_eq!(app.count(cedar, "person.deactivated").await, 1);
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 200);
    let event = app.events(cedar).await.into_iter().find(|event| event.kind == "person.reactivated").expect("an event");
    assert!(
        event.changes.contains(r#""field":"deactivates""#),
        "N-08: it says what it has cancelled: {}",
        event.changes
    );
    assert_eq!(app.snapshot().await.rows("departures").len(), 1, "Clara's");
}

async fn t76_killed_at_any_step_nothing_is_lost_or_done_twice(app: &TestApp) {
    let (adam, cedar) = (app.signed_in("adam.admin").await, app.house().cedar);
    plan(&adam, app.id("paul.portal"), "2026-03-03", "").await.expect("planned");
    app.advance(Duration::days(2));
    let before = app.snapshot().await;
    for place in ["departure-begun", "departure-shut", "departure-saved", "before-commit"] {
        failpoint::arm(place, cedar);
        assert!(carry_out::due(&app.state).await.is_err(), "{place}");
        assert_same(&before, &app.snapshot().await, place);
    }
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401, "access has ended all the same");
    let other = app.process(|_, _| ());
    work(&other).await;
    work(app).await;
    assert_eq!(app.count(cedar, "person.deactivated").await, 1);
    assert_eq!(app.person("paul.portal").await.state, AccountState::Deactivated);
}

async fn t75_of_several_processes_each_person_meets_one(app: &TestApp) {
    let names =
        ["paul.portal", "clara.clerk", "rita.reception", "kim.keeper", "jose.alvarez", "sam.coordinator", "bob.basic"];
    let at = app.now() + Duration::minutes(1);
    for name in names {
        app.alter(name, |person| person.deactivates = Some(at)).await;
    }
    app.advance(Duration::minutes(2));
    let done = at_once(4, |_| {
        let process = app.process(|_, _| ());
        async move { carry_out::due(&process.state).await.is_ok() }
    })
    .await;
    assert_eq!(done, [true; 4]);
    for name in names {
        assert_eq!(app.person(name).await.state, AccountState::Deactivated, "{name}");
    }
    let (cedar, lakeside) = (app.house().cedar, app.house().lakeside);
    assert_eq!(app.count(cedar, "person.deactivated").await + app.count(lakeside, "person.deactivated").await, 7);
}

async fn n11_administrators_are_told_once_and_in_time(app: &TestApp) {
    let told = async |name: &str| {
        let email =
            if name == "olivia.owner" { "olivia.owner@cedar.example".into() } else { format!("{name}@house.example") };
        kinds(app, &email).await.into_iter().filter(|kind| kind == "departures").count()
    };
    let adam = app.signed_in("adam.admin").await;
    let (paul, amy, cedar) = (app.id("paul.portal"), app.id("amy.admin"), app.house().cedar);
    plan(&adam, paul, "2026-03-12", "").await.expect("planned");
    plan(&adam, amy, "2026-03-12", "").await.expect("planned");
    notices::tell(&app.state).await.expect("told");
    assert_eq!(told("adam.admin").await, 0, "ten days are far");
    app.advance(Duration::hours(4 * 24));
    failpoint::arm("departure-told", cedar);
    assert!(notices::tell(&app.state).await.is_err());
    assert_eq!(told("adam.admin").await, 0);
    let done = at_once(3, |_| {
        let process = app.process(|_, _| ());
        async move { notices::tell(&process.state).await.is_ok() }
    })
    .await;
    assert_eq!(done, [true; 3]);
    for name in ["adam.admin", "olivia.owner", "amy.admin"] {
        assert_eq!(told(name).await, 1, "{name}: once, by whichever process");
    }
    assert_eq!(told("nina.npi").await, 0);
    let letter = letters(app, "amy.admin@house.example").await.pop().expect("a letter");
    let Letter::Departures { leavers, count, .. } = letter else { panic!("{letter:?}") };
    assert_eq!((count, leavers[0].0.as_str()), (1, "Paul Portal"), "nobody hears of themselves");
    assert_eq!(app.count(cedar, "person.departure_announced").await, 2);
    let adam = app.signed_in("adam.admin").await;
    plan(&adam, paul, "2026-03-11", "2026-03-12").await.expect("another day");
    notices::tell(&app.state).await.expect("told");
    assert_eq!((told("adam.admin").await, told("olivia.owner").await), (2, 2), "of another day they hear anew");
    adam.call(SetDepartureNotice { days: "0".into() }).await.expect("never");
    plan(&adam, paul, "2026-03-10", "2026-03-11").await.expect("another day");
    notices::tell(&app.state).await.expect("nothing to tell");
    assert_eq!(told("adam.admin").await, 2);
}

on_both_engines! {
    t74_what_is_planned_is_what_is_stored_and_shown,
    t75_access_ends_at_its_instant_with_the_scheduler_stopped,
    n08_whoever_is_back_or_has_another_day_is_not_touched,
    t76_killed_at_any_step_nothing_is_lost_or_done_twice,
    t75_of_several_processes_each_person_meets_one,
    n11_administrators_are_told_once_and_in_time,
}
