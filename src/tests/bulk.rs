//! One thing for many people: looked at, held, carried out once, with the rights of that moment (P-18, N-09).

use chrono::Duration;
use rolecall::{
    account::api::LockPerson,
    bulk::{
        api::{BulkProgress, CancelBulk, ConfirmBulk, GetBulk, ListBulks, PrepareBulk},
        carry_out,
        model::{BulkView, Outcome, Preview, State, Verb, Who},
        store,
    },
    domain::{
        ids::{BulkId, GrantId, PersonId},
        refusal::Refusal,
        role::Role,
    },
    error::AppError,
    people::{
        self,
        model::{AccountState, Lock, LockReason},
        query::PeopleQuery,
    },
    server::{failpoint, jobs, write::Bookkeeping},
    setup::service::blank,
};
use tokio_util::sync::CancellationToken;

use crate::support::{
    Caller, TestApp,
    app::{at_once, edit, status},
    caller::FORM,
    on_both_engines,
};

fn picked(app: &TestApp, names: &[&str]) -> Who {
    Who::Picked(names.iter().map(|name| app.id(name)).collect())
}

async fn look(caller: &Caller, id: BulkId, choice: &str) -> BulkView {
    caller.call(GetBulk { id, choice: choice.into() }).await.expect("an order of one's own")
}

async fn preview(caller: &Caller, id: BulkId, choice: &str) -> Preview {
    look(caller, id, choice).await.preview.expect("a choice was made")
}

/// Looks at it and orders it.
async fn ordered(caller: &Caller, verb: Verb, who: Who, choice: &str) -> BulkId {
    let id = caller.call(PrepareBulk { verb, who }).await.expect("a draft");
    let seen = preview(caller, id, choice).await.seen;
    caller.call(ConfirmBulk { id, choice: choice.into(), seen }).await.expect("ordered");
    id
}

/// Lets a process carry out what is due.
async fn work(app: &TestApp) {
    carry_out::due(&app.state, &CancellationToken::new()).await.expect("carried out");
}

fn names(view: &BulkView, outcome: &Outcome) -> Vec<String> {
    let group = view.groups.iter().find(|group| group.outcome == *outcome);
    group.map(|group| group.people.iter().map(|(_, name)| name.clone()).collect()).unwrap_or_default()
}

/// So many people who are locked out, more than one transaction takes.
async fn crowd(app: &TestApp, count: u128) -> Vec<PersonId> {
    let place = app.person("paul.portal").await.place;
    let now = app.now();
    let person = |number: u128| {
        let id = PersonId::new(app.state.random.id(now));
        people::model::Person {
            first_name: format!("Nr {number}"),
            last_name: "Crowd".into(),
            email: format!("crowd{number}@house.example"),
            state: AccountState::Active,
            registered: Some(now),
            lock: Some(Lock { since: now, reason: LockReason::TooManyFailures, ends: None }),
            ..blank(id, place.clone(), now)
        }
    };
    let all: Vec<_> = (0..count).map(person).collect();
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    let cedar = app.house().cedar;
    people::store::insert_many(&mut tx, cedar, &all, now).await.expect("adds");
    let grant = |person: &people::model::Person| {
        let id = GrantId::new(app.state.random.id(now));
        people::service::main_grant(cedar, id, (None, "Rolecall".into()), now, person)
    };
    let grants: Vec<_> = all.iter().map(grant).collect();
    people::store::grants::add_many(&mut tx, cedar, &grants).await.expect("adds");
    tx.keep().await.expect("commits");
    all.into_iter().map(|person| person.id).collect()
}

fn everybody() -> Who {
    Who::Matching(PeopleQuery { search: "crowd".into(), ..PeopleQuery::default() })
}

