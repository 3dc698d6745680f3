//! Rosters in, rosters out.

use std::time::{Duration, Instant};

use axum::http::{Request, header};
use clap::Parser;
use rolecall::{
    domain::{code::Code, ids::ImportId, role::Role},
    error::AppError,
    people::model::AccountState,
    roster::{
        api::{ConfirmImport, DiscardImport, GetImport, ImportProgress, MapImport, PreviewImport},
        cli,
        import::{Failure, ImportState, Mode, Outcome, PreviewPage, Progress, VerdictKind},
        model::{Counts, Mapping, RosterField, RowVerdict},
        write,
    },
    server::failpoint,
};

use crate::support::{Caller, Reply, TestApp, app::at_once, on_both_engines, snapshot::assert_same};

const HEADINGS: &str = "Last name,First name,Email,Role,Office,Phone,NPI";
pub const GOOD: &str = "Cruz,Carla,carla.cruz@cedar.example,Clerical User,Main Street,(312) 555-0142,";

/// Sends a file as the upload page does.
async fn upload(caller: &Caller, file: impl AsRef<[u8]>) -> Reply {
    crate::support::upload::upload(caller, "/people/import", r"C:\\x\roster.csv", file).await
}

/// Uploads a file that can be read.
pub async fn draft(caller: &Caller, file: impl AsRef<[u8]>) -> ImportId {
    let reply = upload(caller, file).await;
    assert_eq!(reply.status, 303, "{}", reply.line());
    let id = reply.header("location").strip_prefix("/people/import/").and_then(|id| id.parse().ok());
    id.unwrap_or_else(|| panic!("leads to {}", reply.header("location")))
}

pub async fn preview(caller: &Caller, id: ImportId) -> PreviewPage {
    caller.call(PreviewImport { id, filter: None, page: 1 }).await.expect("a preview")
}

/// Confirms what the preview says and waits for the end.
async fn import(caller: &Caller, id: ImportId, mode: Mode) -> Progress {
    let seen = preview(caller, id).await.counts;
    confirmed(caller, ConfirmImport { id, mode, seen }).await
}

