//! What lies outside of somebody's practice or provider does not exist for them (T49, T50, T71).

use std::collections::BTreeSet;

use rolecall::{
    domain::{ids::PersonId, list::Cursor, permission::Permission, role::Role},
    history::api::ListHistory,
    home::api::GetOverview,
    invitations::model::Orphans,
    people::{
        api::{EditPerson, GetPerson, ListPeople, ListPlaces, PersonHistory, UnlockPerson},
        badge::BadgeKind,
        form::PersonForm,
        query::{Column, PeopleQuery},
    },
};

use crate::support::{
    Caller, Reply, TestApp,
    app::edit,
    caller::JSON,
    functions::{self, Function, Needs},
    on_both_engines,
    snapshot::{Snapshot, assert_same},
};

fn nobody() -> PersonId {
    "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id")
}

/// Every verb about one person.
async fn every_verb(caller: &Caller, id: PersonId, form: &PersonForm) -> Vec<Reply> {
    let (base, form) = (form.clone(), PersonForm { title: "Mine".into(), ..form.clone() });
    vec![
        caller.ask(&GetPerson { id }).await,
        caller.ask(&EditPerson { id, version: 1, base, form, orphans: Orphans::Revoke }).await,
        caller.ask(&UnlockPerson { id }).await,
        caller.ask(&PersonHistory { id, before: 0 }).await,
    ]
}

