//! The people list: order, pages, search, filters, totals; the same on both engines (S1-8…13).

use std::cmp::Ordering;

use chrono::Duration;
use rolecall::{
    domain::{
        fold::fold,
        ids::{GrantId, PersonId},
        list::Cursor,
        page::{Page, PageSize},
        role::Role,
        scope::Scope,
    },
    people::{
        self,
        api::ListPeople,
        badge::BadgeKind,
        model::{AccountState, Lock, LockReason, Person, PersonRow, Registration, Tier},
        query::{Column, PeopleQuery},
        store::grants::{self, Grant},
    },
    practices::model::Place,
    server::write::Bookkeeping,
    setup::service::blank,
};

use crate::support::{Caller, TestApp, app::edit, on_both_engines};

/// Enough for several pages of every size with many ties.
const CROWD: usize = 130;

/// People who differ in every column, some of them in none.
async fn crowd(app: &TestApp) {
    let house = app.house();
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    let firsts = ["Zoë", "zoe", "Ana", "Ángela", "Øyvind", "Luis-Ángel", "王"];
    let lasts = ["Núñez", "nunez", "O’Neil", "O'Neil", "de la Cruz", "Smith"];
    for number in 0..CROWD {
        let at = app.now() - Duration::hours(i64::try_from(number % 17).expect("small"));
        let place = if number % 3 == 0 {
            Place { office: house.north, provider: None, name: "North Clinic".into() }
        } else {
            Place { office: house.main_street, provider: None, name: "Main Street".into() }
        };
        let roles = [Role::PortalUser, Role::ClericalUser, Role::Delegate, Role::ReferringCoordinator];
        let (first, last) = (firsts[number % firsts.len()], lasts[number % lasts.len()]);
        let mut person = Person {
            first_name: first.into(),
            last_name: last.into(),
            email: format!("crowd{:03}@crowd.example", (number * 7) % CROWD),
            username: if number % 5 == 0 { String::new() } else { format!("crowd{number}") },
            role: roles[number % roles.len()],
            state: AccountState::ALL[number % AccountState::ALL.len()],
            tier: Tier::ALL[number % Tier::ALL.len()],
            registered: (number % 2 == 0).then_some(at),
            active: (number % 4 == 0).then_some(at),
            ..blank(PersonId::new(app.state.random.id(at)), place, at)
        };
        if number % 11 == 0 {
            let ends = (number % 2 == 0).then(|| app.now() + Duration::minutes(5));
            person.lock = Some(Lock { since: at, reason: LockReason::TooManyFailures, ends });
        }
        let added = people::store::insert(&mut tx, house.cedar, &person, app.now()).await;
        assert!(added.expect("inserts"), "crowd {number} shares an address");
        let grant = Grant {
            id: GrantId::new(app.state.random.id(at)),
            person: person.id,
            role: person.role,
            scope: Scope::Practice(house.cedar),
            given_by: None,
            given_by_name: "Rolecall".into(),
            given: at,
            ends: None,
        };
        grants::add(&mut tx, house.cedar, &grant).await.expect("grants");
    }
    tx.keep().await.expect("commits");
}

async fn list(caller: &Caller, query: &PeopleQuery) -> Page<PersonRow> {
    caller.call(ListPeople { query: query.clone() }).await.expect("a list")
}

/// All statuses, so that archived people are listed too.
fn everybody() -> PeopleQuery {
    PeopleQuery::default().with(|filters| filters.statuses = BadgeKind::ALL.to_vec())
}