pub async fn confirmed(caller: &Caller, confirm: ConfirmImport) -> Progress {
    let id = confirm.id;
    caller.call(confirm).await.expect("starts");
    let started = Instant::now();
    loop {
        let progress = caller.call(ImportProgress { id }).await.expect("progress");
        if progress.state != ImportState::Running {
            return progress;
        }
        assert!(started.elapsed() < Duration::from_secs(120), "the import does not end: {progress:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub fn file(rows: &[&str]) -> String {
    [HEADINGS].iter().chain(rows).map(|line| format!("{line}\r\n")).collect()
}

fn verdicts(page: &PreviewPage) -> Vec<VerdictKind> {
    page.rows.iter().map(|row| row.judged.verdict.kind()).collect()
}

async fn good_and_bad_rows(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let bad = "Bell,Ben,not an address,King,Nowhere,12,1234567890";
    let twice = "Cruz,Clara,CARLA.CRUZ@cedar.example,Clerical User,Main Street,,";
    let taken = "Boss,Bea,bea.boss@house.example,Portal User,Main Street,,";
    let known = ",,paul.portal@house.example,,North Clinic,,";
    let id = draft(&adam, file(&[GOOD, bad, twice, taken, known])).await;
    let view = adam.call(GetImport { id }).await.expect("opens");
    assert_eq!((view.file_name.as_str(), view.rows, view.columns.len()), ("roster.csv", 5, 7));
    assert_eq!(view.columns[0].samples, ["Cruz", "Bell", "Cruz"]);
    let page = preview(&adam, id).await;
    assert_eq!(page.counts, Counts { new: 1, changed: 1, unchanged: 0, refused: 3 });
    use VerdictKind::{Changed, New, Refused};
    assert_eq!(verdicts(&page), [New, Refused, Refused, Refused, Changed]);
    let faults = |row: usize| match &page.rows[row].judged.verdict {
        RowVerdict::Refused(faults) => faults.clone(),
        other => panic!("{other:?}"),
    };
    let expected = [
        (RosterField::Email, Code::NotAnEmail),
        (RosterField::Role, Code::Unknown),
        (RosterField::Office, Code::Unknown),
        (RosterField::ProviderNpi, Code::NpiCheckDigit),
        (RosterField::Phone, Code::NotAPhone),
    ];
    assert_eq!(faults(1), expected);
    assert_eq!((faults(2), page.rows[2].judged.same_as), (vec![(RosterField::Email, Code::DuplicateInFile)], Some(2)));
    assert_eq!(faults(3), [(RosterField::Email, Code::Taken)]);
    let refused = adam.call(PreviewImport { id, filter: Some(Refused), page: 9 }).await.expect("a page");
    assert_eq!((refused.total, refused.page, refused.rows.len()), (3, 1, 3));

    let before = app.snapshot().await;
    let stopped = import(&adam, id, Mode::AllOrNothing).await;
    assert_eq!(stopped.outcome, Some(Outcome::Failed(Failure::RowsRefused)));
    let after = app.snapshot().await;
    for table in ["people", "grants", "events", "chains", "practices"] {
        assert_eq!(before.rows(table), after.rows(table), "{table}");
    }

    let done = import(&adam, id, Mode::GoodRows).await;
    let Some(Outcome::Done(report)) = done.outcome else { panic!("{done:?}") };
    assert_eq!((report.counts, report.refused.len()), (page.counts, 3));
    let (cedar, events) = (app.house().cedar, app.events(app.house().cedar).await);
    let kinds: Vec<_> = events[..3].iter().rev().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["roster.imported", "person.added", "person.edited"]);
    assert_eq!(events[0].subject_name, "Paul Portal");
    assert!(events[2].reason.contains("roster.csv") && events[2].changes.contains("rows_refused"));
    assert_eq!(app.count(cedar, "person.added").await, 1);
    let carla = people(app, "carla.cruz@cedar.example").await;
    assert_eq!(
        (carla.state, carla.role, carla.phone.as_str()),
        (AccountState::Invited, Role::ClericalUser, "+13125550142")
    );
    assert_eq!(app.person("paul.portal").await.place.name, "North Clinic");
    // The file is not kept, and can't be imported again.
    assert!(!after_import(app).await.contains("not an address"));
    let again = adam.call(ConfirmImport { id, mode: Mode::GoodRows, seen: page.counts }).await;
    assert_eq!(again, Err(AppError::Gone));
}

async fn after_import(app: &TestApp) -> String {
    app.snapshot().await.rows("imports").join("\n").replace("\"report\"", "")
}

async fn people(app: &TestApp, email: &str) -> rolecall::people::model::Person {
    let mut conn = app.read().await;
    let id = rolecall::people::store::owner_of_email(&mut conn, email).await.expect("reads").expect("somebody");
    let reach = rolecall::domain::scope::Reach::whole(app.house().cedar);
    rolecall::people::store::find(&mut conn, reach, id).await.expect("reads").expect("a person")
}

async fn every_kind_of_file_is_read(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let headings = ["Apellido", "Nombre", "Correo electrónico", "Rol", "Oficina"];
    let row = ["Núñez", "Iñaki", "inaki@cedar.example", "Usuario del portal", "Main Street"];
    let lines = |separator: &str| format!("{}\n{}\n", headings.join(separator), row.join(separator));
    let windows: Vec<u8> = lines(";").chars().map(|c| u8::try_from(u32::from(c)).expect("Latin")).collect();
    let bom = format!("\u{feff}{}", lines(","));
    let workbook = write::xlsx("People", &headings, [row.to_vec()]).expect("a workbook");
    for file in [lines(";").into_bytes(), windows, bom.into_bytes(), lines("\t").into_bytes(), workbook] {
        let page = preview(&adam, draft(&adam, &file).await).await;
        assert_eq!(verdicts(&page), [VerdictKind::New]);
        assert_eq!(page.rows[0].judged.who, "Núñez, Iñaki");
    }
}

async fn unreadable_files_say_why(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let huge = vec![b'x'; 6 * 1024 * 1024 + 1];
    let big = vec![b'x'; 5 * 1024 * 1024 + 1];
    let open = format!("{HEADINGS}\n\"Cruz,Carla\n");
    for (file, error) in [
        (huge.as_slice(), "too_big"),
        (&big, "too_big"),
        (b"", "empty"),
        (HEADINGS.as_bytes(), "no_rows"),
        (b"%PDF-1.4 x", "not_a_table"),
        (b"PK\x03\x04broken", "broken"),
        (b"\xd0\xcf\x11\xe0old", "old_excel"),
        (open.as_bytes(), "open_quote.2"),
    ] {
        let reply = upload(&adam, file).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("location")),
            (303, format!("/people/import?error={error}").as_str())
        );
    }
    assert!(app.snapshot().await.rows("imports").is_empty());
    // Whoever asks for no page gets a status.
    let request = Request::post("/people/import").header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let request = request.header(header::CONTENT_LENGTH, huge.len()).body(huge.into()).expect("a request");
    assert_eq!(adam.send(request).await.status, 413);
}

