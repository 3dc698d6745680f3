//! The console: statuses, Find, order, pages, export, what it warns of (S0-24…36, C-35, N-07, T50, T64).

use std::collections::BTreeSet;

use axum::http::header;
use chrono::Duration;
use rolecall::{
    demo::PASSWORD,
    domain::{list::Cursor, page::PageSize},
    home::api::GetOverview,
    mail::letter::requests::RequestLetter,
    registrations::{
        api::{DenyRequest, GetClaims, GetRequest, ListRequests},
        model::{Code, Level},
        overdue,
        query::{Column, RequestQuery, Show},
        views::{Entry, EntryRow},
    },
};

use crate::support::{
    Caller, TestApp, on_both_engines,
    requests::{insert, letters, upload, waiting},
};

async fn rows(caller: &Caller, query: RequestQuery) -> Vec<EntryRow> {
    caller.call(ListRequests { query }).await.expect("a list").rows
}

fn showing(show: Show) -> RequestQuery {
    RequestQuery::default().with(|filters| filters.show = show)
}

async fn c35_requests_and_invitations_are_one_list(app: &TestApp) {
    let id = waiting(app).await;
    let adam = app.signed_in("adam.admin").await;
    let pending = rows(&adam, RequestQuery::default()).await;
    assert_eq!(pending.len(), 1);
    let row = &pending[0];
    assert_eq!((row.entry, row.code), (Entry::Request(id), Code::PendingProvAdminReview));
    assert_eq!((row.identifier.as_str(), row.level.qualifier()), ("123456789", "24"), "S0-35");
    let all = rows(&adam, showing(Show::All)).await;
    assert!(all.iter().any(|row| matches!(row.entry, Entry::Invitation(_)) && row.code == Code::EmailInt), "{all:?}");
    let found = rows(&adam, RequestQuery { search: "wAITS, w".into(), ..showing(Show::All) }).await;
    assert_eq!(found.len(), 1);
    assert!(rows(&adam, RequestQuery { search: "%".into(), ..showing(Show::All) }).await.is_empty());
}

async fn every_order_and_every_page_holds_every_line_once(app: &TestApp) {
    for number in 0..60 {
        insert(app, |request| {
            request.submitted -= Duration::minutes(number % 7);
            request.last_name = format!("Waits{}", "abcdefgh".chars().nth((number % 8) as usize).unwrap_or('z'));
        })
        .await;
    }
    let adam = app.signed_in("adam.admin").await;
    for sort in Column::ALL.iter().copied() {
        for descending in [false, true] {
            let mut seen = Vec::new();
            let mut query = RequestQuery { sort, descending, size: PageSize::P25, ..RequestQuery::default() };
            loop {
                let page = adam.call(ListRequests { query: query.clone() }).await.expect("a list");
                assert_eq!(page.total, 60);
                seen.extend(page.rows.iter().map(|row| row.id));
                let Some(last) = page.rows.last().filter(|_| page.has_next) else { break };
                query.cursor = Some(Cursor::After(last.id));
            }
            assert_eq!(seen.len(), 60, "{sort:?}");
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 60, "{sort:?}");
            query.cursor = Some(Cursor::Last);
            let last = adam.call(ListRequests { query: query.clone() }).await.expect("a list");
            assert_eq!(last.rows.iter().map(|row| row.id).collect::<Vec<_>>(), seen[50..], "{sort:?}");
            query.cursor = Some(Cursor::Before(seen[50]));
            let before = adam.call(ListRequests { query }).await.expect("a list");
            assert_eq!(before.rows.iter().map(|row| row.id).collect::<Vec<_>>(), seen[25..50], "{sort:?}");
        }
    }
}

async fn t50_a_providers_administrator_sees_that_provider_only(app: &TestApp) {
    let rosa = app.house().rosa;
    waiting(app).await;
    let own = insert(app, |request| {
        request.level = Level::Provider;
        (request.provider, request.npi) = (Some(rosa), "1234567893".into());
    })
    .await;
    let nina = app.signed_in("nina.npi").await;
    for query in [RequestQuery::default(), showing(Show::All)] {
        let seen = rows(&nina, query).await;
        assert_eq!(seen.iter().map(|row| row.entry).collect::<Vec<_>>(), [Entry::Request(own)]);
        assert_eq!((seen[0].code, seen[0].level.qualifier()), (Code::PendingAdminReview, "XX"));
    }
    let overview = nina.call(GetOverview {}).await.expect("an overview");
    assert_eq!(overview.requests, [1, 0]);
    assert!(rows(&app.signed_in("bea.boss").await, showing(Show::All)).await.is_empty());
    assert_eq!(nina.ask(&GetClaims {}).await.line(), r#"403 {"forbidden":"outside_scope"}"#);
}

async fn n07_what_waits_too_long_shows(app: &TestApp) {
    let id = waiting(app).await;
    let adam = app.signed_in("adam.admin").await;
    let age = async |caller: &Caller| rows(caller, RequestQuery::default()).await.remove(0).waiting.expect("it waits");
    let now = age(&adam).await;
    assert_eq!((now.overdue, now.hours), (false, 0));
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").requests, [1, 0]);
    // Monday, 9 o'clock in Chicago: two days later two working days have passed.
    app.advance(Duration::days(2));
    let adam = app.signed_in("adam.admin").await;
    let later = age(&adam).await;
    assert_eq!((later.overdue, later.hours), (true, 16));
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").requests, [1, 1]);
    let page = adam.get(&format!("/requests/{id}")).await;
    assert!(page.text().contains("Overdue") && page.text().contains("PENDING-PROV-ADMIN-REVIEW"), "{}", page.text());
    assert!(adam.get("/").await.text().contains("1 is overdue"));
}

async fn n07_the_same_claim_number_twice_is_pointed_out(app: &TestApp) {
    let first = insert(app, |request| (request.claim, request.first_name) = ("A-1".into(), "Fred".into())).await;
    let second = insert(app, |request| request.claim = "a1".into()).await;
    let page = app.signed_in("adam.admin").await.call(GetRequest { id: second }).await.expect("a page");
    assert_eq!(page.related.len(), 1);
    assert_eq!((page.related[0].id, page.related[0].same_claim, page.related[0].same_person), (first, true, false));
}

async fn t64_the_export_is_harmless_and_recorded(app: &TestApp) {
    insert(app, |request| request.first_name = "=HYPERLINK(\"x\")".into()).await;
    let export = async |caller: &Caller, form: &str| {
        let request = axum::http::Request::post("/requests/export");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        caller.send(request.header(header::ACCEPT, "text/html").body(form.to_owned().into()).expect("a request")).await
    };
    let adam = app.signed_in("adam.admin").await;
    let reply = export(&adam, "format=csv&status=pending").await;
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"requests-2026-03-02.csv\"");
    let text = reply.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")") && text.contains("PENDING-PROV-ADMIN-REVIEW"), "{text}");
    assert_eq!(export(&adam, "format=xlsx&status=all").await.status, 200);
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.reason.as_str()), ("requests.exported", "status=all"));
    assert_eq!(export(&app.signed_in("paul.portal").await, "format=csv").await.status, 403);
}

