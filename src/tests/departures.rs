//! Departures: planned, moved, called off, seen by whom they concern (S4-6…12, C-24, N-08, N-11, T33, T48–T53).

use chrono::{Duration, NaiveDate};
use rolecall::{
    departures::{
        api::{
            CancelDeparture, CloseDay, GetDeparture, GetDepartureMonth, GetDepartureRules, ListDepartures, OpenDay,
            PlanDeparture, SetDepartureNotice,
        },
        model::Warning,
        query::{Column, LeaverQuery, Within},
        views::{Known, Leaver, Mark, PlanView},
    },
    domain::{ids::PersonId, refusal::Refusal, role::Role},
    error::AppError,
    home::api::GetOverview,
    lifecycle::api::DeactivatePerson,
    people::{api::GetPerson, badge::BadgeKind},
    server::failpoint,
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, edit, status},
    on_both_engines,
    snapshot::assert_same,
};

const WHY: &str = "moves away";

pub async fn plan(caller: &Caller, person: PersonId, day: &str, seen: &str) -> Result<PlanView, AppError> {
    caller.call(PlanDeparture { person, day: day.into(), reason: WHY.into(), seen: seen.into() }).await
}

async fn cancel(caller: &Caller, person: PersonId) -> Result<(), AppError> {
    caller.call(CancelDeparture { person, reason: String::new() }).await
}

async fn leavers(caller: &Caller, query: LeaverQuery) -> Vec<Leaver> {
    caller.call(ListDepartures { query }).await.expect("a list").rows
}

