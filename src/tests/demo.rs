//! The demo shows everything at once; synthetic practices come out the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use rolecall::{
    bulk::{
        api::ListBulks,
        model::{State, Verb},
    },
    demo::{self, PASSWORD, SIGN_INS, Seed},
    departures::{
        api::{GetDepartureRules, ListDepartures},
        notices,
        query::LeaverQuery,
    },
    domain::{page::PageSize, scope::Reach},
    handover::api::ListHandovers,
    home::api::GetOverview,
    invitations::{
        api::ListInvitations,
        model::{Delivery, Status},
        query::InvitationQuery,
    },
    patients::{api::ListPatients, model::Status as PatientStatus, query::PatientQuery},
    people::{api::ListPeople, badge::BadgeKind, model::Person, query::PeopleQuery, store},
    practices::store::by_tin,
    providers::{api::ListProviders, model::Kind, query::ProviderQuery},
    session::model::SignInResult,
    tiers::billing::api::GetBilling,
    twostep::totp,
};

use crate::support::{TestApp, on_both_engines, two_step::give};

async fn people_of(app: &TestApp, tin: &str) -> Vec<Person> {
    let mut conn = app.read().await;
    let practice = by_tin(&mut conn, tin).await.expect("practices can be read").expect("the practice is there");
    store::all(&mut conn, Reach::whole(practice.id)).await.expect("people can be read")
}

async fn the_demo_shows_every_status_at_once(app: &TestApp) {
    let people = people_of(app, "113437602").await;
    assert_eq!(people.len(), 120);
    let mut badges = BTreeMap::new();
    for person in &people {
        *badges.entry(person.facts().kind(app.now()).name()).or_insert(0) += 1;
    }
    assert_eq!(badges.len(), BadgeKind::ALL.len(), "{badges:?}");
    let seen =
        |what: &dyn Fn(&Person) -> String| people.iter().map(what).collect::<std::collections::HashSet<_>>().len();
    assert_eq!(seen(&|person| person.tier.name().into()), 3);
    assert_eq!(seen(&|person| person.state.registration(person.registered.is_some()).name().into()), 3);
    assert_eq!(seen(&|person| person.language.clone()), 2);
    assert!(seen(&|person| person.place.name.clone()) >= 6);
    assert!(seen(&|person| person.role.name().into()) >= 8);
    assert!(people.iter().any(|person| person.name() == "Marisol Álvarez"));
}

async fn the_demo_shows_who_leaves_and_sends_nothing_by_itself(app: &TestApp) {
    let reply = app.try_password("adam.admin", PASSWORD).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let leavers = adam.call(ListDepartures { query: LeaverQuery::default() }).await.expect("a list").rows;
    assert!(!leavers.is_empty() && leavers.iter().all(|leaver| !leaver.by.is_empty() && !leaver.reason.is_empty()));
    assert_eq!(adam.call(GetDepartureRules {}).await.expect("rules").closed.len(), 4);
    let before = app.snapshot().await;
    notices::tell(&app.state).await.expect("nothing to tell");
    assert_eq!(before.rows("mails"), app.snapshot().await.rows("mails"));
}

async fn the_demo_has_orders_for_many_people(app: &TestApp) {
    let reply = app.try_password("adam.admin", PASSWORD).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let orders = adam.call(ListBulks {}).await.expect("his orders");
    let seen: Vec<_> = orders.iter().map(|one| (one.verb, one.progress.state, one.progress.done)).collect();
    assert_eq!(seen, [(Verb::ChangeRole, State::Cancelled, 0), (Verb::Unlock, State::Done, 5)]);
}

