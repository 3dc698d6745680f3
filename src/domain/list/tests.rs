//! A list of two columns and one filter.

use super::*;
use crate::domain::{ids::PersonId, role::Role};

columns! {
    Column { Name = "name", Born = "born" } descending { Born }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Roles(Vec<Role>);

impl Filters for Roles {
    type Column = Column;
    type Id = PersonId;
    const SORT: Column = Column::Name;

    fn read(params: &Params<'_>) -> Self {
        Self(params.list("role", Role::from_name))
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        vec![("role", joined(&self.0, Role::name))]
    }

    fn count(&self) -> usize {
        usize::from(!self.0.is_empty())
    }
}

type Query = ListQuery<Roles>;

fn parse(address: &str) -> Query {
    let pair = |pair: &str| pair.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned()));
    Query::from_params(&address.split('&').filter_map(pair).collect::<Vec<_>>())
}

#[test]
fn an_address_leads_back_to_its_state() {
    let query = parse("q=alv&role=portal_user,delegate,portal_user&role=king&sort=born&size=50&at=last&page=3");
    let address: Vec<_> = query.params().into_iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(parse(&address.join("&")), query);
    assert_eq!(query.filters.0, [Role::PortalUser, Role::Delegate]);
    assert!(query.descending && query.is_filtered());
}

#[test]
fn the_plain_list_has_a_plain_address() {
    assert!(Query::default().params().is_empty());
    assert_eq!(parse("size=0&page=-1&sort=nothing&role=king&after=x"), Query::default());
}

#[test]
fn what_changes_the_list_starts_it_over_and_keeps_the_rest() {
    let first = parse("q=ana&after=0190163d-8694-739b-aea5-966c26f8ad91&page=3&dir=desc");
    let sorted = first.sorted_by(Column::Name);
    assert_eq!((sorted.descending, sorted.cursor, sorted.page), (false, None, 1));
    assert!(sorted.sorted_by(Column::Born).descending);
    let narrowed = first.changed("role", &["delegate".into()]);
    assert_eq!(narrowed, Query { cursor: None, page: 1, ..first.clone() }.with(|roles| roles.0 = vec![Role::Delegate]));
    assert_eq!(narrowed.changed("role", &[]), first.from_start());
}

#[test]
fn t65_a_request_is_bounded_like_an_address() {
    assert_eq!(parse(&format!("q={}", "a".repeat(1_000_000))).search.len(), LONGEST_SEARCH);
    let query = Query { search: "a".repeat(1_000), filters: Roles(vec![Role::Delegate; 1_000]), ..Query::default() };
    let query = query.bounded();
    assert_eq!((query.search.len(), query.filters.0.len()), (LONGEST_SEARCH, 1));
}

#[test]
fn pages_are_cut_from_either_end() {
    let id = PersonId::new(uuid::Uuid::from_u128(1));
    let rows = |count: i64| (0..count).collect::<Vec<_>>();
    for (cursor, starts, total, read, page) in [
        (None, false, 60, 26, (25, false, true, 0)),
        (Some(Cursor::After(id)), true, 60, 10, (10, true, false, 0)),
        (Some(Cursor::After(id)), false, 60, 26, (25, false, true, 0)),
        (Some(Cursor::Before(id)), true, 60, 26, (25, true, true, 24)),
        (Some(Cursor::Before(id)), false, 60, 26, (25, false, true, 0)),
        (Some(Cursor::Last), false, 60, 11, (10, true, false, 9)),
        (Some(Cursor::Last), false, 0, 0, (0, false, false, 0)),
    ] {
        let cut = Query { cursor, ..Query::default() }.cut(total, starts);
        assert!(read <= cut.limit(), "{cursor:?}");
        let cut = cut.page(rows(read));
        let first = cut.rows.first().copied().unwrap_or_default();
        assert_eq!((cut.rows.len(), cut.has_previous, cut.has_next, first), page, "{cursor:?} {starts}");
    }
}

#[test]
fn a_page_knows_its_number() {
    let part = |has_previous| Part { first: None, last: None, rows: 10, total: 60, has_previous, has_next: false };
    assert_eq!(parse("at=last").number(&part(true)), 3);
    assert_eq!(parse("after=0190163d-8694-739b-aea5-966c26f8ad91&page=9").number(&part(true)), 3);
    assert_eq!(parse("before=0190163d-8694-739b-aea5-966c26f8ad91&page=2").number(&part(false)), 1);
}
