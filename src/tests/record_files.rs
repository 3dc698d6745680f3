//! Providers and patients from files: by the page and by the command (S4, P-07, T49, T65, T66, T68, T69).

use clap::Parser;
use rolecall::{
    domain::{code::Code, ids::RecordFileId, scope::Reach},
    error::AppError,
    imports::{
        api::{GetPatientFile, GetProviderFile, ImportPatients, ImportProviders},
        cli,
        model::{FileView, Look, Report, Verdict},
    },
    patients::{self, model::Status},
    providers,
    server::failpoint,
    sheet::model::{Counts, Mode, VerdictKind},
};

use crate::support::{Caller, Reply, TestApp, on_both_engines, snapshot::assert_same, upload::upload};

const REGISTRY: &str = include_str!("../providers/nppes_test.csv");
const PATIENTS: &str = "Patient number,Last name,First name,Date of birth,Language,Office,Provider NPI,Status,Next appointment\r\n\
    K-1,,,,,North Clinic,,inactive,\r\n\
    A-2,Núñez,Iñaki,02/29/1984,es-MX,Main Street,1245319599,Active,2026-04-01 09:30\r\n\
    A-3,Bell,Ben,1990-13-01,Klingon,Nowhere,1245319590,asleep,soon\r\n\
    a 2,Bell,Bea,1990-01-01,,North Clinic,,,\r\n\
    A-4,,Cy,2999-01-01,,,,,\r\n";

fn id_of(reply: &Reply, kind: &str) -> RecordFileId {
    assert_eq!(reply.status, 303, "{}", reply.line());
    let location = reply.header("location");
    let id = location.strip_prefix(&format!("/{kind}/import/")).and_then(|id| id.parse().ok());
    id.unwrap_or_else(|| panic!("leads to {location}"))
}

async fn patients_file(caller: &Caller, file: &str) -> RecordFileId {
    id_of(&upload(caller, "/patients/import", r"C:\x\patients.csv", file).await, "patients")
}

async fn seen(caller: &Caller, id: RecordFileId) -> FileView {
    caller.call(GetPatientFile { id, look: Look::default() }).await.expect("a preview")
}

async fn import(caller: &Caller, id: RecordFileId, mode: Mode) -> Result<Report, AppError> {
    let seen = seen(caller, id).await.counts;
    caller.call(ImportPatients { id, office: None, mode, seen }).await
}

fn faults(view: &FileView, row: usize) -> Vec<(&str, Code)> {
    match &view.rows[row].verdict {
        Verdict::Refused(faults) => faults.iter().map(|(field, code)| (field.as_str(), *code)).collect(),
        other => panic!("{other:?}"),
    }
}

async fn patients_good_and_bad(app: &TestApp) {
    let (adam, house) = (app.signed_in("adam.admin").await, app.house());
    let id = patients_file(&adam, PATIENTS).await;
    let view = seen(&adam, id).await;
    assert_eq!((view.file_name.as_str(), view.done), ("patients.csv", false));
    assert_eq!(view.counts, Counts { new: 1, changed: 1, unchanged: 0, refused: 3 });
    let Verdict::Changed(changes) = &view.rows[0].verdict else { panic!("{:?}", view.rows[0]) };
    assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["office", "patient_status"]);
    let expected = [
        ("birth", Code::NotADate),
        ("language", Code::Unknown),
        ("office", Code::Unknown),
        ("provider_npi", Code::NpiCheckDigit),
        ("status", Code::Unknown),
        ("next_appointment", Code::NotADate),
    ];
    assert_eq!(faults(&view, 2), expected);
    assert_eq!(faults(&view, 3), [("identifier", Code::DuplicateInFile)], "written otherwise, but the same");
    let lacks = [("birth", Code::OutOfRange), ("last_name", Code::Required), ("office", Code::Required)];
    assert_eq!(faults(&view, 4), lacks);
    let look = Look { filter: Some(VerdictKind::Refused), page: 9, ..Look::default() };
    let refused = adam.call(GetPatientFile { id, look }).await.expect("a page");
    assert_eq!((refused.rows.len(), refused.page), (3, 1));

    let before = app.snapshot().await;
    assert_eq!(import(&adam, id, Mode::AllOrNothing).await, Err(AppError::Gone));
    failpoint::arm("before-commit", house.cedar);
    let failed = import(&adam, id, Mode::GoodRows).await;
    assert_eq!(failed.map_err(|error| error.status()), Err(500));
    assert_same(&before, &app.snapshot().await, "an import that was stopped (T69)");
    let report = import(&adam, id, Mode::GoodRows).await.expect("imports");
    assert_eq!((report.counts, report.refused.len()), (view.counts, 3));
    let all = patients::store::all(&mut app.read().await, Reach::whole(house.cedar)).await.expect("reads");
    let inaki = all.iter().find(|patient| patient.identifier == "A-2").expect("is here");
    assert_eq!((inaki.name().as_str(), inaki.provider), ("Iñaki Núñez", Some(house.ken)));
    assert_eq!(inaki.next.map(|at| at.to_rfc3339()), Some("2026-04-01T14:30:00+00:00".into()), "Chicago's time");
    let kai = all.iter().find(|patient| patient.identifier == "K-1").expect("is here");
    assert_eq!((kai.status, kai.office, kai.provider), (Status::Inactive, house.north, Some(house.ken)));
    let event = app.events(house.cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.reason.as_str()), ("patients.imported", "patients.csv"));
    assert!(event.changes.contains("rows_refused") && !event.changes.contains("Núñez"), "numbers, no names");
    // The file is not kept, and can't be imported again.
    assert!(!app.snapshot().await.rows("record_files").concat().contains("Klingon"));
    assert_eq!(import(&adam, id, Mode::GoodRows).await, Err(AppError::Gone));
    assert!(seen(&adam, id).await.done);
    // Once more, nothing changes.
    let again = patients_file(&adam, &PATIENTS.lines().take(3).collect::<Vec<_>>().join("\r\n")).await;
    assert_eq!(seen(&adam, again).await.counts, Counts { unchanged: 2, ..Counts::default() });
}