async fn p18_what_would_happen_is_what_happens(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let all =
        ["paul.portal", "rita.reception", "clara.clerk", "olivia.owner", "adam.admin", "ada.archived", "bob.basic"];
    let verb = Verb::ChangeRole;
    let id = adam.call(PrepareBulk { verb, who: picked(app, &all) }).await.expect("a draft");
    assert_eq!(look(&adam, id, "").await.preview, None, "no role is chosen yet");
    let seen = preview(&adam, id, "clerical_user").await;
    assert_eq!((seen.seen.found, seen.seen.will, seen.mails), (6, 2, 0), "Bob is nobody here");
    let refused: Vec<_> = seen.groups.iter().skip(1).map(|group| group.outcome.clone()).collect();
    for refusal in
        [Refusal::AlreadySo, Refusal::PersonAboveOwn(Role::PracticeOwner), Refusal::OwnAccess, Refusal::Archived]
    {
        assert!(refused.contains(&Outcome::Refused(refusal.clone())), "{refusal:?}: {refused:?}");
    }
    adam.call(ConfirmBulk { id, choice: "clerical_user".into(), seen: seen.seen.clone() }).await.expect("ordered");
    let twice = adam.call(ConfirmBulk { id, choice: "clerical_user".into(), seen: seen.seen }).await;
    assert_eq!(status(&twice), 410);
    app.advance(Duration::milliseconds(29_999));
    work(app).await;
    assert_eq!(app.person("paul.portal").await.role, Role::PortalUser, "N-09: held for 30 seconds");
    app.advance(Duration::milliseconds(1));
    work(app).await;
    for name in ["paul.portal", "rita.reception"] {
        assert_eq!(app.person(name).await.role, Role::ClericalUser, "{name}");
    }
    let view = look(&adam, id, "").await;
    assert_eq!((view.progress.state, view.progress.done, view.progress.left_out), (State::Done, 2, 4));
    assert_eq!(names(&view, &Outcome::Done), ["Paul Portal", "Rita Reception"]);
    let cedar = app.house().cedar;
    for (kind, count) in [("bulk.ordered", 1), ("person.edited", 2), ("bulk.done", 1)] {
        assert_eq!(app.count(cedar, kind).await, count, "{kind}");
    }
    let edited = app.events(cedar).await.into_iter().find(|event| event.kind == "person.edited").expect("an event");
    assert_eq!(edited.actor_name, "Adam Admin", "in the name of whoever ordered it");
}

async fn n09_called_off_in_time_nothing_happens_and_no_mail_goes(app: &TestApp) {
    let (adam, email) = (app.signed_in("adam.admin").await, "ingrid.invited@house.example");
    let who = || picked(app, &["ingrid.invited", "edgar.expired", "paul.portal"]);
    let id = adam.call(PrepareBulk { verb: Verb::InviteAgain, who: who() }).await.expect("a draft");
    let seen = preview(&adam, id, "").await;
    assert_eq!((seen.seen.found, seen.seen.will, seen.mails), (3, 2, 2));
    adam.call(ConfirmBulk { id, choice: String::new(), seen: seen.seen }).await.expect("ordered");
    app.advance(Duration::seconds(20));
    let progress = adam.call(BulkProgress { id }).await.expect("progress");
    assert_eq!((progress.state, progress.seconds_left, progress.of), (State::Waiting, 10, 3));
    adam.call(CancelBulk { id }).await.expect("called off");
    assert_eq!(status(&adam.call(CancelBulk { id }).await), 410);
    app.advance(Duration::seconds(60));
    work(app).await;
    assert_eq!(app.mailed(email).await.len(), 0, "no mail was ever queued");
    let view = look(&adam, id, "").await;
    assert_eq!((view.progress.state, view.progress.done), (State::Cancelled, 0));
    assert_eq!(names(&view, &Outcome::Cancelled).len(), 2);
    assert_eq!(app.count(app.house().cedar, "bulk.cancelled").await, 1);
    ordered(&adam, Verb::InviteAgain, who(), "").await;
    work(app).await;
    assert_eq!(app.mailed(email).await.len(), 0, "mails wait with the order");
    app.advance(Duration::seconds(30));
    work(app).await;
    assert_eq!(app.mailed(email).await.len(), 1);
    let again = adam.call(PrepareBulk { verb: Verb::InviteAgain, who: who() }).await.expect("a draft");
    let seen = preview(&adam, again, "").await;
    assert_eq!(seen.seen.will, 0, "C-08: not within five minutes");
    let none = adam.call(ConfirmBulk { id: again, choice: String::new(), seen: seen.seen }).await;
    assert_eq!(status(&none), 422, "nobody is no order");
}

