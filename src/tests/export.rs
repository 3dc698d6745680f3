//! Files out: exports of the list, refused rows of an import.

use axum::http::{Request, header};

use crate::{
    roster::{GOOD, draft, file, preview},
    support::{Caller, Reply, TestApp, on_both_engines},
};

async fn export(caller: &Caller, form: &str) -> Reply {
    let request = Request::post("/people/export").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    caller.send(request.header(header::ACCEPT, "text/html").body(form.to_owned().into()).expect("a request")).await
}

async fn t64_exports_are_harmless_and_come_back_unchanged(app: &TestApp) {
    for (name, title) in [("paul.portal", "=HYPERLINK(\"x\")"), ("clara.clerk", "@SUM(1)"), ("kim.keeper", "'=1")] {
        app.alter(name, |person| {
            person.title = title.into();
            person.phone = "+525512345678".into();
        })
        .await;
    }
    let adam = app.signed_in("adam.admin").await;
    for lang in ["en", "es"] {
        for format in ["csv", "xlsx"] {
            let caller = adam.clone().with_cookie(&format!("{}; lang={lang}", adam.cookie.clone().unwrap_or_default()));
            let reply = export(&caller, &format!("format={format}")).await;
            assert_eq!(reply.status, 200);
            let name = format!("attachment; filename=\"people-cedar-valley-family-clinic-2026-03-02.{format}\"");
            assert_eq!(reply.header("content-disposition"), name);
            if format == "csv" {
                let text = reply.text();
                assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\"") && text.contains("\"'@SUM(1)\""), "{text}");
                assert!(!text.contains("\"+52") && !text.contains("\"=") && !text.contains("\"@"), "{text}");
            }
            let page = preview(&adam, draft(&adam, &reply.body).await).await;
            assert_eq!((page.counts.unchanged, page.total), (20, 20), "{format} {lang}: {page:#?}");
        }
    }
}

async fn exports_follow_the_filter_and_are_recorded(app: &TestApp) {
    let arthur = app.signed_in("arthur.auditor").await;
    let reply = export(&arthur, "format=csv&q=alvarez&role=portal_user&sort=first&dir=desc").await;
    assert_eq!(reply.text().lines().count(), 2, "{}", reply.text());
    assert!(reply.text().contains("\"Álvarez\",\"José\""));
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.reason.as_str()), ("people.exported", "q=alvarez; role=portal_user"));
    assert!(event.changes.contains("rows_exported"), "{}", event.changes);
    assert_eq!(export(&app.signed_in("paul.portal").await, "format=csv").await.status, 403);
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(export(&nina, "format=csv").await.text().lines().count(), 3);
    let template = app.anonymous().get("/people/import/template").await;
    assert!(template.text().contains("\"Last name\",\"First name\""), "{}", template.text());
}

async fn refused_rows_can_be_taken_home(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&[GOOD, "Bell,Ben,=cmd,,,,"])).await;
    let text = adam.get(&format!("/people/import/{id}/refused")).await.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("\"Bell\",\"Ben\",\"'=cmd\"") && lines[1].contains("Enter a valid email"), "{text}");
}

on_both_engines!(
    t64_exports_are_harmless_and_come_back_unchanged,
    exports_follow_the_filter_and_are_recorded,
    refused_rows_can_be_taken_home,
);