async fn the_columns_can_be_matched_by_hand(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, "A,B,C\nCruz,Carla,carla@cedar.example\n").await;
    let view = adam.call(GetImport { id }).await.expect("opens");
    assert_eq!(view.settings.mapping.columns(), [None; 3]);
    let early = adam.call(PreviewImport { id, filter: None, page: 1 }).await;
    assert_eq!(early.map_err(|error| error.status()), Err(422));
    let mut settings = view.settings;
    settings.mapping =
        Mapping::new(vec![Some(RosterField::LastName), Some(RosterField::FirstName), Some(RosterField::Email)]);
    adam.call(MapImport { id, settings: settings.clone() }).await.expect("matches");
    let RowVerdict::Refused(faults) = &preview(&adam, id).await.rows[0].judged.verdict.clone() else {
        panic!("refused")
    };
    assert_eq!(*faults, [(RosterField::Role, Code::Required), (RosterField::Office, Code::Required)]);
    (settings.role, settings.office) = (Some(Role::PortalUser), Some(app.house().north));
    adam.call(MapImport { id, settings: settings.clone() }).await.expect("matches");
    assert_eq!(preview(&adam, id).await.counts.new, 1);
    settings.mapping = Mapping::new(vec![None; 2]);
    let refused = adam.call(MapImport { id, settings }).await;
    assert_eq!(refused.map_err(|error| error.status()), Err(422));
}

async fn t66_an_import_is_its_uploader_s_alone(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&[GOOD])).await;
    let seen = preview(&adam, id).await.counts;
    for name in ["ben.boss", "amy.admin", "olivia.owner"] {
        let other = app.signed_in(name).await;
        let answers = [
            other.call(GetImport { id }).await.map(drop),
            other.call(PreviewImport { id, filter: None, page: 1 }).await.map(drop),
            other.call(ImportProgress { id }).await.map(drop),
            other.call(ConfirmImport { id, mode: Mode::GoodRows, seen }).await.map(drop),
            other.call(DiscardImport { id }).await,
        ];
        assert_eq!(answers, [const { Err(AppError::NotFound) }; 5], "{name}");
        assert_eq!(other.get(&format!("/people/import/{id}/refused")).await.status, 404);
    }
    let paul = app.signed_in("paul.portal").await;
    assert_eq!(upload(&paul, file(&[GOOD])).await.status, 403);
    assert_eq!(upload(&app.anonymous(), file(&[GOOD])).await.header("location"), "/sign-in?next=/people");
    adam.call(DiscardImport { id }).await.expect("is thrown away");
    assert_eq!(adam.call(GetImport { id }).await.map(drop), Err(AppError::NotFound));
}

