//! Making plans: what would happen, who may, what else has to be seen to.

use chrono::Duration;
use rolecall::{
    domain::{code::Code, ids::ProviderId},
    error::AppError,
    handover::{
        api::{
            AddPoint, CancelHandover, DraftHandover, GetHandover, GetHandoverLists, ListHandovers, PreviewHandover,
            SavePoint, ScheduleHandover, SetHandoverList,
        },
        carry_out,
        model::{Plan, Rule, State, To, When, Why},
        points::PointForm,
        problems::Problem,
    },
    home::api::GetOverview,
    patients::model::Selection,
};

use super::{day, is_active, kinds, look, order, preview, with};
use crate::support::{TestApp, app::status, on_both_engines};

async fn c25_a_plan_is_kept_changed_scheduled_and_called_off(app: &TestApp) {
    let (ken, rosa) = (app.house().ken, app.house().rosa);
    let (adam, amy) = (app.signed_in("adam.admin").await, app.signed_in("amy.admin").await);
    let opened = look(&adam, ken).await;
    assert_eq!((opened.stored, opened.patients, opened.targets.len()), (None, 1, 1));
    assert_eq!(opened.preview.problems, [Problem::Unassigned { count: 1 }]);
    let plan = Plan::all_to(rosa);
    adam.call(DraftHandover { provider: ken, version: 0, plan: plan.clone() }).await.expect("kept");
    let kept = look(&amy, ken).await.stored.expect("a draft");
    assert_eq!((kept.state, &kept.plan, kept.at, kept.by.as_str()), (State::Draft, &plan, None, "Adam Admin"));
    // Amy changes it; what Adam still sees is no plan any more.
    let other = Plan { leaves: false, ..plan.clone() };
    amy.call(DraftHandover { provider: ken, version: kept.version, plan: other }).await.expect("changed");
    let stale = DraftHandover { provider: ken, version: kept.version, plan: plan.clone() };
    match adam.call(stale).await {
        Err(AppError::Conflict(conflict)) => assert_eq!(conflict.by, "Amy Admin"),
        answer => panic!("{answer:?}"),
    }
    assert_eq!(status(&adam.call(DraftHandover { provider: ken, version: 0, plan: plan.clone() }).await), 409);
    assert_eq!(order(&adam, ken, &plan, When::EndOf(day(3))).await, Ok(State::Scheduled));
    let line = adam.call(ListHandovers {}).await.expect("a list").remove(0);
    assert_eq!((line.name.as_str(), line.state, line.patients), ("Ken Ito", State::Scheduled, 1));
    let at = line.at.expect("an instant");
    assert_eq!(at.to_string(), "2026-03-03 23:59:59.999 -06:00", "the end of the day in the practice");
    let version = look(&adam, ken).await.stored.expect("a plan").version;
    assert_eq!(status(&amy.call(CancelHandover { provider: ken, version: version - 1 }).await), 409);
    amy.call(CancelHandover { provider: ken, version }).await.expect("called off");
    let over = look(&adam, ken).await.stored.expect("it stays readable");
    assert_eq!((over.state, over.why), (State::Cancelled, Some(Why::CalledOff)));
    assert_eq!(status(&amy.call(CancelHandover { provider: ken, version: version + 1 }).await), 404);
    app.advance(Duration::days(3));
    carry_out::run_due(&app.state).await.expect("nothing is due");
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(with(&adam, app.house().kens_patient).await, "Ken Ito");
    assert_eq!(kinds(app).await, ["handover.saved", "handover.saved", "handover.scheduled", "handover.cancelled"]);
}