async fn p31_after_an_attack_many_are_unlocked_at_once(app: &TestApp) {
    let ids = crowd(app, 120).await;
    let maya = app.signed_in("maya.manager").await;
    let id = ordered(&maya, Verb::Unlock, everybody(), "").await;
    work(app).await;
    let view = look(&maya, id, "").await;
    assert_eq!((view.progress.state, view.progress.done, view.progress.left_out), (State::Done, 120, 0));
    assert_eq!(app.count(app.house().cedar, "person.unlocked").await, ids.len());
    let orders = maya.call(ListBulks {}).await.expect("her orders");
    assert_eq!((orders.len(), orders[0].id, orders[0].progress), (1, id, view.progress));
    assert!(app.signed_in("adam.admin").await.call(ListBulks {}).await.expect("his orders").is_empty());
}

async fn n09_a_process_that_dies_half_way_loses_nothing_and_nobody_has_two_turns(app: &TestApp) {
    crowd(app, 120).await;
    let adam = app.signed_in("adam.admin").await;
    let id = ordered(&adam, Verb::Unlock, everybody(), "").await;
    let stop = CancellationToken::new();
    failpoint::arm("before-commit", app.house().cedar);
    assert!(carry_out::due(&app.state, &stop).await.is_err(), "it dies before it commits its first part");
    let progress = adam.call(BulkProgress { id }).await.expect("progress");
    assert_eq!((progress.state, progress.done), (State::Running, 0));
    let other = app.process(|_, _| ());
    work(&other).await;
    assert_eq!(adam.call(BulkProgress { id }).await.expect("progress").done, 0, "the lease is another's");
    app.advance(Duration::seconds(30));
    work(&other).await;
    let progress = adam.call(BulkProgress { id }).await.expect("progress");
    assert_eq!((progress.state, progress.done, progress.of), (State::Done, 120, 120));
    assert_eq!(app.count(app.house().cedar, "person.unlocked").await, 120);
}

async fn n09_of_several_processes_each_person_meets_one(app: &TestApp) {
    crowd(app, 120).await;
    let adam = app.signed_in("adam.admin").await;
    let id = ordered(&adam, Verb::Unlock, everybody(), "").await;
    let done = at_once(4, |_| {
        let process = app.process(|_, _| ());
        async move { carry_out::due(&process.state, &CancellationToken::new()).await.is_ok() }
    })
    .await;
    assert_eq!(done, [true; 4]);
    assert_eq!(adam.call(BulkProgress { id }).await.expect("progress").done, 120);
    assert_eq!(app.count(app.house().cedar, "person.unlocked").await, 120, "one event for each person");
    assert_eq!(app.count(app.house().cedar, "bulk.done").await, 1);
}

async fn t54_an_order_uses_no_right_that_is_gone_when_it_begins(app: &TestApp) {
    let (olivia, adam, amy) =
        (app.signed_in("olivia.owner").await, app.signed_in("adam.admin").await, app.signed_in("amy.admin").await);
    let who = || picked(app, &["paul.portal", "kim.keeper"]);
    let demoted = ordered(&adam, Verb::ChangeRole, who(), "delegate").await;
    let locked = ordered(&amy, Verb::ChangeRole, who(), "auditor").await;
    edit(&olivia, app.id("adam.admin"), |form| form.role = "user_manager".into()).await.expect("demoted");
    let why = "phone lost".to_owned();
    olivia.call(LockPerson { person: app.id("amy.admin"), reason: why }).await.expect("locked");
    app.advance(Duration::seconds(30));
    work(app).await;
    assert_eq!(app.person("paul.portal").await.role, Role::PortalUser);
    let view = look(&adam, demoted, "").await;
    let lost = Outcome::Refused(Refusal::NotPermitted(Verb::ChangeRole.permission()));
    assert_eq!((view.progress.state, names(&view, &lost).len()), (State::Done, 2));
    let mut conn = app.read().await;
    let outcomes = store::outcomes(&mut conn, app.house().cedar, locked).await.expect("outcomes");
    assert!(outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Refused(Refusal::OrdererGone)), "{outcomes:?}");
}

