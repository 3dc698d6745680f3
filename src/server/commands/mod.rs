//! What the program does besides serving.

pub mod backup;
pub mod import;
pub mod operator;
pub mod restore;
pub mod seed;
pub mod verify;

use std::error::Error;

use super::{config::Config, db::Db};

/// Opens a database that must be there already, with the schema that this program knows, and leaves it as it is.
///
/// # Errors
/// There is no such database, or its schema is another one.
pub async fn existing(config: &Config) -> Result<Db, Box<dyn Error>> {
    if let Some(path) = config.sqlite_path().filter(|path| !path.exists()) {
        return Err(format!("there is no database at {}", path.display()).into());
    }
    let db = Db::connect(&config.database_url).await?;
    match db.ready().await {
        Ok(true) => Ok(db),
        Ok(false) => Err("the database is older than this program: start `rolecall serve` once".into()),
        Err(error) => Err(format!("this is no Rolecall database: {error}").into()),
    }
}
