//! Attachments of tickets: what is taken, what is not, and how they leave (T60, T62, T65).

use axum::http::{Request, header};
use rolecall::{
    domain::ids::TicketId,
    support::{
        file::{LARGEST, MOST},
        model::{Act, TicketStatus},
        views::FileView,
    },
};

use crate::support::{
    Caller, Reply, TestApp, on_both_engines,
    snapshot::assert_same,
    tickets::{of_adam, page},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....IEND\xaeB\x60\x82";

/// Sends files as the form on a ticket's page does.
async fn send(caller: &Caller, id: TicketId, files: &[(&str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, content) in files {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    let request = Request::post(format!("/support/{id}/files")).header(header::ACCEPT, "text/html");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let request = request.header(header::CONTENT_LENGTH, body.len());
    caller.send(request.body(body.into()).expect("a request")).await
}

async fn files(caller: &Caller, id: TicketId) -> Vec<FileView> {
    page(caller, id).await.messages.into_iter().flat_map(|message| message.files).collect()
}

async fn t65_files_are_kept_and_leave_as_files(app: &TestApp) {
    let id = of_adam(app).await;
    let (adam, oscar) = (app.signed_in("adam.admin").await, app.signed_in("oscar.operator").await);
    let sent: [(&str, &[u8]); 3] =
        [("../../shot.html", PNG), ("días.csv", b"a,b\n1,2\n"), ("notes.txt", b"plain words")];
    let reply = send(&adam, id, &sent).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, format!("/support/{id}?files=saved").as_str()));
    let kept = files(&oscar, id).await;
    let names: Vec<_> = kept.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["shot.png", "días.csv", "notes.txt"]);
    for ((file, (_, content)), kind) in
        kept.iter().zip(sent).zip(["image/png", "text/csv; charset=utf-8", "text/plain; charset=utf-8"])
    {
        let reply = oscar.get(&format!("/support/{id}/files/{}", file.id)).await;
        assert_eq!((reply.status.as_u16(), &reply.body[..], file.size), (200, content, content.len() as i64));
        assert_eq!(reply.header("content-type"), kind);
        assert!(reply.header("content-disposition").starts_with("attachment; filename=\""), "{}", file.name);
        assert!(reply.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert_eq!((reply.header("x-content-type-options"), reply.header("cache-control")), ("nosniff", "no-store"));
    }
    let named = oscar.get(&format!("/support/{id}/files/{}", kept[1].id)).await;
    assert_eq!(
        named.header("content-disposition"),
        "attachment; filename=\"d_as.csv\"; filename*=UTF-8''d%C3%ADas.csv"
    );
    let last = page(&adam, id).await.messages.pop().expect("the files");
    assert_eq!((last.act, last.author.as_str()), (Act::Attached, "Adam Admin"));
    let events = app.events(app.house().cedar).await;
    assert!(events[0].kind == "ticket.answered" && events[0].changes.contains("shot.png, días.csv, notes.txt"));
    assert!(adam.get(&format!("/support/{id}?files=saved")).await.text().contains("shot.png"));
}

async fn t65_what_is_not_taken_leaves_nothing_behind(app: &TestApp) {
    let id = of_adam(app).await;
    let adam = app.signed_in("adam.admin").await;
    let before = app.snapshot().await;
    let large = vec![b'a'; LARGEST + 1];
    let huge = vec![b'a'; MOST * LARGEST + 128 * 1024];
    let trailed = [PNG, b"<script>alert(1)</script>"].concat();
    let six: Vec<(&str, &[u8])> = vec![("a.txt", b"a"); MOST + 1];
    for (sent, outcome) in [
        (&[][..], "nothing"),
        (&[("", &b""[..])], "nothing"),
        (&[("a.txt", &large[..])], "too_big"),
        (&[("a.txt", &huge[..])], "too_big"),
        (&six[..], "too_many"),
        (&[("ok.txt", &b"ok"[..]), ("picture.png", b"<svg onload='alert(1)'/>")], "other_sort"),
        (&[("picture.png", &trailed[..])], "other_sort"),
        (&[("run.txt", &b"MZ\x90\0"[..])], "other_sort"),
        (&[("page.txt", &b"<!doctype html><script>alert(1)</script>"[..])], "other_sort"),
    ] {
        let reply = send(&adam, id, sent).await;
        assert_eq!(reply.header("location"), format!("/support/{id}?files={outcome}"), "{}", reply.status);
    }
    assert_same(&before, &app.snapshot().await, "files that were not taken");
    let html = adam.get(&format!("/support/{id}?files=other_sort")).await.text();
    assert!(html.contains("Nothing was kept."), "the page says why");
    send(&adam, id, &[("a.txt", &b"a"[..]); MOST]).await;
    assert_eq!(files(&adam, id).await.len(), MOST);
}

async fn t49_files_are_as_foreign_as_their_ticket(app: &TestApp) {
    let id = of_adam(app).await;
    let adam = app.signed_in("adam.admin").await;
    send(&adam, id, &[("a.txt", b"words of Cedar Valley")]).await;
    let file = files(&adam, id).await.remove(0).id;
    let other = of_adam(app).await;
    assert_eq!(adam.get(&format!("/support/{other}/files/{file}")).await.status, 404, "another ticket's");
    let before = app.snapshot().await.without_events();
    for (name, expected) in [("bea.boss", 404), ("nina.npi", 403), ("paul.portal", 403)] {
        let caller = app.signed_in(name).await;
        let got = caller.get(&format!("/support/{id}/files/{file}")).await;
        assert_eq!(got.status, expected, "{name}");
        assert!(!got.text().contains("words of Cedar Valley"), "{name}");
        assert_eq!(send(&caller, id, &[("a.txt", b"a")]).await.status, expected, "{name}");
    }
    assert_eq!(app.anonymous().get(&format!("/support/{id}/files/{file}")).await.status, 303);
    assert_eq!(before.rows("ticket_files"), app.snapshot().await.rows("ticket_files"));
    let elsewhere = adam.clone().with("sec-fetch-site", "cross-site").with("origin", "https://evil.example");
    assert_eq!(send(&elsewhere, id, &[("a.txt", b"a")]).await.status, 403, "T60");
}

async fn a_closed_ticket_takes_no_files_and_a_solved_one_opens(app: &TestApp) {
    let id = of_adam(app).await;
    let (adam, oscar) = (app.signed_in("adam.admin").await, app.signed_in("oscar.operator").await);
    crate::support::tickets::decide(&oscar, id, rolecall::support::model::Decision::Solved).await.expect("solved");
    send(&adam, id, &[("a.txt", b"a")]).await;
    let shown = page(&adam, id).await;
    assert_eq!(shown.status, TicketStatus::Open);
    let withdraw = rolecall::support::api::WithdrawTicket { id, seen: shown.version };
    adam.call(withdraw).await.expect("withdrawn");
    assert_eq!(send(&adam, id, &[("a.txt", b"a")]).await.status, 403);
    assert_eq!(files(&adam, id).await.len(), 1);
}

on_both_engines! {
    t65_files_are_kept_and_leave_as_files,
    t65_what_is_not_taken_leaves_nothing_behind,
    t49_files_are_as_foreign_as_their_ticket,
    a_closed_ticket_takes_no_files_and_a_solved_one_opens,
}
