//! Where the chains of events end: printed by `rolecall verify`, kept elsewhere, compared later. A chain that was cut off, or
//! written anew from some event on, agrees with itself. A copy out of reach of whoever did that shows it (T70).

use std::{fmt, str::FromStr};

use sqlx::query_scalar;
use uuid::Uuid;

use super::db::Conn;
use crate::on;

/// The newest event of an organisation's chain.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    pub practice_id: Uuid,
    pub name: String,
    pub seq: i64,
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chain {} ends at event {} {} ({})", self.practice_id, self.seq, self.hash, self.name)
    }
}

impl FromStr for Head {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let words: Vec<_> = line.splitn(8, ' ').collect();
        let ["chain", practice, "ends", "at", "event", seq, hash, name] = words[..] else { return Err(()) };
        Ok(Self {
            practice_id: practice.parse().map_err(drop)?,
            seq: seq.parse().map_err(drop)?,
            hash: hash.to_owned(),
            name: name.strip_prefix('(').and_then(|name| name.strip_suffix(')')).ok_or(())?.to_owned(),
        })
    }
}

/// What `rolecall verify` printed once, with whatever else stands there.
///
/// # Errors
/// The line that can't be read; a text without any chain.
pub fn read(text: &str) -> Result<Vec<Head>, String> {
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with("chain "));
    let heads: Vec<Head> = lines
        .map(|line| line.parse().map_err(|()| format!("not what verify prints: {line}")))
        .collect::<Result<_, _>>()?;
    if heads.is_empty() { Err("no chain in it".to_owned()) } else { Ok(heads) }
}

/// Whether every chain still goes through the event at which it ended once.
///
/// # Errors
/// The inner `Err` names the first one that does not.
pub async fn compare(conn: &mut Conn, known: &[Head]) -> sqlx::Result<Result<(), String>> {
    // A chain without events has no end.
    for head in known.iter().filter(|head| head.seq > 0) {
        let sql = "select hash from events where practice_id = $1 and seq = $2";
        let hash: Option<String> =
            on!(conn, |c| query_scalar(sql).bind(head.practice_id).bind(head.seq).fetch_optional(&mut *c).await?);
        let Head { practice_id, seq, .. } = head;
        match hash {
            Some(hash) if hash == head.hash => {}
            Some(_) => return Ok(Err(format!("practice {practice_id}: event {seq} is not the one it was"))),
            None => return Ok(Err(format!("practice {practice_id}: the chain was cut off before event {seq}"))),
        }
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read() {
        let head =
            Head { practice_id: Uuid::from_u128(7), name: "Cedar (North)".into(), seq: 12, hash: "ab".repeat(32) };
        let printed = format!("a note\n{head}\n10 people and 12 events: nothing wrong\n");
        assert_eq!(read(&printed), Ok(vec![head]));
        assert_eq!(read("10 people and 12 events: nothing wrong"), Err("no chain in it".into()));
        assert_eq!(read("chain of mine"), Err("not what verify prints: chain of mine".into()));
    }
}