async fn p18_who_changes_between_the_look_and_the_order_is_noticed(app: &TestApp) {
    crowd(app, 3).await;
    let adam = app.signed_in("adam.admin").await;
    let id = adam.call(PrepareBulk { verb: Verb::Unlock, who: everybody() }).await.expect("a draft");
    let seen = preview(&adam, id, "").await.seen;
    app.alter("paul.portal", |paul| paul.last_name = "Crowd".into()).await;
    let confirm = |seen| ConfirmBulk { id, choice: String::new(), seen };
    let answer = adam.call(confirm(seen)).await;
    let Err(AppError::Conflict(conflict)) = answer else { panic!("{answer:?}") };
    assert_eq!(conflict.fields, [("people".to_owned(), "4".to_owned())]);
    let seen = preview(&adam, id, "").await.seen;
    assert_eq!((seen.found, seen.will), (4, 3), "Paul is not locked");
    app.alter("paul.portal", |paul| {
        paul.lock = Some(Lock { since: paul.created, reason: LockReason::ByAdministrator, ends: None });
    })
    .await;
    assert_eq!(status(&adam.call(confirm(seen)).await), 409, "the same people, another verdict");
    let seen = preview(&adam, id, "").await.seen;
    adam.call(confirm(seen)).await.expect("what was seen last");
}

async fn t50_an_order_reaches_as_far_as_the_right_of_its_verb(app: &TestApp) {
    let nina = app.signed_in("nina.npi").await;
    let who = Who::Matching(PeopleQuery::default());
    let id = nina.call(PrepareBulk { verb: Verb::ChangeRole, who }).await.expect("a draft");
    let seen = preview(&nina, id, "clerical_user").await;
    let all: Vec<_> = seen.groups.iter().flat_map(|group| &group.people).map(|(_, name)| name.as_str()).collect();
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all.contains(&"Nina Npi") && all.contains(&"Rita Reception"));
    let places = look(
        &nina,
        nina.call(PrepareBulk { verb: Verb::Move, who: picked(app, &["rita.reception"]) }).await.expect("a draft"),
        "",
    )
    .await
    .places;
    assert_eq!((places.offices.len(), places.providers.len()), (0, 1));
    let dora = app.signed_in("dora.delegate").await;
    let unlock = dora.ask(&PrepareBulk { verb: Verb::Unlock, who: picked(app, &["luis.locked"]) }).await;
    assert_eq!(unlock.line(), r#"403 {"forbidden":{"not_permitted":"unlock_people"}}"#);
    let invite = PrepareBulk { verb: Verb::InviteAgain, who: picked(app, &["ingrid.invited"]) };
    let id = dora.call(invite).await.expect("a delegate sends links again");
    assert_eq!(preview(&dora, id, "").await.seen.will, 1, "as a delegate invites");
    for stranger in ["adam.admin", "bea.boss"] {
        let stranger = app.signed_in(stranger).await;
        assert_eq!(stranger.ask(&GetBulk { id, choice: String::new() }).await.status, 404);
        assert_eq!(stranger.ask(&CancelBulk { id }).await.status, 404);
    }
    let many = Who::Picked(vec![app.id("paul.portal"); 1001]);
    assert_eq!(status(&dora.call(PrepareBulk { verb: Verb::InviteAgain, who: many }).await), 422);
    assert_eq!(status(&dora.call(PrepareBulk { verb: Verb::InviteAgain, who: Who::Picked(Vec::new()) }).await), 422);
}

async fn t33_rights_are_given_to_many_after_a_fresh_proof_only(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    app.advance(Duration::minutes(10));
    let choice = "delegate".to_owned();
    let id =
        adam.call(PrepareBulk { verb: Verb::ChangeRole, who: picked(app, &["paul.portal"]) }).await.expect("a draft");
    let seen = preview(&adam, id, &choice).await.seen;
    assert_eq!(adam.call(ConfirmBulk { id, choice, seen }).await, Err(AppError::ProofNeeded));
    ordered(&adam, Verb::Unlock, picked(app, &["luis.locked"]), "").await;
}

async fn t53_an_order_leaves_an_administrator(app: &TestApp) {
    let oscar = app.signed_in("oscar.operator").await;
    app.sql(
        "update sessions set practice_id = (select id from practices where tin = '987654321') \
         where person_id = (select id from people where username = 'oscar.operator')",
    )
    .await
    .expect("Oscar works for Lakeside");
    let id = oscar
        .call(PrepareBulk { verb: Verb::ChangeRole, who: picked(app, &["bea.boss", "ben.boss"]) })
        .await
        .expect("a draft");
    let seen = preview(&oscar, id, "portal_user").await;
    assert_eq!((seen.seen.found, seen.seen.will), (2, 1));
    assert_eq!(seen.groups[1].outcome, Outcome::Refused(Refusal::LastAdministrator));
    oscar.call(ConfirmBulk { id, choice: "portal_user".into(), seen: seen.seen }).await.expect("ordered");
    // Meanwhile the other one leaves.
    app.alter("ben.boss", |ben| ben.state = AccountState::Deactivated).await;
    app.advance(Duration::seconds(30));
    work(app).await;
    assert_eq!(app.person("bea.boss").await.role, Role::PracticeOwner);
    assert_eq!(names(&look(&oscar, id, "").await, &Outcome::Refused(Refusal::LastAdministrator)).len(), 2);
}