async fn s4_10_all_go_to_one_provider_at_once(app: &TestApp) {
    let (ken, rosa, patient) = (app.house().ken, app.house().rosa, app.house().kens_patient);
    let adam = app.signed_in("adam.admin").await;
    let plan = Plan::all_to(rosa);
    let shown = preview(&adam, ken, &plan, When::Now).await;
    let line = &shown.moves[0];
    assert_eq!((line.name.as_str(), line.patients, line.before, shown.moves.len()), ("Rosa Álvarez", 1, 1, 1));
    // Somebody comes in between the look and the order (P-18).
    let seen = vec![(Some(rosa), 7)];
    let other = ScheduleHandover { provider: ken, version: 0, plan: plan.clone(), when: When::Now, seen };
    match adam.call(other).await {
        Err(AppError::Conflict(found)) => assert_eq!(found.fields, [("seen".to_owned(), "1".to_owned())]),
        answer => panic!("{answer:?}"),
    }
    assert_eq!(look(&adam, ken).await.stored, None, "nothing was kept");
    assert_eq!(order(&adam, ken, &plan, When::Now).await, Ok(State::Done));
    assert_eq!((with(&adam, patient).await.as_str(), is_active(&adam, ken).await), ("Rosa Álvarez", false));
    let done = look(&adam, ken).await.stored.expect("what was done");
    assert_eq!((done.state, done.outcome.len(), done.outcome[0].patients), (State::Done, 1, 1));
    let events: Vec<_> = app.events(app.house().cedar).await.into_iter().take(3).map(|event| event.kind).collect();
    assert_eq!(events, ["provider.edited", "provider.patients_reassigned", "handover.done"]);
    // Nobody waits here: there is nothing to take up.
    carry_out::run_due(&app.state).await.expect("nothing is due");
    assert_eq!(app.count(app.house().cedar, "handover.done").await, 1);
}

async fn c26_who_goes_to_nobody_waits_on_the_dashboard(app: &TestApp) {
    let (ken, patient) = (app.house().ken, app.house().kens_patient);
    let adam = app.signed_in("adam.admin").await;
    let waiting = async || adam.call(GetOverview {}).await.expect("an overview").patients.expect("he may")[1];
    assert_eq!(waiting().await, 0);
    let plan = Plan { leaves: true, ..Plan::default() };
    assert_eq!(preview(&adam, ken, &plan, When::Now).await.problems, [Problem::Unassigned { count: 1 }]);
    assert_eq!(order(&adam, ken, &plan, When::Now).await, Ok(State::Done));
    assert_eq!((with(&adam, patient).await.as_str(), waiting().await), ("", 1));
}

async fn n01_whoever_leaves_too_takes_nobody(app: &TestApp) {
    let (ken, rosa) = (app.house().ken, app.house().rosa);
    let adam = app.signed_in("adam.admin").await;
    order(&adam, rosa, &Plan { leaves: true, ..Plan::default() }, When::EndOf(day(10))).await.expect("scheduled");
    let to_rosa = Plan::all_to(rosa);
    let name = || "Rosa Álvarez".to_owned();
    let shown = preview(&adam, ken, &to_rosa, When::EndOf(day(9))).await;
    assert_eq!(shown.problems, [Problem::LeavesLater { name: name(), day: day(10) }]);
    for when in [When::EndOf(day(10)), When::EndOf(day(11))] {
        assert_eq!(
            preview(&adam, ken, &to_rosa, when).await.problems,
            [Problem::Leaves { name: name(), day: day(10) }]
        );
        let answer = order(&adam, ken, &to_rosa, when).await;
        let Err(AppError::Invalid(errors)) = answer else { panic!("{answer:?}") };
        assert_eq!(errors.of("plan"), Some(Code::Unknown));
    }
    // Nobody is left of whom "whoever has the fewest" could mean anyone.
    let fewest = Plan { rest: To::Fewest, ..Plan::default() };
    let shown = preview(&adam, ken, &fewest, When::EndOf(day(9))).await;
    assert_eq!((shown.problems, shown.moves[0].to), (vec![Problem::Unassigned { count: 1 }], None));
    let self_and_unknown = Plan {
        rules: vec![Rule { who: Selection::default(), to: To::One(ken) }],
        rest: To::One(ProviderId::new(uuid::Uuid::from_u128(9))),
        ..Plan::default()
    };
    let shown = preview(&adam, ken, &self_and_unknown, When::Now).await;
    assert_eq!(shown.problems, [Problem::Same, Problem::Unknown]);
}

