//! "Contains" search: texts that nobody has searched for yet, so that no total is known.

use std::time::Instant;

use serde_json::Value;

use crate::{
    client::{Client, Error, list},
    times::Times,
};

const PIECES: [&str; 24] = [
    "garc", "alvar", "smith", "john", "lopez", "mart", "nunez", "okon", "ander", "brien", "zuni", "will", "perez",
    "gomez", "chen", "patel", "nguy", "davis", "mora", "camp", "hern", "rod", "sanch", "young",
];
const FIRST_NAMES: [&str; 24] = [
    "maria", "jose", "emily", "noah", "lucia", "ana", "grace", "henry", "javier", "nora", "diego", "sofia", "ryan",
    "elena", "carlos", "mia", "raul", "julia", "jack", "carmen", "liam", "ines", "luis", "zoe",
];

/// What is typed, from many matches to few.
pub struct Kind {
    pub name: &'static str,
    pub p50: f64,
    pub p95: f64,
    /// Matches in the median.
    pub matches: i64,
}

pub async fn measure(client: &mut Client) -> Result<Vec<Kind>, Error> {
    let part = |at: usize| PIECES[at].to_owned();
    let both = |at: usize| format!("{} {}", FIRST_NAMES[at], PIECES[at]);
    let email = |at: usize| format!("{}.{at}", PIECES[at]);
    let kinds: [(&'static str, &dyn Fn(usize) -> String); 3] =
        [("part of a name", &part), ("parts of two names", &both), ("part of an e-mail address", &email)];
    let mut measured = Vec::new();
    for (name, text) in kinds {
        let mut times = Times::default();
        let mut totals = Vec::new();
        for at in 0..PIECES.len() {
            let body = list(&text(at), "LastName", false, &Value::Null);
            let started = Instant::now();
            let reply = client.call("/rpc/people/list", &body).await?;
            times.add(started.elapsed());
            totals.push(reply.json()?["total"].as_i64().unwrap_or_default());
        }
        totals.sort_unstable();
        let (p50, p95) = (times.percentile(50), times.percentile(95));
        measured.push(Kind { name, p50, p95, matches: totals[totals.len() / 2] });
    }
    Ok(measured)
}
