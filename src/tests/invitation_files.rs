//! Inviting by a file, each row with a role and a place of its own (C-32, P-07, T49, T51).

use rolecall::{
    domain::{ids::InvitationFileId, refusal::Refusal, role::Role},
    error::AppError,
    invitations::{
        bulk::{
            api::{GetInvitationFile, InvitationFileProgress, SendInvitationFile},
            model::{Choices, FileView, Progress, RowVerdict},
        },
        public::ShowInvitation,
        verdict::Verdict,
    },
    roster::{
        model::{Mapping, RosterField},
        write,
    },
    server::jobs,
};

use crate::support::{Caller, TestApp, on_both_engines, snapshot::assert_same, upload::upload};

const HEADINGS: &str = "Email,Role,Office,NPI,First name,Last name";

fn file(rows: &[&str]) -> String {
    [HEADINGS].iter().chain(rows).map(|line| format!("{line}\r\n")).collect()
}

async fn draft(caller: &Caller, file: impl AsRef<[u8]>) -> InvitationFileId {
    let reply = upload(caller, "/invitations/import", "new.csv", file).await;
    let id = reply.header("location").strip_prefix("/invitations/import/").and_then(|id| id.parse().ok());
    id.unwrap_or_else(|| panic!("{} leads to {}", reply.line(), reply.header("location")))
}

async fn open(caller: &Caller, id: InvitationFileId, choices: &Choices) -> FileView {
    caller.call(GetInvitationFile { id, choices: choices.clone() }).await.expect("a file")
}

fn verdicts(file: &FileView) -> Vec<RowVerdict> {
    file.rows.iter().map(|row| row.verdict.clone()).collect()
}

async fn c32_each_row_has_its_own_role_and_place(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let rows = [
        "ana@new.example,Portal User,North Clinic,,Ana,Núñez",
        "bob@new.example,Delegate,,1234567893,,",
        "cy@new.example,,,,,",
        "dee@new.example,King,North Clinic,,,",
        "eve@new.example,Practice Owner,North Clinic,,,",
        "fay@new.example,Clerical User,Nowhere,,,",
        "ANA@new.example,Clerical User,North Clinic,,,",
        "paul.portal@house.example,Clerical User,North Clinic,,,",
        "gus@gmial.com,Clerical User,North Clinic,,,",
        "nonsense,Clerical User,North Clinic,,,",
    ];
    let before = app.snapshot().await;
    let id = draft(&adam, file(&rows)).await;
    for table in ["people", "invitations", "mails", "events"] {
        assert_eq!(before.rows(table), app.snapshot().await.rows(table), "an upload sends nothing: {table}");
    }
    let address = RowVerdict::Address;
    let expected = |third: RowVerdict, odd: Verdict, good: Verdict| {
        vec![
            address(good.clone()),
            address(good),
            third,
            RowVerdict::RoleUnknown,
            RowVerdict::RoleRefused(Refusal::RoleAboveOwn(Role::PracticeOwner)),
            RowVerdict::PlaceUnknown,
            address(Verdict::Repeated),
            address(Verdict::Here(app.id("paul.portal"))),
            address(odd),
            address(Verdict::Malformed),
        ]
    };
    let odd = Verdict::Misspelt { suggestion: "gus@gmail.com".into() };
    let none = Choices::default();
    assert_eq!(verdicts(&open(&adam, id, &none).await), expected(RowVerdict::NoRole, odd, Verdict::Ready));
    let choices = Choices {
        role: "clerical_user".into(),
        place: app.house().main_street.to_string(),
        language: "es".into(),
        message: "See you Monday".into(),
        keep: true,
        ..Choices::default()
    };
    let seen = open(&adam, id, &choices).await;
    assert_eq!(verdicts(&seen), expected(address(Verdict::Ready), Verdict::Ready, Verdict::Ready));
    assert_eq!((seen.rows[0].line, seen.file_name.as_str(), seen.sent), (2, "new.csv", false));
    assert_eq!(adam.call(SendInvitationFile { id, choices: choices.clone() }).await, Ok(4));
    let done = open(&adam, id, &none).await;
    assert_eq!(verdicts(&done), expected(address(Verdict::Sent), Verdict::Sent, Verdict::Sent));
    assert!(done.sent);
    for (email, role, place) in [
        ("ana@new.example", Role::PortalUser, "North Clinic"),
        ("bob@new.example", Role::Delegate, "Rosa Álvarez"),
        ("cy@new.example", Role::ClericalUser, "Main Street"),
        ("gus@gmial.com", Role::ClericalUser, "North Clinic"),
    ] {
        let token = app.mailed(email).await.remove(0);
        let shown = app.anonymous().call(ShowInvitation { token }).await.expect("a link");
        assert_eq!((shown.role, shown.place.as_str(), shown.language.as_str()), (role, place, "es"), "{email}");
        assert_eq!(shown.message, "See you Monday");
    }
    let ana = app.anonymous().call(ShowInvitation { token: app.mailed("ana@new.example").await.remove(0) }).await;
    assert_eq!(ana.map(|ana| (ana.first_name, ana.last_name)), Ok(("Ana".into(), "Núñez".into())));
    assert_eq!(app.count(app.house().cedar, "invitation.sent").await, 4);
    assert_eq!(app.count(app.house().cedar, "people.invited").await, 1);
}

