//! Inviting 500 people by one request, beside the bare writing of as many rows.

use std::{path::Path, str::FromStr as _, time::Instant};

use serde_json::json;
use sqlx::{
    Connection as _, SqliteConnection, query,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    client::{Client, Error},
    times::Times,
};

const ADDRESSES: usize = 500;
const BATCHES: usize = 5;
/// Of each address: the person, the role, the link, the letter and the event.
const ROWS_EACH: usize = 5;

/// Milliseconds until the answer, in the median.
pub struct Batches {
    pub ours: f64,
    pub bare: f64,
}

pub async fn measure(client: &mut Client, folder: &Path) -> Result<Batches, Error> {
    let options = client.call("/rpc/invitations/options", &json!({})).await?.json()?;
    let place = options["places"]["offices"][0][0].as_str().ok_or("the practice has no office")?.to_owned();
    let mut ours = Times::default();
    for batch in 0..BATCHES {
        let emails: Vec<_> = (0..ADDRESSES).map(|number| format!("bench{batch}-{number}%40new.example")).collect();
        let form = format!("emails={}&role=clerical_user&place={place}", emails.join("%2C"));
        let started = Instant::now();
        let judged = client.post_form("/rpc/invitations/invite", form).await?.json()?;
        ours.add(started.elapsed());
        let sent = judged.as_array().map_or(0, |all| all.iter().filter(|one| one["verdict"] == "sent").count());
        if sent != ADDRESSES {
            return Err(format!("{sent} of {ADDRESSES} links were sent").into());
        }
    }
    let mut bare = Times::default();
    for batch in 0..BATCHES {
        bare.add(write(&folder.join(format!("bare{batch}.db"))).await?);
    }
    Ok(Batches { ours: ours.percentile(50), bare: bare.percentile(50) })
}

/// One statement a row, in one transaction, as safely on disk as the product's own.
async fn write(file: &Path) -> Result<std::time::Duration, Error> {
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{}", file.display()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    query("create table rows (id integer primary key, email text not null, body text not null)")
        .execute(&mut conn)
        .await?;
    let body = "x".repeat(400);
    let started = Instant::now();
    let mut tx = conn.begin().await?;
    for number in 0..ADDRESSES * ROWS_EACH {
        let insert = query("insert into rows (email, body) values ($1, $2)");
        insert.bind(format!("bench{number}@new.example")).bind(&body).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(started.elapsed())
}
