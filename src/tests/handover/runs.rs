//! Carrying plans out: at their instant, once, whole or not at all.

use chrono::{Duration, NaiveDate};
use rolecall::{
    demo::{self, Seed},
    departures::api::{CancelDeparture, GetDeparture, PlanDeparture},
    domain::{ids::ProviderId, language::Language, refusal::Refusal},
    handover::{
        api::RetryHandover,
        carry_out,
        model::{Plan, Rule, State, To, When, Why},
        problems::Problem,
        store::queue,
    },
    home::api::GetOverview,
    patients::{
        api::{GetPatient, ListPatientPlaces, ListPatients},
        model::Selection,
        query::PatientQuery,
    },
    people::model::AccountState,
    server::{failpoint, write::Bookkeeping},
};

use super::{day, is_active, kinds, look, order, preview, set_state, with};
use crate::support::{
    TestApp,
    app::{at_once, status},
    on_both_engines,
};

async fn n01_what_is_scheduled_happens_at_its_instant_and_once(app: &TestApp) {
    let (ken, rosa, patient) = (app.house().ken, app.house().rosa, app.house().kens_patient);
    let adam = app.signed_in("adam.admin").await;
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(3))).await.expect("scheduled");
    let at = look(&adam, ken).await.stored.expect("a plan").at.expect("an instant").to_utc();
    app.advance(at - app.now() - Duration::milliseconds(1));
    carry_out::run_due(&app.state).await.expect("nothing is due");
    let adam = app.signed_in("adam.admin").await;
    assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, ken).await), ("Ken Ito", true));
    app.advance(Duration::milliseconds(1));
    let done = at_once(4, |_| {
        let process = app.process(|_, _| ());
        async move { carry_out::run_due(&process.state).await.is_ok() }
    })
    .await;
    assert_eq!(done, [true; 4]);
    assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, ken).await), ("Rosa Álvarez", false));
    for kind in ["handover.done", "provider.patients_reassigned", "provider.edited"] {
        assert_eq!(app.count(app.house().cedar, kind).await, 1, "{kind}");
    }
    let event = app.events(app.house().cedar).await.into_iter().find(|event| event.kind == "handover.done");
    assert_eq!(event.expect("an event").actor_name, "Adam Admin", "in the name of whoever scheduled it");
}

async fn n01_a_process_that_dies_at_any_step_leaves_all_or_nothing(app: &TestApp) {
    let (ken, rosa, patient) = (app.house().ken, app.house().rosa, app.house().kens_patient);
    let names = |id| if id == ken { "Ken Ito" } else { "Rosa Álvarez" };
    let steps = ["handover-claimed", "handover-moved", "handover-kept", "before-commit"];
    for (number, step) in steps.into_iter().enumerate() {
        let adam = app.signed_in("adam.admin").await;
        let (from, to) = if number.is_multiple_of(2) { (ken, rosa) } else { (rosa, ken) };
        let tomorrow = look(&adam, from).await.today.succ_opt().expect("a day");
        order(&adam, from, &Plan::all_to(to), When::EndOf(tomorrow)).await.expect("scheduled");
        let at = look(&adam, from).await.stored.expect("a plan").at.expect("an instant").to_utc();
        app.advance(at - app.now());
        failpoint::arm(step, app.house().cedar);
        assert!(carry_out::run_due(&app.state).await.is_err(), "{step}: it dies");
        let adam = app.signed_in("adam.admin").await;
        assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, from).await), (names(from), true), "{step}");
        let other = app.process(|_, _| ());
        carry_out::run_due(&other.state).await.expect("nothing to do");
        assert!(is_active(&adam, from).await, "{step}: the lease is another's");
        app.advance(Duration::seconds(31));
        carry_out::run_due(&other.state).await.expect("taken over");
        assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, from).await), (names(to), false), "{step}");
        assert_eq!(app.count(app.house().cedar, "handover.done").await, number + 1, "{step}");
        set_state(&adam, from, "active").await;
    }
}