async fn columns_are_matched_by_hand_where_headings_say_nothing(app: &TestApp) {
    use RosterField::{Email, FirstName, Office, Role as RoleField};
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, "Contact;Where;Called\r\nana@new.example;North Clinic;Ana;Portal User\r\n").await;
    let seen = open(&adam, id, &Choices::default()).await;
    let headings: Vec<_> = seen.columns.iter().map(|column| column.heading.as_str()).collect();
    assert_eq!(headings, ["Contact", "Where", "Called", ""], "a column without a heading can be matched, too");
    assert_eq!(seen.columns[3].samples, ["Portal User"]);
    assert_eq!(seen.mapping.columns(), [None; 4]);
    let reply = adam.ask(&SendInvitationFile { id, choices: Choices::default() }).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"mapping","code":"required"}]}"#);
    let choices =
        |fields: &[Option<RosterField>]| Choices { mapping: Mapping::new(fields.to_vec()), ..Choices::default() };
    let twice = choices(&[Some(Email), Some(Office), Some(FirstName), Some(Email)]);
    let reply = adam.ask(&SendInvitationFile { id, choices: twice }).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"mapping","code":"too_many"}]}"#);
    let reply = adam.ask(&GetInvitationFile { id, choices: choices(&[Some(Email)]) }).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"mapping","code":"out_of_range"}]}"#);
    let matched = choices(&[Some(Email), Some(Office), Some(FirstName), Some(RoleField)]);
    assert_eq!(verdicts(&open(&adam, id, &matched).await), [RowVerdict::Address(Verdict::Ready)]);
    assert_eq!(adam.call(SendInvitationFile { id, choices: matched.clone() }).await, Ok(1));
    let token = app.mailed("ana@new.example").await.remove(0);
    let shown = app.anonymous().call(ShowInvitation { token }).await.expect("a link");
    let told = (shown.role, shown.place.as_str(), shown.first_name.as_str());
    assert_eq!(told, (Role::PortalUser, "North Clinic", "Ana"));
    let sent = open(&adam, id, &matched).await;
    assert!(sent.sent && sent.columns.is_empty(), "the file itself is forgotten");
}

async fn a_workbook_is_read_like_a_text(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let rows = [vec!["ana@new.example", "Clerical User", "North Clinic"]];
    let file = write::xlsx("People", &["Correo", "Rol", "Oficina"], rows).expect("a workbook");
    let id = draft(&adam, file).await;
    let seen = open(&adam, id, &Choices::default()).await;
    assert_eq!(verdicts(&seen), [RowVerdict::Address(Verdict::Ready)]);
    assert_eq!(adam.call(SendInvitationFile { id, choices: Choices::default() }).await, Ok(1));
}

async fn t33_a_file_that_gives_more_than_a_portal_user_asks_for_the_password(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let plain = draft(&adam, file(&["ana@new.example,Clerical User,North Clinic,,,"])).await;
    let mixed = ["bob@new.example,Clerical User,North Clinic,,,", "cy@new.example,Delegate,North Clinic,,,"];
    let mixed = draft(&adam, file(&mixed)).await;
    app.advance(chrono::Duration::minutes(10));
    let before = app.snapshot().await;
    let refused = adam.call(SendInvitationFile { id: mixed, choices: Choices::default() }).await;
    assert_eq!(refused, Err(AppError::ProofNeeded));
    assert_same(&before, &app.snapshot().await, "no link, and no half of the file");
    assert_eq!(adam.call(SendInvitationFile { id: plain, choices: Choices::default() }).await, Ok(1));
}

