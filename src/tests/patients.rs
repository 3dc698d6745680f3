//! Patients: who sees them, where they are found, and how they go from one provider to another (P-13, T48–T50, T68, T69).

use rolecall::{
    demo::{self, Seed},
    domain::{
        ids::{BatchId, PatientId, ProviderId},
        language::Language,
        list::Cursor,
        page::{Page, PageSize},
        refusal::Refusal,
        scope::Reach,
    },
    error::AppError,
    history::{model::EventKind, store::Cause},
    patients::{
        api::{AssignPatient, GetPanel, GetPatient, ListPatientPlaces, ListPatients, PatientHistory},
        model::{Panel, Selection, Status},
        query::{Column, PatientQuery, When},
        store::{
            self,
            moves::{Act, Side, reassign},
            panel::count_by,
        },
        views::PatientRow,
    },
    practices::store::by_tin,
    server::{failpoint, write::Writing},
};

use crate::support::{Caller, TestApp, on_both_engines, snapshot::assert_same};

async fn list(caller: &Caller, query: PatientQuery) -> Page<PatientRow> {
    caller.call(ListPatients { query }).await.expect("a list")
}

fn names(page: &Page<PatientRow>) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

async fn t50_who_sees_which_patients(app: &TestApp) {
    let house = app.house();
    for name in ["olivia.owner", "adam.admin", "dora.delegate", "arthur.auditor"] {
        let caller = app.signed_in(name).await;
        assert_eq!(names(&list(&caller, PatientQuery::default()).await), ["Kettle, Kai", "Reyes, Rui"], "{name}");
    }
    // Whoever administers one provider sees that provider's patients, and no others by any way round.
    let nina = app.signed_in("nina.npi").await;
    for sort in Column::ALL.iter().copied() {
        for cursor in [None, Some(Cursor::Last), Some(Cursor::After(house.kens_patient))] {
            let page = list(&nina, PatientQuery { sort, cursor, ..PatientQuery::default() }).await;
            assert_eq!((page.total, names(&page)), (1, vec!["Reyes, Rui"]));
        }
    }
    assert_eq!(list(&nina, PatientQuery { search: "kettle".into(), ..PatientQuery::default() }).await.total, 0);
    let of_ken = PatientQuery::default().with(|filters| filters.providers = vec![Some(house.ken), None]);
    assert_eq!(list(&nina, of_ken).await.total, 0);
    assert!(nina.call(ListPatientPlaces {}).await.expect("places").offices.is_empty());
    let nobody = PatientId::new(uuid::Uuid::from_u128(7));
    for (name, id) in [("nina.npi", house.kens_patient), ("bea.boss", house.kens_patient), ("olivia.owner", nobody)] {
        let caller = app.signed_in(name).await;
        for reply in [
            caller.ask(&GetPatient { id }).await,
            caller.ask(&PatientHistory { id, before: 0 }).await,
            caller.ask(&AssignPatient { id, version: 1, provider: house.rosa }).await,
        ] {
            assert_eq!(reply.line(), r#"404 "not_found""#, "{name}");
        }
    }
    let own = nina.call(GetPatient { id: house.rosas_patient }).await.expect("her provider's patient");
    assert_eq!(own.patient.name, "Reyes, Rui");
    assert_eq!(nina.ask(&GetPanel { provider: house.ken }).await.line(), r#"404 "not_found""#);
    assert_eq!(nina.call(GetPanel { provider: house.rosa }).await.expect("her panel").panel.total, 1);
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(list(&bea, PatientQuery::default()).await.total, 0);
    for name in ["maya.manager", "paul.portal", "clara.clerk", "sam.coordinator", "pia.patient"] {
        let caller = app.signed_in(name).await;
        assert_eq!(caller.ask(&GetPatient { id: house.kens_patient }).await.status, 403, "{name}");
        assert!(!caller.get("/patients").await.text().contains("Kettle"), "{name}");
    }
}

async fn t68_one_patient_goes_to_another_provider(app: &TestApp) {
    let house = app.house();
    let adam = app.signed_in("adam.admin").await;
    let id = house.kens_patient;
    let opened = adam.call(GetPatient { id }).await.expect("a patient");
    let targets = opened.targets.clone().expect("he may");
    assert_eq!(targets.iter().map(|target| target.patients).collect::<Vec<_>>(), [1, 1]);
    let before = app.snapshot().await;
    failpoint::arm("before-commit", house.cedar);
    let assign = AssignPatient { id, version: opened.version, provider: house.rosa };
    assert_eq!(adam.ask(&assign).await.status, 500);
    assert_same(&before, &app.snapshot().await, "a patient who was not moved (T69)");
    let moved = adam.call(assign.clone()).await.expect("moves");
    assert_eq!(moved.patient.provider, Some((house.rosa, "Rosa Álvarez".into())));
    let event = app.events(house.cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.subject_name.as_str()), ("patient.assigned", "Kai Kettle"));
    assert_eq!(event.changes, r#"[{"field":"provider","old":"Ken Ito","new":"Rosa Álvarez"}]"#);
    let told = adam.call(PatientHistory { id, before: 0 }).await.expect("a history");
    assert_eq!((told.len(), told[0].kind, told[0].actor.as_str()), (1, EventKind::PatientAssigned, "Adam Admin"));
    assert_eq!((told[0].changes[0].old.as_str(), told[0].changes[0].new.as_str()), ("Ken Ito", "Rosa Álvarez"));
    // The page that was opened before does not move the patient back.
    match adam.call(assign).await {
        Err(AppError::Conflict(conflict)) => {
            assert_eq!((conflict.by.as_str(), conflict.fields[0].1.as_str()), ("Adam Admin", "Rosa Álvarez"));
        }
        other => panic!("{other:?}"),
    }
    // Who has left takes nobody over.
    app.sql("update providers set state = 1 where name = 'Ken Ito'").await.expect("updates");
    let back = AssignPatient { id, version: moved.version, provider: house.ken };
    let refused = Refusal::ProviderInactive { name: "Ken Ito".into() };
    assert_eq!(adam.call(back).await, Err(refused.into()));
    let foreign = AssignPatient { id, version: moved.version, provider: ProviderId::new(uuid::Uuid::from_u128(9)) };
    assert_eq!(adam.call(foreign).await, Err(AppError::NotFound));
    for name in ["dora.delegate", "arthur.auditor"] {
        let caller = app.signed_in(name).await;
        let page = caller.call(GetPatient { id }).await.expect("may look");
        assert_eq!(page.targets, None, "{name} may not move anybody");
    }
}

/// A practice of so many synthetic patients, and its owner's browser.
async fn seeded(app: &TestApp, patients: u64) -> (Caller, Reach) {
    let wish = Seed { people: 20, patients, seed: 11, tin: None };
    let owner = demo::seed(&app.state.db, &app.state.passwords, &wish, app.now()).await.expect("seeds");
    let reply = app.try_password(&owner, demo::PASSWORD).await;
    let practice = by_tin(&mut app.read().await, "900000011").await.expect("reads").expect("the practice").id;
    (app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie")), Reach::whole(practice))
}

async fn every_order_shows_every_patient_once(app: &TestApp) {
    let (owner, _) = seeded(app, 130).await;
    for sort in Column::ALL.iter().copied() {
        for descending in [false, true] {
            let all = PatientQuery { sort, descending, ..PatientQuery::default() };
            let (mut walked, mut cursor) = (Vec::new(), None);
            loop {
                let part = list(&owner, PatientQuery { cursor, ..all.clone() }).await;
                assert_eq!((part.total, part.has_previous), (130, !walked.is_empty()));
                walked.extend(part.rows.iter().map(|row| row.id));
                if !part.has_next {
                    break;
                }
                cursor = part.rows.last().map(|row| Cursor::After(row.id));
            }
            let mut once = walked.clone();
            once.sort();
            once.dedup();
            assert_eq!((walked.len(), once.len()), (130, 130), "{sort:?} {descending}");
            let last = list(&owner, PatientQuery { cursor: Some(Cursor::Last), ..all.clone() }).await;
            assert_eq!(last.rows.iter().map(|row| row.id).collect::<Vec<_>>(), walked[125..], "{sort:?} {descending}");
        }
    }
}

async fn search_filters_and_counts_agree(app: &TestApp) {
    let (owner, reach) = seeded(app, 200).await;
    let everybody = list(&owner, PatientQuery { size: PageSize::P100, ..PatientQuery::default() }).await;
    let total = async |narrow: &dyn Fn(&mut rolecall::patients::query::PatientFilters)| {
        list(&owner, PatientQuery::default().with(narrow)).await.total
    };
    let groups = count_by(&mut app.read().await, reach, None, app.now()).await.expect("counts");
    let panel = Panel::of(&groups);
    assert_eq!((everybody.total, panel.total), (200, 200));
    for (status, count) in &panel.statuses {
        assert_eq!(total(&|filters| filters.statuses = vec![*status]).await, *count);
    }
    for (language, count) in &panel.languages {
        assert_eq!(total(&|filters| filters.languages = vec![*language]).await, *count);
    }
    for (office, count) in &panel.offices {
        assert_eq!(total(&|filters| filters.offices = vec![*office]).await, *count);
    }
    assert_eq!(total(&|filters| filters.when = vec![When::Soon]).await, panel.soon);
    let none = total(&|filters| filters.when = vec![When::None]).await;
    assert_eq!(total(&|filters| filters.when = vec![When::Soon, When::None]).await, none + panel.soon);
    let waiting = |filters: &mut rolecall::patients::query::PatientFilters| {
        (filters.providers, filters.statuses) = (vec![None], vec![Status::Active, Status::Inactive]);
    };
    assert_eq!(total(&waiting).await, panel.unassigned);
    let row = &everybody.rows[0];
    for search in [row.identifier.clone(), row.identifier.replace('-', ""), row.name.to_uppercase().replace(',', "")] {
        let found = list(&owner, PatientQuery { search: search.clone(), ..PatientQuery::default() }).await;
        assert!(found.rows.iter().any(|one| one.id == row.id), "{search}: {:?}", names(&found));
    }
    for search in ["%", "_", "\\", "' or 1=1 --"] {
        assert_eq!(list(&owner, PatientQuery { search: search.into(), ..PatientQuery::default() }).await.total, 0);
    }
    let first = groups.iter().find_map(|group| group.provider).expect("a provider");
    let of_first = store::of_provider(&mut app.read().await, reach, first).await.expect("reads");
    assert_eq!(owner.call(GetPanel { provider: first }).await.expect("a panel").panel.total, of_first.len() as i64);
}

async fn p13_two_thousand_patients_move_at_once(app: &TestApp) {
    let (owner, reach) = seeded(app, 10_000).await;
    let mut conn = app.read().await;
    let (_, providers) = store::names(&mut conn, reach.practice).await.expect("reads");
    let side = |at: usize| Side { id: Some(ProviderId::new(providers[at].0)), name: providers[at].1.clone() };
    let (from, to) = (side(0), side(1));
    let from_id = from.id.expect("a provider");
    let panel = async || owner.call(GetPanel { provider: from_id }).await.expect("a panel").panel;
    let before = panel().await;
    assert!(before.total >= 2_000, "{before:?}");
    let spanish = Selection { languages: vec![Language::Spanish], ..Selection::default() };
    let meant = before.languages.iter().find(|(one, _)| *one == Language::Spanish).expect("some").1;
    drop(conn);
    let act = |number: u128| Act {
        batch: BatchId::new(uuid::Uuid::from_u128(number)),
        at: app.now(),
        by: "Sidney Owner".into(),
    };
    let moving = async |(from, to): (&Side, &Side), selection: &Selection, act: &Act| {
        let mut tx = Writing::open(&app.state.db, reach.practice).await.expect("a transaction");
        let (moved, event) = reassign(&mut tx, reach, (from, to), selection, act).await.expect("moves");
        let events = event.into_iter().collect::<Vec<_>>();
        assert_eq!(events.len(), usize::from(moved > 0), "one event for the pair");
        if !events.is_empty() {
            tx.finish(&Cause::default(), app.now(), &app.state.random, events).await.expect("commits");
        }
        moved
    };
    assert_eq!(moving((&from, &to), &spanish, &act(1)).await, meant);
    assert_eq!(panel().await.total, before.total - meant);
    let rest = moving((&from, &to), &Selection::default(), &act(2)).await;
    assert_eq!((rest, panel().await.total), (before.total - meant, 0));
    // Each of them has a line, and the event says how many there are.
    let sql = "select patient_id from patient_moves where batch_id = $1";
    let batch = act(2).batch.uuid();
    let lines: Vec<uuid::Uuid> = rolecall::on!(&mut app.read().await, |c| {
        sqlx::query_scalar(sql).bind(batch).fetch_all(&mut *c).await.expect("reads")
    });
    assert_eq!(lines.len() as i64, rest);
    let event = app.events(reach.practice).await.remove(0);
    assert_eq!(event.kind, EventKind::PatientsReassigned.name());
    assert!(event.changes.contains(&format!("\"new\":\"{rest}\"")), "{}", event.changes);
    let id = PatientId::new(lines[0]);
    let told = owner.call(PatientHistory { id, before: 0 }).await.expect("a history");
    assert_eq!(told.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2, 1], "imported, then moved");
    // Nobody is left to move: nothing happens, and nothing is said.
    assert_eq!(moving((&from, &to), &Selection::default(), &act(3)).await, 0);
    // Those without a provider, one by one, and from another practice's reach not at all.
    let none = Side::default();
    let unassigned = PatientQuery::default().with(|filters| filters.providers = vec![None]);
    let page = list(&owner, unassigned).await;
    let one = Selection { patients: vec![page.rows[0].id], ..Selection::default() };
    assert_eq!(moving((&none, &from), &one, &act(4)).await, 1);
    assert_eq!(
        owner.call(GetPatient { id: page.rows[0].id }).await.expect("a patient").patient.provider.map(|p| p.0),
        from.id
    );
}

mod many {
    use super::{
        every_order_shows_every_patient_once, p13_two_thousand_patients_move_at_once, search_filters_and_counts_agree,
    };
    crate::support::on_both_engines!(on an empty installation:
        every_order_shows_every_patient_once,
        search_filters_and_counts_agree,
        p13_two_thousand_patients_move_at_once,
    );
}

on_both_engines! {
    t50_who_sees_which_patients,
    t68_one_patient_goes_to_another_provider,
}