async fn n01_a_target_that_fails_meanwhile_stops_the_plan(app: &TestApp) {
    let (ken, rosa, patient) = (app.house().ken, app.house().rosa, app.house().kens_patient);
    let adam = app.signed_in("adam.admin").await;
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(3))).await.expect("scheduled");
    set_state(&adam, rosa, "inactive").await;
    app.advance(Duration::days(2));
    carry_out::run_due(&app.state).await.expect("it stops, and that is no fault");
    let adam = app.signed_in("adam.admin").await;
    let blocked = Why::Problems(vec![Problem::Inactive { name: "Rosa Álvarez".into() }]);
    let stopped = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!((stopped.state, stopped.why), (State::Stopped, Some(blocked.clone())));
    assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, ken).await), ("Ken Ito", true));
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").handovers_stopped, 1);
    carry_out::run_due(&app.state).await.expect("nothing is due");
    assert_eq!(app.count(app.house().cedar, "handover.stopped").await, 1, "it stopped once");
    let retry = |version| RetryHandover { provider: ken, version };
    assert_eq!(adam.call(retry(stopped.version)).await, Ok(State::Stopped), "nothing was put right");
    let again = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!(again.why, Some(blocked));
    set_state(&adam, rosa, "active").await;
    assert_eq!(status(&adam.call(retry(stopped.version)).await), 409);
    assert_eq!(adam.call(retry(again.version)).await, Ok(State::Done));
    assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, ken).await), ("Rosa Álvarez", false));
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").handovers_stopped, 0);
    assert_eq!(status(&adam.call(retry(again.version + 1)).await), 404, "it is over");
}

async fn n08_who_comes_back_ends_what_was_planned(app: &TestApp) {
    let (ken, rosa, patient) = (app.house().ken, app.house().rosa, app.house().kens_patient);
    let adam = app.signed_in("adam.admin").await;
    set_state(&adam, ken, "inactive").await;
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(3))).await.expect("scheduled");
    set_state(&adam, ken, "active").await;
    let over = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!((over.state, over.why), (State::Cancelled, Some(Why::Rehired)));
    assert_eq!(kinds(app).await, ["handover.scheduled", "handover.cancelled"]);
    app.advance(Duration::days(3));
    carry_out::run_due(&app.state).await.expect("nothing is due");
    let adam = app.signed_in("adam.admin").await;
    assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, ken).await), ("Ken Ito", true));
}

async fn t54_a_plan_uses_no_right_that_is_gone_at_its_instant(app: &TestApp) {
    let (ken, rosa, patient) = (app.house().ken, app.house().rosa, app.house().kens_patient);
    let adam = app.signed_in("adam.admin").await;
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(3))).await.expect("scheduled");
    app.alter("adam.admin", |adam| adam.state = AccountState::Deactivated).await;
    app.advance(Duration::days(2));
    carry_out::run_due(&app.state).await.expect("it stops, and that is no fault");
    let amy = app.signed_in("amy.admin").await;
    let stopped = look(&amy, ken).await.stored.expect("a plan");
    assert_eq!((stopped.state, stopped.why), (State::Stopped, Some(Why::Refused(Refusal::OrdererGone))));
    assert_eq!(with(&amy, patient).await, "Ken Ito");
    assert_eq!(amy.call(RetryHandover { provider: ken, version: stopped.version }).await, Ok(State::Done));
    assert_eq!(with(&amy, patient).await, "Rosa Álvarez");
}

async fn a_restored_plan_waits_for_somebody(app: &TestApp) {
    let (ken, rosa) = (app.house().ken, app.house().rosa);
    let adam = app.signed_in("adam.admin").await;
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(4))).await.expect("scheduled");
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    assert_eq!(queue::stop_restored(&mut tx).await.expect("stops"), 1);
    tx.keep().await.expect("commits");
    let stopped = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!((stopped.state, stopped.why), (State::Stopped, Some(Why::Restored)));
    // Before its instant it waits on, once somebody says that it is right.
    assert_eq!(adam.call(RetryHandover { provider: ken, version: stopped.version }).await, Ok(State::Scheduled));
    app.advance(Duration::days(3));
    carry_out::run_due(&app.state).await.expect("due");
    let adam = app.signed_in("adam.admin").await;
    assert!(!is_active(&adam, ken).await);
}

