//! How much of the machine's cores processes have used, from /proc.

use std::time::Duration;

use crate::client::Error;

/// What Linux counts processor time in, on every architecture that it runs on.
const TICK: Duration = Duration::from_millis(10);

/// The fields of /proc/ID/stat after the name, which may contain blanks itself: the first is the state.
fn stat(id: u32) -> Result<Vec<String>, Error> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = text.rsplit_once(')').ok_or("no name in stat")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}

/// Ticks of a process in its own code and in the kernel, then those of children that have ended.
fn ticks(fields: &[String]) -> Result<[u32; 4], Error> {
    let mut ticks = [0; 4];
    for (tick, field) in ticks.iter_mut().zip(fields.get(11..15).ok_or("a short stat")?) {
        *tick = field.parse()?;
    }
    Ok(ticks)
}

/// Core time of these processes.
pub fn of(ids: &[u32]) -> Result<Duration, Error> {
    let mut sum = 0;
    for id in ids {
        sum += ticks(&stat(*id)?)?[..2].iter().sum::<u32>();
    }
    Ok(TICK * sum)
}

/// Core time of the PostgreSQL at `TEST_POSTGRES_URL`, with all its connections, those that are closed too.
pub fn of_postgres() -> Result<Duration, Error> {
    let url = std::env::var("TEST_POSTGRES_URL")?;
    let port = url.rsplit(':').next().and_then(|rest| rest.split('/').next()).ok_or("no port")?;
    let (mut head, mut processes) = (None, Vec::new());
    for entry in std::fs::read_dir("/proc")? {
        let Ok(id) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
        // A process may end while it is being looked at.
        let Ok(line) = std::fs::read_to_string(format!("/proc/{id}/cmdline")) else { continue };
        let words: Vec<_> = line.split('\0').collect();
        if words.first().is_some_and(|word| word.ends_with("/postgres")) && words.contains(&port) {
            head = Some(id);
        }
        if words.first().is_some_and(|word| word.starts_with("postgres:")) {
            processes.push(id);
        }
    }
    let head = head.ok_or("no process of that PostgreSQL")?;
    let mut sum = ticks(&stat(head)?)?.iter().sum::<u32>();
    for id in processes {
        let Ok(fields) = stat(id) else { continue };
        if fields.get(1).is_some_and(|parent| *parent == head.to_string()) {
            sum += ticks(&fields)?[..2].iter().sum::<u32>();
        }
    }
    Ok(TICK * sum)
}