/// What the list says it sorts by, computed from what it shows.
fn compare(column: Column, a: &PersonRow, b: &PersonRow) -> Ordering {
    let name = |first: &str, second: &str| format!("{} {}", fold(first), fold(second));
    match column {
        Column::LastName => name(&a.last_name, &a.first_name).cmp(&name(&b.last_name, &b.first_name)),
        Column::FirstName => name(&a.first_name, &a.last_name).cmp(&name(&b.first_name, &b.last_name)),
        Column::Username => a.username.cmp(&b.username),
        Column::Email => fold(&a.email).cmp(&fold(&b.email)),
        Column::Role => a.role.rank().cmp(&b.role.rank()),
        Column::Office => fold(&a.place).cmp(&fold(&b.place)),
        Column::Status => a.badge.kind.rank().cmp(&b.badge.kind.rank()),
        Column::Created => a.created.cmp(&b.created),
        Column::Activity => a.active.cmp(&b.active),
        Column::Registered => a.registration.rank().cmp(&b.registration.rank()),
        Column::Tier => a.tier.rank().cmp(&b.tier.rank()),
        Column::Locked => a.locked_since.cmp(&b.locked_since),
    }
}

async fn every_column_sorts_and_its_pages_fit_together(app: &TestApp) {
    crowd(app).await;
    let adam = app.signed_in("adam.admin").await;
    let stored = in_order_of_storing(app).await;
    for column in Column::ALL.iter().copied() {
        for descending in [false, true] {
            for size in [PageSize::P25, PageSize::P100] {
                let query = PeopleQuery { sort: column, descending, size, ..everybody() };
                let forward = forward(&adam, &query).await;
                assert_eq!(forward.len(), stored.len(), "{column:?}");
                let mut expected = forward.clone();
                expected.sort_by_key(|row| stored.iter().position(|id| *id == row.id));
                expected.sort_by(|a, b| compare(column, a, b));
                if descending {
                    expected.reverse();
                }
                assert_eq!(names(&forward), names(&expected), "{column:?} descending: {descending}");
                assert_eq!(names(&backward(&adam, &query).await), names(&forward), "{column:?} from the end");
            }
        }
    }
}

/// The ids of Cedar Valley's people in the order in which they were stored: how ties are broken.
async fn in_order_of_storing(app: &TestApp) -> Vec<PersonId> {
    let reach = rolecall::domain::scope::Reach::whole(app.house().cedar);
    let all = people::store::all(&mut app.read().await, reach).await.expect("people");
    all.into_iter().map(|person| person.id).collect()
}

fn names(rows: &[PersonRow]) -> Vec<(String, PersonId)> {
    rows.iter().map(|row| (row.name(), row.id)).collect()
}

async fn forward(caller: &Caller, query: &PeopleQuery) -> Vec<PersonRow> {
    let mut rows: Vec<PersonRow> = Vec::new();
    loop {
        let cursor = rows.last().map(|row| Cursor::After(row.id));
        let page = list(caller, &PeopleQuery { cursor, ..query.clone() }).await;
        assert_eq!(page.has_previous, !rows.is_empty());
        rows.extend(page.rows);
        if !page.has_next {
            assert_eq!(usize::try_from(page.total), Ok(rows.len()));
            return rows;
        }
    }
}

async fn backward(caller: &Caller, query: &PeopleQuery) -> Vec<PersonRow> {
    let mut pages = Vec::new();
    let mut cursor = Some(Cursor::Last);
    loop {
        let page = list(caller, &PeopleQuery { cursor, ..query.clone() }).await;
        assert_eq!(page.has_next, !pages.is_empty());
        cursor = page.rows.first().map(|row| Cursor::Before(row.id));
        let more = page.has_previous;
        pages.push(page.rows);
        if !more {
            return pages.into_iter().rev().flatten().collect();
        }
    }
}

