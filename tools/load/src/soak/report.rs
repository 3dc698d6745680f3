//! docs/reliability.md

use std::fmt::Write as _;

use super::{crash::Crashes, duel::Duels, mixed::Load};
use crate::client::Error;

pub fn write(machine: &str, crashes: &[Crashes], loads: &[Load], duels: &[Duels]) -> Result<String, Error> {
    let mut text = format!(
        "# Reliability\n\nWritten by `make soak` on the release binary; what each promise rests on is in \
         docs/ARCHITECTURE.md. Every test run repeats a short slice. {machine}\n\n## Killed under \
         writes\n\nEach round: start, four clients edit people, one takes locks off, one signs in; `kill -9` after 20 \
         to 520 ms; `rolecall verify`; start again; every edit, unlocking and session that was confirmed in any round \
         must be there. A single loss ends the run with an error.\n\n| engine | rounds | confirmed edits | unlockings \
         | sessions | cut off | lost |\n|---|---|---|---|---|---|---|\n",
    );
    for run in crashes {
        let (engine, rounds, edits) = (run.engine.name(), run.rounds, run.edits);
        let (unlocks, sign_ins, cut_off) = (run.unlocks, run.sign_ins, run.cut_off);
        writeln!(text, "| {engine} | {rounds} | {edits} | {unlocks} | {sign_ins} | {cut_off} | 0 |")?;
    }
    text.push_str(
        "\n## 64 clients\n\nEach client pausing 0.2 s on average between two requests: 85 % reads \
         (lists in six orders, searches, last pages, single people), 14 % edits, 1 % sign-ins. Milliseconds; an edit is a \
         read and a write.\n\n| engine | people | seconds | reads | p50 | p99 | edits | p50 | p99 | sign-ins | p50 | p99 | most \
         memory | errors |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for load in loads {
        write!(text, "| {} | {} | {} ", load.engine.name(), load.people, load.seconds)?;
        for times in [&load.reads, &load.writes, &load.sign_ins] {
            let mut times = times.clone();
            write!(text, "| {} | {:.1} | {:.1} ", times.count(), times.percentile(50), times.percentile(99))?;
        }
        writeln!(text, "| {:.0} MiB | {} |", load.memory, load.errors.len())?;
        if let Some(error) = load.errors.first() {
            writeln!(text, "\nThe first error: {error}")?;
        }
    }
    text.push_str(
        "\n## Two who demote each other\n\nThe only two administrators of a practice take each other's role away at the \
         same moment; one succeeds, the other is refused, and gets the role back. A round in which both or neither \
         succeed ends the run with an error.\n\n| engine | rounds | without an administrator |\n|---|---|---|\n",
    );
    for run in duels {
        writeln!(text, "| {} | {} | 0 |", run.engine.name(), run.rounds)?;
    }
    Ok(text)
}