/// Kim works for Ken: what is planned for Ken's patients at the instant at which Kim leaves keeps to it.
async fn n01_a_plan_follows_the_departure_it_was_made_for(app: &TestApp) {
    let (ken, rosa, kim) = (app.house().ken, app.house().rosa, app.id("kim.keeper"));
    let adam = app.signed_in("adam.admin").await;
    let leave = |day: NaiveDate, seen: &str| PlanDeparture {
        person: kim,
        day: day.to_string(),
        reason: "Moves away".into(),
        seen: seen.into(),
    };
    adam.call(leave(day(10), "")).await.expect("planned");
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(9))).await.expect("scheduled");
    adam.call(leave(day(12), "2026-03-10")).await.expect("moved");
    let plan = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!(plan.at.map(|at| at.date_naive()), Some(day(9)), "another instant, another matter");
    assert_eq!(adam.call(GetDeparture { person: kim }).await.expect("a page").handover, None);
    order(&adam, ken, &Plan::all_to(rosa), When::EndOf(day(12))).await.expect("scheduled anew");
    assert_eq!(adam.call(GetDeparture { person: kim }).await.expect("a page").handover, Some(ken));
    adam.call(leave(day(20), "2026-03-12")).await.expect("moved again");
    let plan = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!((plan.state, plan.at.map(|at| at.date_naive())), (State::Scheduled, Some(day(20))));
    adam.call(CancelDeparture { person: kim, reason: "Stays".into() }).await.expect("called off");
    let plan = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!((plan.state, plan.why), (State::Cancelled, Some(Why::Rehired)));
    assert_eq!(
        kinds(app).await,
        ["handover.scheduled", "handover.scheduled", "handover.scheduled", "handover.cancelled"]
    );
}

/// Spanish speakers to whoever has the fewest patients, everybody else to one provider: thousands in one go.
async fn p13_thousands_are_handed_over_by_rules(app: &TestApp) {
    let wish = Seed { people: 20, patients: 10_000, seed: 11, tin: None };
    let owner = demo::seed(&app.state.db, &app.state.passwords, &wish, app.now()).await.expect("seeds");
    let reply = app.try_password(&owner, demo::PASSWORD).await;
    let owner = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let providers = owner.call(ListPatientPlaces {}).await.expect("places").providers;
    let (from, rest) = (providers[0].0, providers[1].0);
    let before = look(&owner, from).await;
    assert!(before.patients >= 2_000, "{}", before.patients);
    let who = Selection { languages: vec![Language::Spanish], ..Selection::default() };
    let one = owner.call(ListPatients { query: of(from) }).await.expect("a list").rows[0].clone();
    let plan = Plan {
        picks: vec![(one.id, To::Nobody)],
        rules: vec![Rule { who, to: To::Fewest }],
        rest: To::One(rest),
        leaves: true,
    };
    let shown = preview(&owner, from, &plan, When::Now).await;
    assert_eq!(shown.patients(), before.patients, "everybody goes somewhere");
    assert_eq!(order(&owner, from, &plan, When::Now).await, Ok(State::Done));
    let after = look(&owner, from).await;
    assert_eq!((after.patients, after.provider.active), (0, false));
    for line in &shown.moves {
        let now = after.targets.iter().find(|target| Some(target.id) == line.to).map_or(0, |target| target.patients);
        assert_eq!(now, if line.to.is_some() { line.before + line.active } else { 0 }, "{}", line.name);
    }
    let found = owner.call(GetPatient { id: one.id }).await.expect("a patient").patient;
    assert_eq!(found.provider, None, "chosen alone");
}

fn of(provider: ProviderId) -> PatientQuery {
    PatientQuery::default().with(|filters| filters.providers = vec![Some(provider)])
}

mod many {
    use super::p13_thousands_are_handed_over_by_rules;
    crate::support::on_both_engines!(on an empty installation: p13_thousands_are_handed_over_by_rules);
}

on_both_engines! {
    n01_what_is_scheduled_happens_at_its_instant_and_once,
    n01_a_process_that_dies_at_any_step_leaves_all_or_nothing,
    n01_a_target_that_fails_meanwhile_stops_the_plan,
    n08_who_comes_back_ends_what_was_planned,
    t54_a_plan_uses_no_right_that_is_gone_at_its_instant,
    a_restored_plan_waits_for_somebody,
    n01_a_plan_follows_the_departure_it_was_made_for,
}