async fn search_finds_what_contains_it_whatever_its_accents(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    for (search, expected) in [
        ("alvarez", vec!["José Álvarez"]),
        ("ÁLVAREZ", vec!["José Álvarez"]),
        ("lvare", vec!["José Álvarez"]),
        ("jose alv", vec!["José Álvarez"]),
        ("alvarez, j", vec!["José Álvarez"]),
        ("jo", vec!["José Álvarez"]),
        ("paul.portal@house", vec!["Paul Portal"]),
        ("adm", vec!["Adam Admin", "Amy Admin"]),
        ("olivia", vec!["Olivia Owner"]),
        ("cedar.example", vec!["Olivia Owner"]),
        ("lakeside", vec![]),
        ("boss", vec![]),
        ("%", vec![]),
        ("_", vec![]),
        ("\"", vec![]),
        ("' or 1=1 --", vec![]),
        ("a* OR b", vec![]),
        ("\\", vec![]),
    ] {
        let page = list(&adam, &PeopleQuery { search: search.into(), ..PeopleQuery::default() }).await;
        let found: Vec<_> = page.rows.iter().map(PersonRow::name).collect();
        assert_eq!(found, expected, "{search:?}");
        assert_eq!(usize::try_from(page.total), Ok(expected.len()), "{search:?}");
    }
}

async fn filters_narrow_the_list_and_its_total(app: &TestApp) {
    crowd(app).await;
    let adam = app.signed_in("adam.admin").await;
    let all = forward(&adam, &everybody()).await;
    type Kept = fn(&PersonRow) -> bool;
    let filters: [(PeopleQuery, Kept); 8] = [
        (PeopleQuery::default(), |row| row.badge.kind != BadgeKind::Archived),
        (everybody().with(|filters| filters.statuses = vec![BadgeKind::Locked]), |row| {
            row.badge.kind == BadgeKind::Locked
        }),
        (everybody().with(|filters| filters.roles = vec![Role::Delegate, Role::PracticeOwner]), |row| {
            matches!(row.role, Role::Delegate | Role::PracticeOwner)
        }),
        (everybody().with(|filters| filters.tiers = vec![Tier::Paid]), |row| row.tier == Tier::Paid),
        (everybody().with(|filters| filters.registrations = vec![Registration::Registered]), |row| {
            row.registration == Registration::Registered
        }),
        (everybody().with(|filters| filters.locked = Some(true)), |row| row.locked_since.is_some()),
        (everybody().with(|filters| filters.locked = Some(false)), |row| row.locked_since.is_none()),
        (PeopleQuery { search: "nunez".into(), ..everybody() }.with(|filters| filters.locked = Some(true)), |row| {
            row.locked_since.is_some() && fold(&row.last_name) == "nunez"
        }),
    ];
    for (query, matches) in filters {
        let expected: Vec<_> = all.iter().filter(|row| matches(row)).cloned().collect();
        assert!(!expected.is_empty(), "{query:?} finds nobody to compare");
        assert_eq!(names(&forward(&adam, &query).await), names(&expected), "{query:?}");
    }
    let north = everybody().with(|filters| filters.places = vec![app.house().north.to_string()]);
    let expected: Vec<_> = all.iter().filter(|row| row.place == "North Clinic").cloned().collect();
    assert_eq!(names(&forward(&adam, &north).await), names(&expected));
    // Five minutes later some locks are over, though no job has run.
    app.advance(Duration::minutes(5));
    let adam = app.signed_in("adam.admin").await;
    let locked = everybody().with(|filters| filters.locked = Some(true));
    let still = forward(&adam, &locked).await;
    assert!(still.iter().all(|row| row.locked_since.is_some()));
    assert!(still.len() < all.iter().filter(|row| row.locked_since.is_some()).count());
}

async fn totals_are_exact_after_every_edit(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let clerks = PeopleQuery::default().with(|filters| filters.roles = vec![Role::ClericalUser]);
    let elsewhere = app.process(|_, _| ()).anonymous().with_cookie(adam.cookie.as_deref().expect("a cookie"));
    let before = list(&adam, &clerks).await.total;
    assert_eq!(list(&elsewhere, &clerks).await.total, before);
    for (role, more) in [("clerical_user", 1), ("portal_user", 0), ("clerical_user", 1)] {
        edit(&adam, app.id("paul.portal"), |form| form.role = role.into()).await.expect("an edit");
        assert_eq!(list(&adam, &clerks).await.total, before + more);
        assert_eq!(list(&elsewhere, &clerks).await.total, before + more, "on another process");
    }
}