async fn the_demo_has_a_link_of_every_kind(app: &TestApp) {
    let reply = app.try_password("adam.admin", PASSWORD).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    for status in Status::ALL {
        let query = InvitationQuery::default().with(|filters| filters.statuses = vec![*status]);
        let page = adam.call(ListInvitations { query }).await.expect("a list");
        assert!(page.total > 0, "{status:?}");
    }
    for delivery in [Delivery::Accepted, Delivery::Bounced, Delivery::ByHand] {
        let query = InvitationQuery::default().with(|filters| filters.deliveries = vec![delivery]);
        let page = adam.call(ListInvitations { query }).await.expect("a list");
        assert!(page.total > 0, "{delivery:?}");
    }
    let overview = adam.call(GetOverview {}).await.expect("an overview");
    let open = adam.call(ListProviders { query: ProviderQuery::default() }).await.expect("providers").rows;
    let seen: BTreeSet<_> = open.iter().map(|row| row.facts().status().name()).collect();
    assert_eq!(seen, BTreeSet::from(["no_address", "not_invited", "registered", "waiting"]));
    assert!(open.iter().any(|row| row.kind == Kind::Certified) && open.iter().any(|row| row.kind == Kind::Local));
    assert!(overview.invitations.iter().all(|count| *count > 0), "{:?}", overview.invitations);
}

async fn the_demo_has_patients_and_providers_of_every_kind(app: &TestApp) {
    let reply = app.try_password("adam.admin", PASSWORD).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let query = PatientQuery { size: PageSize::P100, ..PatientQuery::default() };
    let all = adam.call(ListPatients { query: query.clone() }).await.expect("a list");
    assert_eq!(all.total, 320);
    for status in PatientStatus::ALL {
        let query = query.clone().with(|filters| filters.statuses = vec![*status]);
        assert!(adam.call(ListPatients { query }).await.expect("a list").total > 0, "{status:?}");
    }
    let languages: BTreeSet<_> = all.rows.iter().map(|row| row.language.name()).collect();
    assert!(languages.len() > 3, "{languages:?}");
    let [patients, unassigned] = adam.call(GetOverview {}).await.expect("an overview").patients.expect("he may");
    assert!(patients == 320 && unassigned > 5, "{unassigned}");
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").handovers_stopped, 1);
    let plans = adam.call(ListHandovers {}).await.expect("plans");
    let mut states: Vec<_> = plans.iter().map(|plan| plan.state.name()).collect();
    states.sort_unstable();
    assert_eq!(states, ["cancelled", "scheduled", "stopped"]);
    let providers = adam.call(ListProviders { query: ProviderQuery::default() }).await.expect("providers");
    let of = |inactive: bool| providers.rows.iter().any(|row| row.profile.inactive == inactive);
    assert!(of(true) && of(false));
    assert!(providers.rows.iter().any(|row| !row.profile.registry.ended.is_empty()));
}

async fn another_seed_makes_other_patients(app: &TestApp) {
    let mut found = Vec::new();
    for seed in [5, 6] {
        let wish = Seed { people: 50, patients: 500, seed, tin: None };
        demo::seed(&app.state.db, &app.state.passwords, &wish, app.now()).await.expect("an empty or a demo one");
        let mut conn = app.read().await;
        let practice = by_tin(&mut conn, &format!("90000000{seed}")).await.expect("reads").expect("the practice");
        let mut patients = rolecall::patients::store::all(&mut conn, Reach::whole(practice.id)).await.expect("reads");
        patients.sort_by(|one, other| one.identifier.cmp(&other.identifier));
        assert_eq!(patients.len(), 500);
        found.push(patients.iter().map(|patient| patient.name()).collect::<Vec<_>>());
    }
    assert_ne!(found[0], found[1]);
}

async fn everybody_in_the_demo_can_sign_in(app: &TestApp) {
    for (username, _) in SIGN_INS {
        let reply = app.try_password(username, PASSWORD).await;
        assert!(reply.session_cookie().is_some(), "{username}: {}", reply.line());
    }
}

async fn the_demo_has_one_person_with_a_second_step(app: &TestApp) {
    let waiting = async || {
        let reply = app.try_password(demo::TWO_STEP_USER, PASSWORD).await;
        assert_eq!(reply.json::<SignInResult>(), SignInResult::NeedsSecondStep("/sign-in/step".into()));
        app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"))
    };
    let code = totp::code(demo::TWO_STEP_SECRET, totp::step_of(app.now())).expect("a code");
    assert_eq!(waiting().await.ask(&give(&code)).await.status, 200);
    assert_eq!(waiting().await.ask(&give(demo::RECOVERY_CODE)).await.status, 200);
    let adam = app.try_password("adam.admin", PASSWORD).await;
    assert_eq!(adam.json::<SignInResult>(), SignInResult::Done("/".into()), "a password is enough to look around");
}