async fn t49_a_file_is_its_uploaders_alone(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = patients_file(&adam, PATIENTS).await;
    let counts = seen(&adam, id).await.counts;
    for name in ["amy.admin", "olivia.owner", "ben.boss"] {
        let other = app.signed_in(name).await;
        let answers = [
            other.call(GetPatientFile { id, look: Look::default() }).await.map(drop),
            other.call(GetProviderFile { id, look: Look::default() }).await.map(drop),
            other.call(ImportPatients { id, office: None, mode: Mode::GoodRows, seen: counts }).await.map(drop),
        ];
        assert_eq!(answers, [const { Err(AppError::NotFound) }; 3], "{name}");
    }
    assert_eq!(
        adam.call(GetProviderFile { id, look: Look::default() }).await.map(drop),
        Err(AppError::NotFound),
        "nor is it of the other kind"
    );
    for (name, status) in [("dora.delegate", 403), ("paul.portal", 403), ("nina.npi", 403)] {
        let caller = app.signed_in(name).await;
        assert_eq!(upload(&caller, "/patients/import", "a.csv", PATIENTS).await.status, status, "{name}");
    }
    let stranger = upload(&app.anonymous(), "/providers/import", "a.csv", REGISTRY).await;
    assert!(stranger.header("location").starts_with("/sign-in"), "{}", stranger.line());
}

async fn what_was_seen_or_nothing(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = patients_file(&adam, PATIENTS).await;
    let counts = seen(&adam, id).await.counts;
    let amy = app.signed_in("amy.admin").await;
    let hers = patients_file(&amy, PATIENTS).await;
    import(&amy, hers, Mode::GoodRows).await.expect("imports");
    let stale = adam.call(ImportPatients { id, office: None, mode: Mode::GoodRows, seen: counts }).await;
    assert_eq!(stale, Err(AppError::Gone));
    let office = Some(app.house().north);
    let look = Look { office, ..Look::default() };
    let view = adam.call(GetPatientFile { id, look }).await.expect("a preview");
    assert_eq!(faults(&view, 4), [("birth", Code::OutOfRange), ("last_name", Code::Required)], "an office was chosen");
}

async fn t65_files_that_are_of_no_use_say_why(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let huge = vec![b'x'; 6 * 1024 * 1024 + 1];
    for (path, file, error) in [
        ("/patients/import", huge.as_slice(), "too_big"),
        ("/patients/import", b"", "empty"),
        ("/patients/import", b"Last name,First name\nCruz,Carla\n", "no_key"),
        ("/providers/import", b"Name,Office\nDr. Ito,Main Street\n", "no_key"),
        ("/providers/import", b"%PDF-1.4", "not_a_table"),
        ("/providers/import", b"PK\x03\x04broken", "broken"),
    ] {
        let reply = upload(&adam, path, "a.csv", file).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, &*format!("{path}?error={error}")));
        assert_eq!(adam.get(reply.header("location")).await.status, 200);
    }
    assert!(app.snapshot().await.rows("record_files").is_empty());
    for path in ["/patients/import/template", "/providers/import/template"] {
        assert!(adam.get(path).await.text().contains('"'), "{path}");
    }
}