async fn totals_of_searches_follow_what_can_be_found(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let elsewhere = app.process(|_, _| ()).anonymous().with_cookie(adam.cookie.as_deref().expect("a cookie"));
    let renamed = PeopleQuery { search: "quillfeather".into(), ..everybody() };
    let north = everybody().with(|filters| filters.places = vec![app.house().north.to_string()]);
    let at_north = list(&adam, &north).await.total;
    let expect = async |found, more, when: &str| {
        for process in [&adam, &elsewhere] {
            assert_eq!(list(process, &renamed).await.total, found, "{when}");
            assert_eq!(list(process, &north).await.total, at_north + more, "{when}");
        }
    };
    expect(0, 0, "before").await;
    let paul = app.id("paul.portal");
    edit(&adam, paul, |form| form.last_name = "Quillfeather".into()).await.expect("an edit");
    expect(1, 0, "another name").await;
    edit(&adam, paul, |form| form.title = "Dr.".into()).await.expect("an edit");
    expect(1, 0, "another title").await;
    edit(&adam, paul, |form| form.place = app.house().north.to_string()).await.expect("an edit");
    expect(1, 1, "another place").await;
    edit(&adam, paul, |form| form.last_name = "Lindqvist".into()).await.expect("an edit");
    expect(0, 1, "the old name").await;
}

/// Who asks for a page first has it counted and collected at once; who asks again gets it by the number that is known.
async fn the_first_to_search_sees_what_the_next_one_sees(app: &TestApp) {
    crowd(app).await;
    let adam = app.signed_in("adam.admin").await;
    let cookie = adam.cookie.as_deref().expect("a cookie");
    let searched = PeopleQuery { search: "crowd".into(), ..everybody() };
    let locked = searched.clone().with(|filters| filters.locked = Some(true));
    for query in [PeopleQuery::default(), searched, PeopleQuery { descending: true, ..locked }] {
        let all = forward(&adam, &query).await;
        let (middle, last) = (all[all.len() / 2].id, all[all.len() - 1].id);
        for cursor in [None, Some(Cursor::After(middle)), Some(Cursor::Before(middle)), Some(Cursor::Last)] {
            let query = PeopleQuery { cursor, ..query.clone() };
            let first = list(&app.process(|_, _| ()).anonymous().with_cookie(cookie), &query).await;
            let next = list(&adam, &query).await;
            assert_eq!(names(&first.rows), names(&next.rows), "{query:?}");
            let told = |page: &Page<PersonRow>| (page.total, page.has_previous, page.has_next);
            assert_eq!(told(&first), told(&next), "{query:?}");
        }
        let beyond = PeopleQuery { cursor: Some(Cursor::After(last)), ..query };
        let nobody = list(&app.process(|_, _| ()).anonymous().with_cookie(cookie), &beyond).await;
        assert_eq!((nobody.rows.len(), usize::try_from(nobody.total)), (0, Ok(all.len())));
    }
}

async fn a_page_that_began_at_somebody_who_is_gone_starts_over(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let start = list(&adam, &PeopleQuery::default()).await;
    for id in [app.id("bea.boss"), "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id")] {
        for cursor in [Cursor::After(id), Cursor::Before(id)] {
            let page = list(&adam, &PeopleQuery { cursor: Some(cursor), ..PeopleQuery::default() }).await;
            assert_eq!(names(&page.rows), names(&start.rows));
        }
    }
}

on_both_engines! {
    every_column_sorts_and_its_pages_fit_together,
    search_finds_what_contains_it_whatever_its_accents,
    filters_narrow_the_list_and_its_total,
    totals_are_exact_after_every_edit,
    totals_of_searches_follow_what_can_be_found,
    the_first_to_search_sees_what_the_next_one_sees,
    a_page_that_began_at_somebody_who_is_gone_starts_over,
}