async fn the_demo_goes_into_an_empty_database_only(app: &TestApp) {
    let before = app.snapshot().await;
    let again = demo::fill(&app.state).await.expect_err("the second time");
    assert!(again.to_string().contains("in use"), "{again}");
    crate::support::snapshot::assert_same(&before, &app.snapshot().await, "a refused demo");
}

async fn seed(app: &TestApp, people: u64, seed: u64) -> Result<String, String> {
    let wish = Seed { people, patients: 0, seed, tin: None };
    demo::seed(&app.state.db, &app.state.passwords, &wish, app.now()).await.map_err(|fault| fault.to_string())
}

async fn another_seed_makes_other_people(app: &TestApp) {
    assert_eq!(seed(app, 300, 42).await.as_deref(), Ok("seed.owner"));
    assert_eq!(seed(app, 300, 43).await.as_deref(), Ok("seed.owner.43"));
    let (people, others) = (people_of(app, "900000042").await, people_of(app, "900000043").await);
    assert_eq!((people.len(), others.len()), (300, 300));
    let names = |people: &[Person]| people.iter().map(Person::name).collect::<Vec<_>>();
    assert_ne!(names(&people), names(&others));
    assert!(seed(app, 10, 42).await.expect_err("the practice is there").contains("already"));
}

async fn many_people_keep_their_indexes(app: &TestApp) {
    seed(app, 20_000, 7).await.expect("an empty installation can be seeded");
    let owner = app.anonymous();
    let reply = app.try_password("seed.owner", PASSWORD).await;
    let owner = owner.with_cookie(&reply.session_cookie().expect("a cookie"));
    let query = PeopleQuery { search: "alvarez".into(), size: PageSize::P100, ..PeopleQuery::default() };
    let found = owner.call(ListPeople { query }).await.expect("a list");
    assert!(found.total > 20 && found.rows.iter().all(|row| format!("{row:?}").contains("lvarez")), "{found:?}");
    let indexes = match app.engine {
        crate::support::Engine::Sqlite => {
            "select count(*) from sqlite_schema where tbl_name = 'people' and type <> 'table'"
        }
        crate::support::Engine::Postgres => "select count(*) from pg_indexes where tablename = 'people'",
    };
    let indexes: i64 = rolecall::on!(&mut app.read().await, |c| {
        sqlx::query_scalar(indexes).fetch_one(&mut *c).await.expect("the schema can be read")
    });
    assert!(indexes >= 17, "{indexes}");
}

async fn synthetic_people_stay_out_of_real_installations(app: &TestApp) {
    let refused = seed(app, 10, 1).await.expect_err("real people are here");
    assert!(refused.contains("real use"), "{refused}");
}

mod filled {
    super::on_both_engines!(synthetic_people_stay_out_of_real_installations);
    use super::synthetic_people_stay_out_of_real_installations;
}

async fn the_demo_has_plans_and_somebody_who_pays(app: &TestApp) {
    let reply = app.try_password("maya.manager", PASSWORD).await;
    let maya = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let billing = maya.call(GetBilling {}).await.expect("a page");
    assert_eq!((billing.refusal, billing.glance.overdue, billing.glance.free), (None, 1, 1));
    assert!(billing.glance.seats > 20 && billing.glance.next.is_some() && billing.offices.len() > 1);
    assert!(billing.spent.iter().filter(|month| month.amount.minor() > 0).count() >= 7, "{:?}", billing.spent);
}

on_both_engines!(on the demo:
    the_demo_has_plans_and_somebody_who_pays,
    the_demo_shows_every_status_at_once,
    the_demo_shows_who_leaves_and_sends_nothing_by_itself,
    the_demo_has_orders_for_many_people,
    the_demo_has_a_link_of_every_kind,
    the_demo_has_patients_and_providers_of_every_kind,
    everybody_in_the_demo_can_sign_in,
    the_demo_has_one_person_with_a_second_step,
    the_demo_goes_into_an_empty_database_only,
);

mod empty {
    super::on_both_engines!(on an empty installation:
        another_seed_makes_other_patients,
        another_seed_makes_other_people,
        many_people_keep_their_indexes,
    );
    use super::{another_seed_makes_other_patients, another_seed_makes_other_people, many_people_keep_their_indexes};
}