async fn a_file_is_sent_once_and_is_its_uploaders_alone(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&["ana@new.example,Clerical User,North Clinic,,,"])).await;
    let choices = Choices::default();
    let before = app.snapshot().await;
    for name in ["olivia.owner", "bea.boss", "nina.npi"] {
        let other = app.signed_in(name).await;
        let replies = [
            other.ask(&GetInvitationFile { id, choices: choices.clone() }).await,
            other.ask(&SendInvitationFile { id, choices: choices.clone() }).await,
            other.ask(&InvitationFileProgress { id }).await,
        ];
        for reply in replies {
            assert_eq!(reply.line(), r#"404 "not_found""#, "{name}");
        }
    }
    assert_eq!(before.rows("people"), app.snapshot().await.rows("people"));
    let long = Choices { message: "x".repeat(501), ..choices.clone() };
    let reply = adam.ask(&SendInvitationFile { id, choices: long }).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"message","code":"too_long"}]}"#);
    let answers = crate::support::app::at_once(4, |_| {
        let (adam, choices) = (adam.clone(), choices.clone());
        async move { adam.ask(&SendInvitationFile { id, choices }).await.status.as_u16() }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 3, "{answers:?}");
    assert_eq!(app.mailed("ana@new.example").await.len(), 1);
    // Its rows are forgotten; how far its mails are can be asked.
    let progress = adam.call(InvitationFileProgress { id }).await;
    assert_eq!(progress, Ok(Progress { all: 1, accepted: 0, failed: 0 }));
    app.sql("update mails set state = 'accepted', sealed = '', next_try_at = 0, ended_at = queued_at")
        .await
        .expect("updates");
    assert!(adam.call(InvitationFileProgress { id }).await.expect("progress").is_over());
    let waiting = draft(&adam, file(&["bob@new.example,Clerical User,North Clinic,,,"])).await;
    app.advance(chrono::Duration::hours(25));
    jobs::sweep(&app.state).await.expect("sweeps");
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(
        adam.ask(&GetInvitationFile { id: waiting, choices: choices.clone() }).await.status,
        404,
        "nobody sent it"
    );
    assert!(open(&adam, id, &choices).await.sent, "what was sent stays");
}

async fn five_hundred_rows_are_sent_by_one_request(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let row = |number: usize| format!("person{number}@new.example,Clerical User,North Clinic,,,");
    let rows: Vec<_> = (0..500).map(row).collect();
    let id = draft(&adam, file(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    assert_eq!(adam.call(SendInvitationFile { id, choices: Choices::default() }).await, Ok(500));
    let snapshot = app.snapshot().await;
    assert_eq!(snapshot.rows("mails").len(), 500);
    assert_eq!(adam.call(InvitationFileProgress { id }).await.expect("progress").all, 500);
}

async fn t51_a_file_gives_nobody_more_than_its_uploader_may_give(app: &TestApp) {
    let nina = app.signed_in("nina.npi").await;
    let rows = [
        "ana@new.example,Clerical User,North Clinic,,,",
        "bob@new.example,Clerical User,,1245319599,,",
        "cy@new.example,Practice Owner,,1234567893,,",
        "dee@new.example,Clerical User,Rosa Alvarez,,,",
    ];
    let id = draft(&nina, file(&rows)).await;
    let choices = Choices::default();
    let seen = verdicts(&open(&nina, id, &choices).await);
    let owner = RowVerdict::RoleRefused(Refusal::RoleAboveOwn(Role::PracticeOwner));
    let ready = RowVerdict::Address(Verdict::Ready);
    assert_eq!(seen, [RowVerdict::PlaceUnknown, RowVerdict::PlaceUnknown, owner, ready]);
    assert_eq!(nina.call(SendInvitationFile { id, choices }).await, Ok(1));
    let before = app.snapshot().await;
    for name in ["maya.manager", "sam.coordinator", "paul.portal"] {
        let reply = upload(&app.signed_in(name).await, "/invitations/import", "new.csv", file(&[rows[3]])).await;
        assert_eq!(reply.status, 403, "{name}");
    }
    assert_eq!(before.rows("invitation_files"), app.snapshot().await.rows("invitation_files"));
    let stranger = upload(&app.anonymous(), "/invitations/import", "new.csv", file(&[rows[3]])).await;
    assert_eq!(stranger.status, 303);
    assert!(stranger.header("location").starts_with("/sign-in"));
}

async fn a_file_that_cannot_be_used_says_why(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let many: Vec<_> = (0..501).map(|number| format!("person{number}@new.example,,,,,")).collect();
    let many = file(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let before = app.snapshot().await;
    for (content, error) in [(String::new(), "empty"), (HEADINGS.to_owned(), "no_rows"), (many, "too_many_to_invite")] {
        let reply = upload(&adam, "/invitations/import", "new.csv", content).await;
        assert_eq!(reply.header("location"), format!("/invitations/import?error={error}"));
        let page = adam.get(reply.header("location")).await;
        assert!(page.text().contains("field__error"), "{error}");
    }
    assert_same(&before, &app.snapshot().await, "files that can't be used");
    let template = adam.get("/invitations/import/template").await;
    assert_eq!(template.status, 200);
    let id = draft(&adam, format!("{}ana@new.example,,,,,\r\n", template.text())).await;
    assert_eq!(open(&adam, id, &Choices::default()).await.rows[0].email, "ana@new.example");
}

on_both_engines! {
    c32_each_row_has_its_own_role_and_place,
    columns_are_matched_by_hand_where_headings_say_nothing,
    a_workbook_is_read_like_a_text,
    t33_a_file_that_gives_more_than_a_portal_user_asks_for_the_password,
    a_file_is_sent_once_and_is_its_uploaders_alone,
    five_hundred_rows_are_sent_by_one_request,
    t51_a_file_gives_nobody_more_than_its_uploader_may_give,
    a_file_that_cannot_be_used_says_why,
}
