//! The list of links: order, pages, search, filters, reach (P-17, T50).

use chrono::Duration;
use rolecall::{
    domain::{ids::InvitationId, list::Cursor, page::PageSize},
    invitations::{
        api::{InviteAgain, ListInvitations},
        model::{Delivery, Status},
        query::{Column, InvitationQuery},
        views::InvitationRow,
    },
};

use crate::support::{Caller, TestApp, house, on_both_engines};

/// Many links, with ties in most columns: two more for Ingrid and a few each for people of their own.
async fn fill(app: &TestApp) {
    let (ingrid, adam) = (app.id("ingrid.invited"), (app.id("adam.admin"), "Adam Admin"));
    for number in 0..60_i64 {
        let id = InvitationId::new(app.state.random.id(app.now()));
        let expires = app.now() - Duration::hours(30 + number / 3);
        let email = format!("old{}@house.example", number % 7);
        let link = house::open_link(id, ingrid, &email, adam, expires);
        app.add_link(link.supersede(expires), &format!("{}{number}", "old link number ")).await;
    }
}

async fn page(caller: &Caller, query: InvitationQuery) -> rolecall::domain::page::Page<InvitationRow> {
    caller.call(ListInvitations { query }).await.expect("a list")
}

/// All links of these statuses.
fn of(statuses: &[Status]) -> InvitationQuery {
    InvitationQuery::default().with(|filters| filters.statuses = statuses.to_vec())
}

async fn every_order_shows_every_link_once(app: &TestApp) {
    fill(app).await;
    let adam = app.signed_in("adam.admin").await;
    for sort in Column::ALL.iter().copied() {
        for descending in [false, true] {
            let all = InvitationQuery { sort, descending, ..of(Status::ALL) };
            let whole = page(&adam, InvitationQuery { size: PageSize::P100, ..all.clone() }).await;
            assert_eq!((whole.total, whole.rows.len()), (62, 62));
            let whole: Vec<_> = whole.rows.into_iter().map(|row| row.id).collect();
            let mut walked = Vec::new();
            let mut cursor = None;
            loop {
                let part = page(&adam, InvitationQuery { cursor, ..all.clone() }).await;
                assert_eq!(part.has_previous, !walked.is_empty());
                walked.extend(part.rows.iter().map(|row| row.id));
                if !part.has_next {
                    break;
                }
                cursor = part.rows.last().map(|row| Cursor::After(row.id));
            }
            assert_eq!(walked, whole, "{sort:?} {descending}");
            let last = page(&adam, InvitationQuery { cursor: Some(Cursor::Last), ..all.clone() }).await;
            assert_eq!(last.rows.iter().map(|row| row.id).collect::<Vec<_>>(), whole[50..], "{sort:?} {descending}");
            let before = Some(Cursor::Before(last.rows[0].id));
            let middle = page(&adam, InvitationQuery { cursor: before, ..all.clone() }).await;
            assert_eq!(middle.rows.iter().map(|row| row.id).collect::<Vec<_>>(), whole[25..50], "{sort:?}");
        }
    }
    let by_email = InvitationQuery { sort: Column::Email, descending: false, ..Default::default() };
    let emails: Vec<_> = page(&adam, by_email).await.rows.into_iter().map(|row| row.email).collect();
    assert_eq!(emails, ["edgar.expired@house.example", "ingrid.invited@house.example"], "replaced ones are left out");
}

async fn search_and_filters_find_what_they_say(app: &TestApp) {
    fill(app).await;
    let adam = app.signed_in("adam.admin").await;
    let total = async |query: InvitationQuery| page(&adam, query).await.total;
    assert_eq!(total(of(&[Status::Open])).await, 1);
    assert_eq!(total(of(&[Status::Expired])).await, 1);
    assert_eq!(total(of(&[Status::Superseded])).await, 60);
    assert_eq!(total(InvitationQuery { search: "OLD3@".into(), ..of(Status::ALL) }).await, 9);
    assert_eq!(total(InvitationQuery { search: "ingrid".into(), ..of(Status::ALL) }).await, 61, "by her name");
    assert_eq!(total(InvitationQuery { search: "%".into(), ..of(Status::ALL) }).await, 0);
    assert_eq!(total(InvitationQuery { search: "_".into(), ..of(Status::ALL) }).await, 0);
    let clerks = vec![rolecall::domain::role::Role::ClericalUser];
    assert_eq!(total(InvitationQuery::default().with(|filters| filters.roles = clerks)).await, 1, "Edgar");
    adam.call(InviteAgain { person: app.id("edgar.expired") }).await.expect("sends again");
    app.sql("update mails set state = 'bounced', sealed = '', next_try_at = 0, ended_at = queued_at")
        .await
        .expect("updates");
    let bounced = InvitationQuery::default().with(|filters| filters.deliveries = vec![Delivery::Bounced]);
    let rows = page(&adam, bounced).await.rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].delivery, rows[0].email.as_str(), rows[0].newest),
        (Delivery::Bounced, "edgar.expired@house.example", true)
    );
    // Time alone moves a link from one filter to the other.
    app.advance(Duration::hours(20));
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(page(&adam, of(&[Status::Expired])).await.total, 1, "Ingrid's");
}

async fn t50_a_providers_administrator_sees_that_providers_links_only(app: &TestApp) {
    let nina = app.signed_in("nina.npi").await;
    for sort in Column::ALL.iter().copied() {
        for cursor in [None, Some(Cursor::Last), Some(Cursor::After(app.house().link))] {
            let query = InvitationQuery { sort, cursor, ..of(Status::ALL) };
            let page = page(&nina, query).await;
            assert_eq!((page.total, page.rows.len(), page.has_next, page.has_previous), (0, 0, false, false));
        }
    }
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(page(&bea, of(Status::ALL)).await.total, 0);
}

on_both_engines! {
    every_order_shows_every_link_once,
    search_and_filters_find_what_they_say,
    t50_a_providers_administrator_sees_that_providers_links_only,
}