async fn t49_a_foreign_id_answers_like_an_unknown_one(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let paul = olivia.call(GetPerson { id: app.id("paul.portal") }).await.expect("Paul").person;
    let form = PersonForm::of(&paul);
    for (stranger, foreign) in [("bea.boss", "luis.locked"), ("olivia.owner", "bob.basic"), ("nina.npi", "paul.portal")]
    {
        let caller = app.signed_in(stranger).await;
        let before = app.snapshot().await;
        let unknown = every_verb(&caller, nobody(), &form).await;
        let answers = every_verb(&caller, app.id(foreign), &form).await;
        for (unknown, foreign) in unknown.iter().zip(&answers) {
            assert_eq!(unknown.line(), r#"404 "not_found""#);
            assert_eq!(unknown.outside(), foreign.outside(), "{stranger}");
        }
        assert_same(&before, &app.snapshot().await, stranger);
    }
}

async fn t49_what_a_request_says_about_its_practice_is_not_believed(app: &TestApp) {
    let cedar = app.house().cedar;
    let bea = app.signed_in("bea.boss").await;
    let own: BTreeSet<_> = everybody(&bea).await;
    let functions = functions::all(app).await;
    // Some of it is allowed at home: another address of one's own, another rule for one's own practice.
    let (before, home) = (app.snapshot().await, app.house().lakeside.uuid());
    // What is about one's own second step has one's own password for an argument, and leaves its mark.
    let own_step = |function: &&Function| match function.needs {
        Needs::Permission(Permission::ManageTwoStep | Permission::ViewPeople) => false,
        _ => function.path.contains("/twostep/"),
    };
    let functions = functions.iter().filter(|function| function.content_type == JSON && !own_step(function));
    for function in functions {
        let mut body: serde_json::Value = serde_json::from_str(&function.body).expect("JSON");
        assert!(body.is_object(), "{} takes no object", function.path);
        for (field, value) in
            [("practice", cedar.to_string()), ("tin", "123456789".into()), ("account", "olivia.owner".into())]
        {
            body[field] = value.clone().into();
            body["query"][field] = value.into();
        }
        let path = format!("{}?practice={cedar}&tin=123456789&npi=1234567893", function.path);
        let caller = bea.clone().with("x-practice", &cedar.to_string()).with("x-tin", "123456789");
        let reply = caller.post(&path, JSON, body.to_string()).await;
        // The check of callers is off at Lakeside too, nothing is paid for there, and some rights no practice has.
        let beyond = matches!(function.needs, Needs::Permission(needed) if !needed.held_by(Role::PracticeOwner));
        let unused = ["caller/save", "billing/mail_own", "/payments/"].iter().any(|part| function.path.contains(part));
        let off = (beyond || unused) && reply.status == 403;
        // 409: nobody has seen the page that the settings are sent from.
        let plain = [200, 400, 404, 409, 422].contains(&reply.status.as_u16());
        assert!(plain || off, "{}: {}", function.path, reply.line());
        assert!(!reply.text().contains("paul.portal"), "{}", function.path);
    }
    let after = app.snapshot().await;
    let named = |snapshot: &Snapshot| snapshot.clone().naming(cedar.uuid());
    assert_same(&named(&before), &named(&after), "asking for another practice");
    assert_same(&before.without(home), &after.without(home), "asking for another practice");
    assert_eq!(everybody(&bea).await, own);
}

async fn everybody(caller: &Caller) -> BTreeSet<String> {
    let query = PeopleQuery::default().with(|filters| filters.statuses = BadgeKind::ALL.to_vec());
    let page = caller.call(ListPeople { query }).await.expect("a list");
    assert_eq!(usize::try_from(page.total), Ok(page.rows.len()));
    page.rows.into_iter().map(|row| row.name()).collect()
}

async fn t50_a_providers_administrator_sees_that_provider_only(app: &TestApp) {
    let nina = app.signed_in("nina.npi").await;
    let own = BTreeSet::from(["Nina Npi".to_owned(), "Rita Reception".to_owned()]);
    assert_eq!(everybody(&nina).await, own);
    let all = PeopleQuery::default().with(|filters| filters.statuses = BadgeKind::ALL.to_vec());
    // No order, search, filter or page start lets hidden people shine through.
    for sort in Column::ALL.iter().copied() {
        for cursor in [
            None,
            Some(Cursor::Last),
            Some(Cursor::After(app.id("paul.portal"))),
            Some(Cursor::Before(app.id("kim.keeper"))),
        ] {
            let page =
                nina.call(ListPeople { query: PeopleQuery { sort, cursor, ..all.clone() } }).await.expect("a list");
            let names: BTreeSet<_> = page.rows.iter().map(|row| row.name()).collect();
            assert_eq!((page.total, names), (2, own.clone()), "{sort:?} {cursor:?}");
            assert!(!page.has_previous && !page.has_next, "{sort:?} {cursor:?}");
        }
    }
    let house = app.house();
    for query in [
        PeopleQuery { search: "paul".into(), ..all.clone() },
        PeopleQuery { search: "kim.keeper@house".into(), ..all.clone() },
        all.clone().with(|filters| filters.roles = vec![Role::PracticeOwner]),
        all.clone().with(|filters| filters.places = vec![house.ken.to_string()]),
        all.clone().with(|filters| filters.places = vec![house.main_street.to_string()]),
        all.clone().with(|filters| filters.statuses = vec![BadgeKind::Locked]),
        all.clone().with(|filters| filters.locked = Some(true)),
    ] {
        let page = nina.call(ListPeople { query: query.clone() }).await.expect("a list");
        assert_eq!((page.total, page.rows.len()), (0, 0), "{query:?}");
    }
    let places = nina.call(ListPlaces {}).await.expect("places");
    assert!(places.offices.is_empty());
    assert_eq!(places.providers.iter().map(|provider| provider.id).collect::<Vec<_>>(), [house.rosa]);
    let overview = nina.call(GetOverview {}).await.expect("an overview");
    assert_eq!(overview.counts.iter().map(|count| count.count).sum::<i64>(), 2);
    assert!(overview.recent.is_empty());
}

async fn t50_and_changes_that_provider_only(app: &TestApp) {
    let nina = app.signed_in("nina.npi").await;
    let rita = app.id("rita.reception");
    edit(&nina, rita, |form| form.title = "Reception".into()).await.expect("her own");
    for elsewhere in [app.house().main_street.to_string(), app.house().ken.to_string()] {
        let moved = edit(&nina, rita, |form| form.place = elsewhere).await;
        assert_eq!(
            format!("{moved:?}"),
            r#"Err(Invalid(FieldErrors([FieldError { field: "place", code: Unknown }])))"#
        );
    }
    let promoted = edit(&nina, rita, |form| form.role = "practice_administrator".into()).await.expect("her own role");
    assert!(promoted.grants.iter().all(|grant| grant.at_provider), "{:?}", promoted.grants);
    let owner = edit(&nina, rita, |form| form.role = "practice_owner".into()).await;
    assert_eq!(format!("{owner:?}"), "Err(Forbidden(RoleAboveOwn(PracticeOwner)))");
}

async fn t71_the_history_stays_in_the_practice(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    edit(&adam, app.id("paul.portal"), |form| form.title = "Front desk".into()).await.expect("an edit");
    let log = app.signed_in("arthur.auditor").await.call(ListHistory { before: 0 }).await.expect("the log");
    assert!(log.iter().any(|entry| entry.actor == "Adam Admin"));
    for stranger in ["bea.boss", "oscar.operator"] {
        let log = app.signed_in(stranger).await.call(ListHistory { before: 0 }).await.expect("their own log");
        assert!(log.iter().all(|entry| entry.actor != "Adam Admin"), "{stranger}");
    }
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(nina.ask(&ListHistory { before: 0 }).await.line(), r#"403 {"forbidden":"outside_scope"}"#);
    assert_eq!(nina.ask(&PersonHistory { id: app.id("paul.portal"), before: 0 }).await.line(), r#"404 "not_found""#);
    assert!(nina.call(PersonHistory { id: app.id("rita.reception"), before: 0 }).await.is_ok());
}

on_both_engines! {
    t49_a_foreign_id_answers_like_an_unknown_one,
    t49_what_a_request_says_about_its_practice_is_not_believed,
    t50_a_providers_administrator_sees_that_provider_only,
    t50_and_changes_that_provider_only,
    t71_the_history_stays_in_the_practice,
}