fn names(leavers: &[Leaver]) -> Vec<&str> {
    leavers.iter().map(|leaver| leaver.name.as_str()).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn forbidden<T>(refusal: Refusal) -> Result<T, AppError> {
    Err(AppError::Forbidden(refusal))
}

async fn s4_8_planned_moved_and_called_off(app: &TestApp) {
    let (adam, paul) = (app.signed_in("adam.admin").await, app.id("paul.portal"));
    let planned = plan(&adam, paul, "2026-03-31", "").await.expect("planned");
    assert_eq!(
        (planned.day, planned.zone.as_str(), planned.by.as_str()),
        (day("2026-03-31"), "America/Chicago", "Adam Admin")
    );
    let ends = |text: &str| Some(text.parse().expect("an instant"));
    // The practice has put its clocks forward by then: 23:59:59.999 is five hours behind UTC.
    assert_eq!(app.person("paul.portal").await.deactivates, ends("2026-04-01T04:59:59.999Z"));
    let view = adam.call(GetPerson { id: paul }).await.expect("Paul").person;
    assert_eq!(
        (view.row.badge.kind, view.row.badge.on.map(|at| at.date_naive())),
        (BadgeKind::DeactivatesOn, Some(day("2026-03-31")))
    );
    plan(&adam, paul, "2026-03-06", "2026-03-31").await.expect("moved");
    assert_eq!(app.person("paul.portal").await.deactivates, ends("2026-03-07T05:59:59.999Z"));
    let page = adam.call(GetDeparture { person: paul }).await.expect("a page");
    assert_eq!(page.plan.as_ref().map(|plan| (plan.day, plan.reason.as_str())), Some((day("2026-03-06"), WHY)));
    assert_eq!((page.today, page.zone.as_str(), page.account.refusal), (day("2026-03-02"), "America/Chicago", None));
    adam.call(CancelDeparture { person: paul, reason: "stays after all".into() }).await.expect("called off");
    assert_eq!(app.person("paul.portal").await.deactivates, None);
    assert!(app.snapshot().await.rows("departures").is_empty());
    let events: Vec<_> = app.events(app.house().cedar).await.into_iter().take(3).collect();
    let told: Vec<_> = events.iter().rev().map(|event| (event.kind.as_str(), event.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            ("person.departure_planned", WHY),
            ("person.departure_moved", WHY),
            ("person.departure_cancelled", "stays after all")
        ]
    );
    for part in [r#""old":"2026-03-31 23:59:59 America/Chicago""#, r#""new":"2026-03-06 23:59:59 America/Chicago""#] {
        assert!(events[1].changes.contains(part), "{}", events[1].changes);
    }
    assert_eq!(cancel(&adam, paul).await, forbidden(Refusal::NotLeaving));
}

async fn p20_guards_say_who_may(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let before = app.snapshot().await.without_events();
    for (name, refusal) in [
        ("adam.admin", Refusal::OwnAccess),
        ("olivia.owner", Refusal::PersonAboveOwn(Role::PracticeOwner)),
        ("ada.archived", Refusal::Archived),
        ("dan.deactivated", Refusal::NoAccount),
        ("ingrid.invited", Refusal::NoAccount),
    ] {
        let person = app.id(name);
        assert_eq!(plan(&adam, person, "2026-03-31", "").await, forbidden(refusal.clone()), "{name}");
        let page = adam.call(GetDeparture { person }).await.expect("a page");
        assert_eq!(page.account.refusal, Some(refusal), "{name}");
    }
    let paul = app.id("paul.portal");
    for wrong in [
        "2026-03-02",
        "2026-03-01",
        "1999-12-31",
        "0001-01-01",
        "-2026-03-31",
        "-1",
        "",
        "soon",
        "2036-12-31",
        "2026-02-30",
    ] {
        assert_eq!(status(&plan(&adam, paul, wrong, "").await), 422, "T75: {wrong:?}");
    }
    let silent = PlanDeparture { person: paul, day: "2026-03-31".into(), reason: " ".into(), seen: String::new() };
    assert_eq!(adam.ask(&silent).await.status, 422);
    assert_same(&before, &app.snapshot().await.without_events(), "refused");
    app.advance(Duration::minutes(11));
    assert_eq!(plan(&adam, paul, "2026-03-31", "").await, Err(AppError::ProofNeeded), "T33");
    assert_eq!(cancel(&adam, app.id("lena.leaving")).await, Err(AppError::ProofNeeded), "T33");
}

async fn t49_foreign_people_are_unknown(app: &TestApp) {
    let nobody: PersonId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
    let ask = async |caller: &Caller, person: PersonId| {
        let plan = PlanDeparture { person, day: "2026-03-31".into(), reason: WHY.into(), seen: String::new() };
        vec![
            caller.ask(&GetDeparture { person }).await.outside(),
            caller.ask(&plan).await.outside(),
            caller.ask(&CancelDeparture { person, reason: String::new() }).await.outside(),
        ]
    };
    for (stranger, foreign) in
        [("bea.boss", "lena.leaving"), ("nina.npi", "lena.leaving"), ("olivia.owner", "bob.basic")]
    {
        let caller = app.signed_in(stranger).await;
        let before = app.snapshot().await;
        let unknown = ask(&caller, nobody).await;
        assert!(unknown.iter().all(|(status, ..)| *status == 404));
        assert_eq!(ask(&caller, app.id(foreign)).await, unknown, "{stranger}");
        assert_same(&before, &app.snapshot().await, stranger);
    }
}

async fn t50_everybody_sees_the_departures_of_their_own_people(app: &TestApp) {
    let (adam, nina) = (app.signed_in("adam.admin").await, app.signed_in("nina.npi").await);
    let rita = app.id("rita.reception");
    plan(&adam, rita, "2026-03-20", "").await.expect("planned");
    let all = leavers(&adam, LeaverQuery::default()).await;
    assert_eq!(names(&all), ["Lena Leaving", "Rita Reception"], "the soonest first");
    assert_eq!((all[0].by.as_str(), all[0].days, all[1].by.as_str(), all[1].patients), ("", 3, "Adam Admin", 1));
    let own = nina.call(ListDepartures { query: LeaverQuery::default() }).await.expect("a list");
    assert_eq!((own.total, names(&own.rows)), (1, vec!["Rita Reception"]));
    for (query, wanted) in [
        (LeaverQuery::default().with(|filters| filters.within = Within::Week), vec!["Lena Leaving"]),
        (LeaverQuery::default().with(|filters| filters.within = Within::Month), vec!["Lena Leaving", "Rita Reception"]),
        (LeaverQuery { search: "RÍTA".into(), ..LeaverQuery::default() }, vec!["Rita Reception"]),
        (LeaverQuery::default().sorted_by(Column::Patients), vec!["Rita Reception", "Lena Leaving"]),
        (
            LeaverQuery::default().sorted_by(Column::Name).sorted_by(Column::Name),
            vec!["Rita Reception", "Lena Leaving"],
        ),
    ] {
        assert_eq!(names(&leavers(&adam, query.clone()).await), wanted, "{query:?}");
    }
    for &column in Column::ALL {
        assert_eq!(leavers(&adam, LeaverQuery::default().sorted_by(column)).await.len(), 2, "{column:?}");
    }
    let march = |caller: Caller| async move {
        let shown = caller.call(GetDepartureMonth { month: "2026-03".into() }).await.expect("a month");
        shown.leavers.into_iter().map(|(day, _, name)| format!("{day} {name}")).collect::<Vec<_>>()
    };
    assert_eq!(march(adam.clone()).await, ["2026-03-05 Lena Leaving", "2026-03-20 Rita Reception"]);
    assert_eq!(march(nina.clone()).await, ["2026-03-20 Rita Reception"]);
    let april = adam.call(GetDepartureMonth { month: "2026-04".into() }).await.expect("a month");
    assert!(april.leavers.is_empty() && april.month.to_string() == "2026-04");
    let today = adam.call(GetDepartureMonth { month: "nonsense".into() }).await.expect("a month");
    assert_eq!(today.month.to_string(), "2026-03", "an old link still opens");
    let page = nina.call(GetDeparture { person: rita }).await.expect("a page");
    assert_eq!(page.patients, Some((app.house().rosa, 1)), "S4-10: Rosa's patients need somebody");
    assert!(page.marks.is_empty(), "Lena is nobody to Nina");
    assert_eq!(adam.call(GetOverview {}).await.expect("home").leaving, Some(2));
    assert_eq!(nina.call(GetOverview {}).await.expect("home").leaving, Some(1));
    assert_eq!(app.signed_in("maya.manager").await.call(GetOverview {}).await.expect("home").leaving, None);
}

async fn n11_the_last_who_stays_does_not_leave(app: &TestApp) {
    let (bea, ben) = (app.id("bea.boss"), app.id("ben.boss"));
    let first = app.signed_in("bea.boss").await;
    edit(&first, ben, |form| form.role = "practice_owner".into()).await.expect("promoted");
    let second = app.signed_in("ben.boss").await;
    let page = first.call(GetDeparture { person: ben }).await.expect("a page");
    assert_eq!(page.warnings, [Warning::OneAdministratorLeft { name: "Bea Boss".into() }]);
    assert!(!first.call(GetOverview {}).await.expect("home").single_administrator);
    plan(&first, ben, "2026-06-30", "").await.expect("planned");
    assert!(first.call(GetOverview {}).await.expect("home").single_administrator, "one of them will be alone");
    assert_eq!(plan(&second, bea, "2026-12-31", "").await, forbidden(Refusal::LastAdministrator));
    assert_eq!(plan(&second, bea, "2026-03-31", "").await, forbidden(Refusal::LastAdministrator));
    let now = second.call(DeactivatePerson { person: bea, reason: WHY.into() }).await;
    assert_eq!(now, forbidden(Refusal::LastAdministrator), "whoever leaves later is nobody to count on");
    let demoted = edit(&second, bea, |form| form.role = "portal_user".into()).await.map(drop);
    assert_eq!(demoted, forbidden(Refusal::LastAdministrator));
    let page = second.call(GetDeparture { person: bea }).await.expect("a page");
    assert_eq!(page.account.refusal, Some(Refusal::LastAdministrator));
    cancel(&first, ben).await.expect("called off");
    plan(&second, bea, "2026-12-31", "").await.expect("planned");
    let nina = app.signed_in("adam.admin").await.call(GetDeparture { person: app.id("nina.npi") }).await;
    let only = Warning::OnlyApproverOf { place: "Rosa Álvarez".into() };
    assert_eq!(nina.expect("a page").warnings, [only]);
}

async fn t53_two_who_plan_each_other_leave_one(app: &TestApp) {
    let (bea, ben) = (app.id("bea.boss"), app.id("ben.boss"));
    edit(&app.signed_in("bea.boss").await, ben, |form| form.role = "practice_owner".into()).await.expect("promoted");
    let callers = [app.signed_in("bea.boss").await, app.signed_in("ben.boss").await];
    for round in 0..10 {
        let both = callers.clone();
        let mut done = at_once(2, move |number| {
            let (caller, person) = (both[number].clone(), [ben, bea][number]);
            async move { status(&plan(&caller, person, "2026-05-31", "").await) }
        })
        .await;
        done.sort_unstable();
        assert_eq!(done, [200, 403], "round {round}");
        for (caller, person) in callers.iter().zip([ben, bea]) {
            drop(cancel(caller, person).await);
        }
    }
}

async fn two_who_plan_the_same_departure_notice(app: &TestApp) {
    let (adam, amy, paul) =
        (app.signed_in("adam.admin").await, app.signed_in("amy.admin").await, app.id("paul.portal"));
    plan(&adam, paul, "2026-03-31", "").await.expect("planned");
    let Err(AppError::Conflict(conflict)) = plan(&amy, paul, "2026-04-30", "").await else { panic!("no conflict") };
    assert_eq!(
        (conflict.by.as_str(), conflict.fields),
        ("Adam Admin", vec![("day".to_owned(), "2026-03-31".to_owned())])
    );
    assert_eq!(plan(&amy, paul, "2026-03-31", "2026-03-31").await, forbidden(Refusal::AlreadySo));
    plan(&amy, paul, "2026-04-30", "2026-03-31").await.expect("moved, as seen");
    // Lena's day stands without anybody's plan.
    let lena = app.id("lena.leaving");
    assert_eq!(status(&plan(&amy, lena, "2026-04-30", "").await), 409);
    plan(&amy, lena, "2026-04-30", "2026-03-05").await.expect("moved");
    assert_eq!(app.count(app.house().cedar, "person.departure_moved").await, 2);
}

async fn n08_at_once_takes_the_place_of_a_plan(app: &TestApp) {
    let (adam, paul) = (app.signed_in("adam.admin").await, app.id("paul.portal"));
    plan(&adam, paul, "2026-03-31", "").await.expect("planned");
    adam.call(DeactivatePerson { person: paul, reason: WHY.into() }).await.expect("deactivated");
    assert!(app.snapshot().await.rows("departures").is_empty());
    let event = app.events(app.house().cedar).await.remove(0);
    assert!(
        event.changes.contains(r#"{"field":"deactivates","old":"2026-04-01 04:59 UTC","new":""}"#),
        "{}",
        event.changes
    );
    let page = adam.call(GetDeparture { person: paul }).await.expect("a page");
    assert_eq!((page.plan, page.account.refusal), (None, Some(Refusal::NoAccount)));
}

async fn t69_neither_or_both(app: &TestApp) {
    let (adam, paul) = (app.signed_in("adam.admin").await, app.id("paul.portal"));
    let before = app.snapshot().await;
    failpoint::arm("before-commit", app.house().cedar);
    assert_eq!(status(&plan(&adam, paul, "2026-03-31", "").await), 500);
    assert_same(&before, &app.snapshot().await, "a plan that failed before its commit");
}

async fn closed_days_and_notices_are_the_practices_own(app: &TestApp) {
    let (adam, nina, bea) =
        (app.signed_in("adam.admin").await, app.signed_in("nina.npi").await, app.signed_in("bea.boss").await);
    let close = |day: &str, label: &str| CloseDay { day: day.into(), label: label.into() };
    adam.call(close("2026-12-25", " Christmas  Day ")).await.expect("closed");
    adam.call(close("2026-03-17", "Fiesta")).await.expect("closed");
    for wrong in
        [close("2026-12-25", "Again"), close("", "None"), close("2026-13-01", "None"), close("2026-01-01", " ")]
    {
        assert_eq!(status(&adam.call(wrong).await), 422);
    }
    let rules = adam.call(GetDepartureRules {}).await.expect("rules");
    let closed: Vec<_> = rules.closed.iter().map(|closed| format!("{} {}", closed.day, closed.label)).collect();
    assert_eq!(
        (closed, rules.notice_days),
        (vec!["2026-03-17 Fiesta".into(), "2026-12-25 Christmas Day".to_owned()], 7)
    );
    let march = nina.call(GetDepartureMonth { month: "2026-03".into() }).await.expect("a month");
    assert_eq!(march.closed.len(), 1, "who plans for one provider sees them, too");
    let marks = nina.call(GetDeparture { person: app.id("rita.reception") }).await.expect("a page").marks;
    assert!(marks.contains(&Mark { day: day("2026-12-25"), what: Known::Closed("Christmas Day".into()) }), "{marks:?}");
    assert!(bea.call(GetDepartureRules {}).await.expect("rules").closed.is_empty());
    for (days, wanted) in [("0", 200), ("60", 200), ("61", 422), ("-1", 422), ("", 422)] {
        assert_eq!(status(&adam.call(SetDepartureNotice { days: days.into() }).await), wanted, "{days}");
    }
    assert_eq!(bea.call(OpenDay { day: "2026-12-25".into() }).await, Err(AppError::NotFound));
    adam.call(OpenDay { day: "2026-12-25".into() }).await.expect("open");
    assert_eq!(adam.call(OpenDay { day: "2026-12-25".into() }).await, Err(AppError::NotFound));
    assert_eq!(nina.call(OpenDay { day: "2026-03-17".into() }).await, forbidden(Refusal::OutsideScope));
    assert_eq!(app.count(app.house().cedar, "departures.rules_changed").await, 5);
}

on_both_engines! {
    s4_8_planned_moved_and_called_off,
    p20_guards_say_who_may,
    t49_foreign_people_are_unknown,
    t50_everybody_sees_the_departures_of_their_own_people,
    n11_the_last_who_stays_does_not_leave,
    t53_two_who_plan_each_other_leave_one,
    two_who_plan_the_same_departure_notice,
    n08_at_once_takes_the_place_of_a_plan,
    t69_neither_or_both,
    closed_days_and_notices_are_the_practices_own,
}