async fn the_registry_brings_providers_up_to_date(app: &TestApp) {
    let (adam, house) = (app.signed_in("adam.admin").await, app.house());
    // Without a filter: those who are here. Ken's number was taken back.
    let own = id_of(&upload(&adam, "/providers/import", "npidata.csv", REGISTRY).await, "providers");
    let view = adam.call(GetProviderFile { id: own, look: Look::default() }).await.expect("a preview");
    assert_eq!(view.counts, Counts { changed: 1, ..Counts::default() });
    assert_eq!(view.rows[0].flag, Some(Code::NpiDeactivated));
    let done = adam.call(ImportProviders { id: own, office: None, mode: Mode::AllOrNothing, seen: view.counts }).await;
    assert_eq!(done.expect("imports").counts, view.counts);
    let ken = providers::store::find(&mut app.read().await, Reach::whole(house.cedar), house.ken).await;
    let ken = ken.expect("reads").expect("Ken");
    assert_eq!((ken.name.as_str(), ken.profile.registry.ended.as_str()), ("Ken Ito", "2024-03-05"), "the name is ours");
    let page = adam.get(&format!("/providers/{}", house.ken)).await.text();
    assert!(page.contains("NPI deactivated on"), "flagged on the page");
    // With a filter: clinicians nearby. A new one needs an office.
    let mut body = String::from("--b\r\nContent-Disposition: form-data; name=\"postal\"\r\n\r\n524\r\n");
    body.push_str("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"npidata.csv\"\r\n\r\n");
    body.push_str(REGISTRY);
    body.push_str("\r\n--b--\r\n");
    let reply =
        adam.with("accept", "text/html").post("/providers/import", "multipart/form-data; boundary=b", body).await;
    let adam = app.signed_in("adam.admin").await;
    let near = id_of(&reply, "providers");
    let look = Look { office: Some(house.north), ..Look::default() };
    let without = adam.call(GetProviderFile { id: near, look: Look::default() }).await.expect("a preview");
    assert_eq!(without.counts.refused, 1);
    let view = adam.call(GetProviderFile { id: near, look }).await.expect("a preview");
    assert_eq!(view.counts, Counts { new: 1, ..Counts::default() });
    let (office, seen) = (Some(house.north), view.counts);
    adam.call(ImportProviders { id: near, office, mode: Mode::AllOrNothing, seen }).await.expect("imports");
    let all = providers::store::all(&mut app.read().await, Reach::whole(house.cedar)).await.expect("reads");
    let new = all.iter().find(|provider| provider.npi == "1003000126").expect("is here");
    assert_eq!((new.name.as_str(), new.office), ("Testa Q O'Sample-Lee", house.north));
    assert_eq!(new.profile.registry.phone, "+13195550187");
    let kinds: Vec<_> = app.events(house.cedar).await.into_iter().take(2).map(|event| event.kind).collect();
    assert_eq!(kinds, ["provider.added", "providers.imported"]);
}

#[derive(Debug, Parser)]
enum Commands {
    Providers(cli::ImportProviders),
    Patients(cli::Import),
}

async fn run(app: &TestApp, arguments: &[&str]) -> Result<String, String> {
    let commands = Commands::try_parse_from(std::iter::once(&"import").chain(arguments)).map_err(|e| e.to_string())?;
    let code = match &commands {
        Commands::Providers(arguments) => cli::import_providers(&app.state, arguments).await,
        Commands::Patients(arguments) => cli::import_patients(&app.state, arguments).await,
    };
    code.map(|code| format!("{code:?}")).map_err(|error| error.to_string())
}

async fn whoever_sits_at_the_machine_imports_too(app: &TestApp) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writes");
        path.to_string_lossy().into_owned()
    };
    let (registry, patients) = (file("npidata.csv", REGISTRY), file("patients.csv", PATIENTS));
    let before = app.snapshot().await;
    let with = ["--practice", "12-3456789"];
    let dry = ["providers", registry.as_str(), with[0], with[1], "--dry-run"];
    run(app, &dry).await.expect("reads");
    run(app, &["patients", &patients, with[0], with[1]]).await.expect("refused rows stop it");
    assert_same(&before, &app.snapshot().await, "a dry run, and rows that are refused");
    run(app, &["patients", &patients, with[0], with[1], "--good-rows"]).await.expect("imports");
    run(app, &["providers", &registry, with[0], with[1], "--npi", "1003000142", "--office", "north clinic"])
        .await
        .expect("imports");
    let cedar = app.house().cedar;
    assert_eq!(app.count(cedar, "patients.imported").await, 1);
    assert_eq!(app.count(cedar, "provider.added").await, 1);
    let nowhere = run(app, &["providers", &registry, with[0], with[1], "--office", "Nowhere"]).await;
    assert!(nowhere.expect_err("refused").contains("no office"), "says which");
    let nobody = run(app, &["patients", &patients, "--practice", "111111111"]).await;
    assert!(nobody.expect_err("refused").contains("no practice"));
}

on_both_engines! {
    patients_good_and_bad,
    t49_a_file_is_its_uploaders_alone,
    what_was_seen_or_nothing,
    t65_files_that_are_of_no_use_say_why,
    the_registry_brings_providers_up_to_date,
    whoever_sits_at_the_machine_imports_too,
}
