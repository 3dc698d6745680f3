//! Backups: consistent, never over something, and nobody stays signed in in a restored one.

use std::path::{Path, PathBuf};

use rolecall::server::{
    commands::{backup, restore},
    config::Config,
    db::Db,
    verify,
};
use tempfile::TempDir;

use crate::support::{Engine, TestApp, on_both_engines};

fn config(folder: &Path) -> (Config, PathBuf) {
    let path = folder.join("restored.db");
    (Config::local(&format!("sqlite:{}", path.display())), path)
}

fn words(result: Result<std::process::ExitCode, Box<dyn std::error::Error>>) -> String {
    result.map_or_else(|error| error.to_string(), |_| String::new())
}

async fn a_backup_restores_to_the_same_people_without_sessions(app: &TestApp) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("backup.db");
    let signed_in = app.signed_in("adam.admin").await;
    let saved = words(backup::run(&app.state.config, &file, app.now()).await);
    if app.engine == Engine::Postgres {
        assert!(saved.contains("pg_dump"), "{saved}");
        return;
    }
    assert_eq!(saved, "");
    assert!(
        words(backup::run(&app.state.config, &file, app.now()).await).contains("already"),
        "a backup is never overwritten"
    );
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");

    let (config, path) = config(folder.path());
    assert_eq!(words(restore::run(&config, &file, app.now()).await), "");
    assert!(
        words(restore::run(&config, &file, app.now()).await).contains("already"),
        "a database is never overwritten"
    );
    let restored = Db::connect(&config.database_url).await.expect("the restored database opens");
    let mut conn = restored.read().await.expect("a connection");
    let report = verify::verify(&mut conn, app.now()).await.expect("readable").expect("whole");
    let original = verify::verify(&mut app.read().await, app.now()).await.expect("readable").expect("whole");
    assert_eq!((report.people, report.events), (original.people, original.events + 1), "restoring is an event itself");
    let sessions: i64 = rolecall::on!(&mut conn, |c| {
        sqlx::query_scalar("select count(*) from sessions").fetch_one(&mut *c).await.expect("sessions can be counted")
    });
    assert_eq!(sessions, 0);
    drop(conn);
    restored.close().await;
    assert!(path.exists());
    drop(signed_in);
}

async fn a_damaged_backup_is_refused(app: &TestApp) {
    if app.engine == Engine::Postgres {
        return;
    }
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("backup.db");
    assert_eq!(words(backup::run(&app.state.config, &file, app.now()).await), "");
    let mut bytes = std::fs::read(&file).expect("the backup");
    let (config, path) = config(folder.path());

    std::fs::write(&file, b"no database at all").expect("written");
    assert_ne!(words(restore::run(&config, &file, app.now()).await), "");
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
    assert_ne!(words(restore::run(&config, &file, app.now()).await), "");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&file, &bytes).expect("written");
    assert_ne!(words(restore::run(&config, &file, app.now()).await), "");
    assert!(!path.exists(), "nothing half-done takes the database's place");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
}

async fn a_database_in_use_is_no_backup(app: &TestApp) {
    if app.engine == Engine::Postgres {
        return;
    }
    let folder = TempDir::new().expect("a folder");
    let used = app.state.config.sqlite_path().expect("a file");
    app.signed_in("adam.admin").await;
    let (config, _) = config(folder.path());
    let refused = words(restore::run(&config, &used, app.now()).await);
    assert!(refused.contains("in use"), "{refused}");
}

on_both_engines!(
    a_backup_restores_to_the_same_people_without_sessions,
    a_damaged_backup_is_refused,
    a_database_in_use_is_no_backup,
);
