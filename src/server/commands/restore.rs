//! `rolecall restore FILE`

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::backup::{publish, reserve};
use crate::{
    bulk, departures,
    domain::clock::Instant,
    handover,
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    keys, mail, practices,
    server::{
        clock::Randomness,
        config::Config,
        db::Db,
        verify,
        write::{Bookkeeping, Writing},
    },
    session,
};

/// Puts a backup in the place of a database that is not there.
///
/// All sessions of the copy end: whoever was signed in when it was made may have been locked out since. Mails that waited
/// in it are given up, and orders called off: they may have gone out, or been carried out, since. Calendar feeds end.
///
/// # Errors
/// There is a database already, or the backup is damaged.
pub async fn run(config: &Config, file: &Path, now: Instant) -> Result<ExitCode, Box<dyn Error>> {
    let Some(target) = config.sqlite_path() else {
        let file = file.display();
        return Err(
            format!("PostgreSQL restores by itself: pg_restore --dbname=\"$ROLECALL_DATABASE_URL\" {file}").into()
        );
    };
    let log = with_end(file, "-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(format!("{} lies beside it: this is a database in use, not a backup", log.display()).into());
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = reserve(&target, "restoring")?;
    let restored = restore(file, &unfinished, &target, now).await;
    for end in ["", "-wal", "-shm"] {
        let path = with_end(&unfinished, end);
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    let report = restored?;
    println!("{} people and {} events in {}; everybody signs in again", report.people, report.events, target.display());
    Ok(ExitCode::SUCCESS)
}

async fn restore(
    file: &Path,
    unfinished: &Path,
    target: &Path,
    now: Instant,
) -> Result<verify::Report, Box<dyn Error>> {
    fs::copy(file, unfinished).map_err(|error| format!("{}: {error}", file.display()))?;
    let url = format!("sqlite:{}", unfinished.to_str().ok_or("the database's name is no text")?);
    // Looked at before the schema is brought up to date, and as a whole afterwards.
    let db = Db::connect(&url).await?;
    let whole = verify::file(&mut db.read().await?).await?;
    db.close().await;
    whole?;
    let db = Db::open(&url).await?;
    let report = verify::verify(&mut db.read().await?, now).await??;
    end_sessions(&db, file, now).await?;
    db.close().await;
    let log = with_end(unfinished, "-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(format!("{} could not be brought into its database", log.display()).into());
    }
    publish(unfinished, target)?;
    Ok(report)
}

async fn end_sessions(db: &Db, file: &Path, now: Instant) -> Result<(), Box<dyn Error>> {
    let Some(portal) = practices::store::portal(&mut db.read().await?).await? else {
        let mut tx = Bookkeeping::open(db).await?;
        session::store::end_everybody(&mut tx).await?;
        return Ok(tx.keep().await?);
    };
    let mut tx = Writing::open(db, portal).await?;
    let ended = session::store::end_everybody(&mut tx).await?;
    let unsent = mail::queue::give_up_restored(&mut tx, now).await?;
    let orders = bulk::store::call_all_off(&mut tx, now).await?;
    let plans = handover::store::queue::stop_restored(&mut tx).await?;
    // An address or a key that was revoked since would work again.
    departures::store::feeds::revoke_all(&mut tx).await?;
    keys::store::revoke_all(&mut tx, now).await?;
    let why = format!(
        "{}: {ended} sessions ended, {unsent} unsent mails given up, {orders} orders called off, \
         {plans} handover plans stopped",
        file.display()
    );
    let event = Event::new(EventKind::BackupRestored).because(why);
    let cause = Cause { agent: "rolecall".into(), ..Cause::default() };
    Ok(tx.finish(&cause, now, &Randomness::System, vec![event]).await?)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