async fn t50_a_plan_is_for_those_who_reach_the_practice(app: &TestApp) {
    let (ken, rosa) = (app.house().ken, app.house().rosa);
    let plan = Plan::all_to(ken);
    for (name, expected) in [("nina.npi", 403), ("bea.boss", 404), ("paul.portal", 403)] {
        let caller = app.signed_in(name).await;
        let draft = DraftHandover { provider: rosa, version: 0, plan: plan.clone() };
        assert_eq!(caller.ask(&draft).await.status, expected, "{name}");
        assert_eq!(caller.ask(&GetHandover { provider: rosa }).await.status, expected, "{name}");
    }
    for name in ["dora.delegate", "arthur.auditor"] {
        let caller = app.signed_in(name).await;
        assert!(!look(&caller, rosa).await.may_plan, "{name}");
        let draft = DraftHandover { provider: rosa, version: 0, plan: plan.clone() };
        assert_eq!(caller.ask(&draft).await.status, 403, "{name}");
        let preview = PreviewHandover { provider: rosa, plan: plan.clone(), when: When::Now };
        assert_eq!(caller.ask(&preview).await.status, 403, "{name}");
    }
    // A provider of another practice is nobody here.
    let adam = app.signed_in("adam.admin").await;
    let nobody = ProviderId::new(uuid::Uuid::from_u128(7));
    assert_eq!(adam.ask(&GetHandover { provider: nobody }).await.status, 404);
    assert_eq!(adam.ask(&DraftHandover { provider: nobody, version: 0, plan }).await.status, 404);
    for when in [When::EndOf(day(2)), When::EndOf(day(1))] {
        let preview = PreviewHandover { provider: ken, plan: Plan::default(), when };
        assert_eq!(adam.ask(&preview).await.status, 422, "tomorrow is the first day");
    }
}

async fn n06_a_departure_is_over_when_every_point_is_closed(app: &TestApp) {
    let (ken, rosa) = (app.house().ken, app.house().rosa);
    let (adam, amy) = (app.signed_in("adam.admin").await, app.signed_in("amy.admin").await);
    let lists = adam.call(GetHandoverLists {}).await.expect("lists").0;
    for (role, before) in lists {
        assert!(before.len() >= 3, "everybody starts with a list");
        let points = "Return the keys\nTell the office".to_owned();
        assert_eq!(adam.call(SetHandoverList { role, points }).await.expect("decided").len(), 2);
    }
    order(&adam, ken, &Plan::all_to(rosa), When::Now).await.expect("done");
    let done = look(&adam, ken).await.stored.expect("a plan");
    assert_eq!((done.state, done.points.len(), done.is_finished()), (State::Done, 2, false));
    let added = adam.call(AddPoint { provider: ken, task: "Forward the mail".into() }).await.expect("added");
    assert_eq!(added.len(), 3);
    let close = |number: i64, version: i64, evidence: &str| {
        let task = added[number as usize - 1].form.task.clone();
        let (owner, due) = ("Ella Elm".to_owned(), "2026-03-09".to_owned());
        let form = PointForm { task, owner, due, evidence: evidence.into(), closed: true };
        SavePoint { provider: ken, number, version, form }
    };
    assert_eq!(status(&adam.call(close(1, 1, " ")).await), 422, "nothing to show for it");
    adam.call(close(1, 1, "receipt 12")).await.expect("closed");
    assert_eq!(status(&amy.call(close(1, 1, "receipt 13")).await), 409);
    assert_eq!(look(&adam, ken).await.stored.expect("a plan").open_points(), 2);
    for number in [2, 3] {
        amy.call(close(number, 1, "seen")).await.expect("closed");
    }
    let over = look(&adam, ken).await.stored.expect("a plan");
    assert!(over.is_finished());
    let (_, by) = over.points[0].closed.clone().expect("closed");
    assert_eq!((by.as_str(), over.points[0].form.evidence.as_str()), ("Adam Admin", "receipt 12"));
    assert_eq!(adam.call(ListHandovers {}).await.expect("a list")[0].open_points, 0);
    assert_eq!(app.count(app.house().cedar, "handover.point_changed").await, 4);
}

on_both_engines! {
    c25_a_plan_is_kept_changed_scheduled_and_called_off,
    s4_10_all_go_to_one_provider_at_once,
    c26_who_goes_to_nobody_waits_on_the_dashboard,
    n01_whoever_leaves_too_takes_nobody,
    t50_a_plan_is_for_those_who_reach_the_practice,
    n06_a_departure_is_over_when_every_point_is_closed,
}