async fn a_reference_file_is_kept_whole_or_not_at_all(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let reply = upload(&adam, "Claim number,NPI\nA-1,1234567893\nA-2,1234567890\n").await;
    assert_eq!(reply.header("location"), "/requests/claims?line=3&field=npi&wrong=1");
    let page = adam.get(reply.header("location")).await;
    assert!(page.text().contains("line 3"), "{}", page.text());
    assert_eq!(adam.call(GetClaims {}).await.expect("an overview").claims, 0);
    let reply = upload(&adam, "Claim number,NPI\nA-1,1234567893\n").await;
    assert_eq!(reply.header("location"), "/requests/claims?imported=1");
    assert_eq!(adam.call(GetClaims {}).await.expect("an overview").claims, 1);
    assert_eq!(app.count(app.house().cedar, "claims.imported").await, 1);
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(upload(&nina, "Claim number,NPI\nA-9,1234567893\n").await.status, 403);
    assert_eq!(upload(&app.signed_in("paul.portal").await, "Claim number,NPI\nA-9,1234567893\n").await.status, 403);
}

async fn s0_26_the_demo_shows_all_nine_codes(app: &TestApp) {
    let reply = app.try_password("adam.admin", PASSWORD).await;
    let adam = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    for code in Code::ALL {
        let found = rows(&adam, showing(Show::Only(*code))).await;
        assert!(!found.is_empty() && found.iter().all(|row| row.code == *code), "{code:?}");
    }
    let overview = adam.call(GetOverview {}).await.expect("an overview");
    assert!(overview.requests[1] > 0 && overview.requests[0] > overview.requests[1], "{:?}", overview.requests);
    assert_eq!(adam.call(GetClaims {}).await.expect("an overview").claims, 3);
}

mod demo_practice {
    super::on_both_engines!(on the demo: s0_26_the_demo_shows_all_nine_codes);
    use super::s0_26_the_demo_shows_all_nine_codes;
}

async fn n07_overdue_requests_are_told_of_once(app: &TestApp) {
    let now = app.now();
    let due = |name: &'static str, hours: i64| {
        insert(app, move |request| {
            request.last_name = name.into();
            request.due = Some(now + Duration::hours(hours));
        })
    };
    due("Late", 1).await;
    due("Later", 5).await;
    let decided = due("Decided", 1).await;
    let adam = app.signed_in("adam.admin").await;
    let deny = DenyRequest { id: decided, reason: "not_ours".into(), note: String::new() };
    adam.call(deny).await.expect("denies");
    let other = app.process(|_, _| ());
    let told = async || {
        let mut told = Vec::new();
        for letter in letters(app, "olivia.owner@cedar.example").await {
            if let RequestLetter::Overdue { count, applicants, link, .. } = letter {
                assert_eq!(link, "/requests?sort=due");
                told.push((count, applicants));
            }
        }
        told
    };
    overdue::remind(&app.state).await.expect("works");
    assert!(told().await.is_empty(), "nothing is overdue yet");
    app.advance(Duration::hours(1));
    let (one, two) = tokio::join!(overdue::remind(&app.state), overdue::remind(&other.state));
    one.and(two).expect("both processes work");
    assert_eq!(told().await, [(1, vec!["Wanda Late".to_owned()])]);
    assert_eq!(app.count(app.house().cedar, "request.overdue").await, 1, "T68");
    app.advance(Duration::hours(4));
    overdue::remind(&app.state).await.expect("works");
    overdue::remind(&app.state).await.expect("works");
    assert_eq!(told().await[1..], [(1, vec!["Wanda Later".to_owned()])], "once each");
}

on_both_engines! {
    n07_overdue_requests_are_told_of_once,
    c35_requests_and_invitations_are_one_list,
    every_order_and_every_page_holds_every_line_once,
    t50_a_providers_administrator_sees_that_provider_only,
    n07_what_waits_too_long_shows,
    n07_the_same_claim_number_twice_is_pointed_out,
    t64_the_export_is_harmless_and_recorded,
    a_reference_file_is_kept_whole_or_not_at_all,
}