async fn p18_what_became_of_each_leaves_as_a_file(app: &TestApp) {
    app.alter("luis.locked", |luis| luis.first_name = "=Luis".into()).await;
    let maya = app.signed_in("maya.manager").await;
    let id = ordered(&maya, Verb::Unlock, picked(app, &["luis.locked", "paul.portal"]), "").await;
    work(app).await;
    let path = format!("/people/bulk/{id}/export");
    let file = maya.post(&path, FORM, "format=csv").await;
    let text = file.text();
    assert_eq!(file.status, 200, "{text}");
    assert!(text.contains("\"'=Luis Locked\",\"done\",\"\""), "T64: {text}");
    assert!(text.contains("\"Paul Portal\",\"refused\",\"This account is not locked"), "{text}");
    assert_eq!(app.count(app.house().cedar, "bulk.exported").await, 1);
    assert_eq!(maya.post(&path, FORM, "format=xlsx").await.status, 200);
    assert_eq!(app.signed_in("adam.admin").await.post(&path, FORM, "format=csv").await.status, 404);
    assert_eq!(app.signed_in("paul.portal").await.post(&path, FORM, "format=csv").await.status, 403);
    app.advance(Duration::minutes(11));
    assert_eq!(maya.post(&path, FORM, "format=csv").await.status, 403, "T33");
}

async fn orders_are_called_off_by_a_restore_and_forgotten_in_time(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = ordered(&adam, Verb::Move, picked(app, &["paul.portal"]), &app.house().north.to_string()).await;
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    assert_eq!(store::call_all_off(&mut tx, app.now()).await.expect("called off"), 1);
    tx.keep().await.expect("commits");
    app.advance(Duration::seconds(30));
    work(app).await;
    assert_eq!(app.person("paul.portal").await.place.name, "Main Street");
    assert_eq!(look(&adam, id, "").await.progress.state, State::Cancelled);
    let moved = ordered(&adam, Verb::Move, picked(app, &["paul.portal"]), &app.house().north.to_string()).await;
    app.advance(Duration::seconds(30));
    work(app).await;
    assert_eq!(app.person("paul.portal").await.place.name, "North Clinic");
    adam.call(PrepareBulk { verb: Verb::Unlock, who: picked(app, &["luis.locked"]) }).await.expect("a draft");
    jobs::sweep(&app.state).await.expect("swept");
    assert_eq!(app.snapshot().await.rows("bulks").len(), 3);
    app.advance(Duration::days(2));
    jobs::sweep(&app.state).await.expect("swept");
    assert_eq!(app.snapshot().await.rows("bulks").len(), 2, "a draft waits for a day");
    app.advance(Duration::days(90));
    jobs::sweep(&app.state).await.expect("swept");
    let after = app.snapshot().await;
    assert_eq!((after.rows("bulks").len(), after.rows("bulk_people").len()), (0, 0));
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(adam.ask(&GetBulk { id: moved, choice: String::new() }).await.status, 404);
}

on_both_engines! {
    p18_what_would_happen_is_what_happens,
    n09_called_off_in_time_nothing_happens_and_no_mail_goes,
    p31_after_an_attack_many_are_unlocked_at_once,
    n09_a_process_that_dies_half_way_loses_nothing_and_nobody_has_two_turns,
    n09_of_several_processes_each_person_meets_one,
    t54_an_order_uses_no_right_that_is_gone_when_it_begins,
    p18_who_changes_between_the_look_and_the_order_is_noticed,
    t50_an_order_reaches_as_far_as_the_right_of_its_verb,
    t33_rights_are_given_to_many_after_a_fresh_proof_only,
    t53_an_order_leaves_an_administrator,
    p18_what_became_of_each_leaves_as_a_file,
    orders_are_called_off_by_a_restore_and_forgotten_in_time,
}