async fn roles_and_scopes_bound_the_importer(app: &TestApp) {
    let rows = [
        "Cruz,Carla,carla@cedar.example,Practice Owner,Main Street,,",
        ",,olivia.owner@cedar.example,,North Clinic,,",
        ",,adam.admin@house.example,Portal User,,,",
        ",,ada.archived@house.example,,North Clinic,,",
    ];
    let adam = app.signed_in("adam.admin").await;
    let page = preview(&adam, draft(&adam, file(&rows)).await).await;
    assert_eq!(page.counts.refused, 4, "{page:#?}");
    // Nina administers one provider's people: the others are neither seen nor free.
    let nina = app.signed_in("nina.npi").await;
    let rows = [
        ",,rita.reception@house.example,Clerical User,,,",
        "Cruz,Carla,carla@cedar.example,Portal User,,,",
        "Portal,Paul,paul.portal@house.example,Portal User,,,",
        "Diaz,Dina,dina@cedar.example,Portal User,Main Street,,",
        "Vega,Vito,vito@cedar.example,Portal User,,,1245319599",
    ];
    let id = draft(&nina, file(&rows)).await;
    let page = preview(&nina, id).await;
    use VerdictKind::{Changed, New, Refused};
    assert_eq!(verdicts(&page), [Changed, New, Refused, Refused, Refused], "{page:#?}");
    assert_eq!(import(&nina, id, Mode::GoodRows).await.state, ImportState::Done);
    assert_eq!(people(app, "carla@cedar.example").await.place.provider, Some(app.house().rosa));
}

async fn an_import_is_what_was_seen_or_nothing(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&[GOOD])).await;
    let seen = preview(&adam, id).await.counts;
    let amy = app.signed_in("amy.admin").await;
    assert_eq!(import(&amy, draft(&amy, file(&[GOOD])).await, Mode::AllOrNothing).await.state, ImportState::Done);
    let before = app.snapshot().await;
    let stale = confirmed(&adam, ConfirmImport { id, mode: Mode::AllOrNothing, seen }).await;
    assert_eq!(stale.outcome, Some(Outcome::Failed(Failure::Stale)));
    let after = app.snapshot().await;
    assert_eq!((before.rows("people"), before.rows("events")), (after.rows("people"), after.rows("events")));
    // Looked at again, it is there already.
    assert_eq!(preview(&adam, id).await.counts, Counts { unchanged: 1, ..Counts::default() });
}

async fn a_fault_in_the_middle_leaves_nothing(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&[GOOD])).await;
    let before = app.snapshot().await;
    failpoint::arm("before-commit", app.house().cedar);
    let failed = import(&adam, id, Mode::AllOrNothing).await;
    assert!(matches!(failed.outcome, Some(Outcome::Failed(Failure::Refused(AppError::Internal { .. })))), "{failed:?}");
    let after = app.snapshot().await;
    for table in ["people", "grants", "events", "chains", "practices"] {
        assert_eq!(before.rows(table), after.rows(table), "{table}");
    }
    assert_eq!(import(&adam, id, Mode::AllOrNothing).await.state, ImportState::Done);
}

async fn an_import_whose_process_died_can_be_repeated(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&[GOOD])).await;
    let now = app.now().timestamp_millis();
    app.sql(&format!("update imports set state = 'running', beat_at = {now}")).await.expect("updates");
    app.advance(chrono::Duration::seconds(31));
    let progress = adam.call(ImportProgress { id }).await.expect("progress");
    assert_eq!(progress.outcome, Some(Outcome::Failed(Failure::Interrupted)));
    assert_eq!(import(&adam, id, Mode::AllOrNothing).await.state, ImportState::Done);
}

