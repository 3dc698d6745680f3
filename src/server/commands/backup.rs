//! `rolecall backup FILE`

use std::{
    error::Error,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use sqlx::query;

use crate::{
    domain::clock::Instant,
    operator,
    server::{config::Config, db::Db, write::Bookkeeping},
};

/// Copies the embedded database into a new file, consistently, while others read and write it.
///
/// # Errors
/// The file is there already, or the database is not an embedded one.
pub async fn run(config: &Config, file: &Path, now: Instant) -> Result<ExitCode, Box<dyn Error>> {
    if config.sqlite_path().is_none() {
        let file = file.display();
        return Err(format!(
            "PostgreSQL makes its own backups: pg_dump --format=custom --file={file} \"$ROLECALL_DATABASE_URL\" && \
             rolecall backup --noted"
        )
        .into());
    }
    let db = super::existing(config).await?;
    let Db::Sqlite { writer, .. } = &db else { unreachable!("an embedded database") };
    let partial = reserve(file, "partial")?;
    let copied = async {
        let path = partial.to_str().ok_or("the file's name is no text")?;
        query("vacuum into $1").bind(path).execute(writer).await?;
        Ok::<_, Box<dyn Error>>(publish(&partial, file)?)
    };
    let copied = copied.await;
    fs::remove_file(&partial)?;
    copied?;
    // A database that an older program made has no place for it yet; the copy is made all the same.
    if let Err(error) = note(&db, now).await {
        tracing::warn!(%error, "the copy is made, but its time was not noted");
    }
    println!("{} bytes in {}", fs::metadata(file)?.len(), file.display());
    Ok(ExitCode::SUCCESS)
}

/// `rolecall backup --noted`: a copy was made by other means. The operator's page says how old it is.
///
/// # Errors
/// There is no database yet, or it refused.
pub async fn noted(config: &Config, now: Instant) -> Result<ExitCode, Box<dyn Error>> {
    note(&super::existing(config).await?, now).await?;
    Ok(ExitCode::SUCCESS)
}

async fn note(db: &Db, now: Instant) -> sqlx::Result<()> {
    let mut tx = Bookkeeping::open(db).await?;
    operator::store::note_backup(&mut tx, now).await?;
    tx.keep().await
}

/// Makes the empty file `FILE.suffix`, for nobody but us to read, in which the work is done until it is finished.
///
/// # Errors
/// It, or `file` itself, is there already.
pub fn reserve(file: &Path, suffix: &str) -> io::Result<PathBuf> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{suffix}"));
    let unfinished = PathBuf::from(name);
    for path in [file, &unfinished] {
        if path.exists() {
            return Err(io::Error::other(format!("{} is there already and stays as it is", path.display())));
        }
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    Ok(unfinished)
}

/// Gives finished work its name, on disk before this returns. Never takes the name from a file that got it meanwhile.
pub fn publish(finished: &Path, file: &Path) -> io::Result<()> {
    File::open(finished)?.sync_all()?;
    fs::hard_link(finished, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