async fn confirmed_twice_it_happens_once(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = draft(&adam, file(&[GOOD])).await;
    let seen = preview(&adam, id).await.counts;
    at_once(8, |_| {
        let adam = adam.clone();
        async move { adam.call(ConfirmImport { id, mode: Mode::AllOrNothing, seen }).await }
    })
    .await;
    while adam.call(ImportProgress { id }).await.expect("progress").state == ImportState::Running {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(app.count(app.house().cedar, "roster.imported").await, 1);
    assert_eq!(app.count(app.house().cedar, "person.added").await, 1);
}

async fn ten_thousand_rows_show_their_progress(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let rows: Vec<_> = (0..10_000)
        .map(|n| format!("Person,Number,number.{n}@cedar.example,Portal User,Main Street,(312) 555-{n:04},"))
        .collect();
    let rows: Vec<_> = rows.iter().map(String::as_str).collect();
    let id = draft(&adam, file(&rows)).await;
    let seen = preview(&adam, id).await.counts;
    assert_eq!(seen.new, 10_000);
    let mut shown = Vec::new();
    adam.call(ConfirmImport { id, mode: Mode::AllOrNothing, seen }).await.expect("starts");
    let done = loop {
        let progress = adam.call(ImportProgress { id }).await.expect("progress");
        if progress.state != ImportState::Running {
            break progress;
        }
        shown.push(progress.done);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(done.state, ImportState::Done, "{done:?}");
    assert!(shown.is_sorted() && shown.iter().any(|done| (1..10_000).contains(done)), "progress is seen: {shown:?}");
    assert_eq!(app.count(app.house().cedar, "person.added").await, 1000, "one event each (the newest thousand)");
    let again = draft(&adam, file(&rows)).await;
    assert_eq!(preview(&adam, again).await.counts.unchanged, 10_000);
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    import: cli::Import,
}

async fn the_terminal_imports_all_or_nothing(app: &TestApp) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("roster.csv");
    std::fs::write(&path, file(&[GOOD, "Bell,Ben,no address,,,,"])).expect("writes");
    let run = async |arguments: &[&str]| {
        let path = path.to_str().expect("a path");
        let line = [&["import", path, "--practice", "12-3456789"], arguments].concat();
        let line = Line::try_parse_from(line).expect("arguments");
        cli::import(&app.state, &line.import).await.map(|code| format!("{code:?}")).map_err(|error| error.to_string())
    };
    let failure = format!("{:?}", std::process::ExitCode::FAILURE);
    let before = app.snapshot().await;
    assert_eq!(run(&["--dry-run"]).await, Ok(failure.clone()));
    assert_eq!(run(&[]).await, Ok(failure.clone()));
    assert_same(&before, &app.snapshot().await, "a refused import");
    assert_eq!(run(&["--good-rows"]).await, Ok(failure));
    let event = app.events(app.house().cedar).await.remove(1);
    assert_eq!((event.kind.as_str(), event.actor_id, event.reason.as_str()), ("roster.imported", None, "roster.csv"));
    std::fs::write(&path, file(&[GOOD])).expect("writes");
    assert_eq!(run(&[]).await, Ok(format!("{:?}", std::process::ExitCode::SUCCESS)));
    let line = Line::try_parse_from(["import", "x", "--practice", "99-9999999"]).expect("arguments");
    assert!(cli::import(&app.state, &line.import).await.is_err());
}

on_both_engines!(
    good_and_bad_rows,
    every_kind_of_file_is_read,
    unreadable_files_say_why,
    the_columns_can_be_matched_by_hand,
    t66_an_import_is_its_uploader_s_alone,
    roles_and_scopes_bound_the_importer,
    an_import_is_what_was_seen_or_nothing,
    a_fault_in_the_middle_leaves_nothing,
    an_import_whose_process_died_can_be_repeated,
    confirmed_twice_it_happens_once,
    ten_thousand_rows_show_their_progress,
    the_terminal_imports_all_or_nothing,
);
