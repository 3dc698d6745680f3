//! docs/performance.md

use std::fmt::Write as _;

use super::{Measured, list::Cell, orders::Order};

/// People at whom the budgets are stated.
const BUDGET_PEOPLE: u64 = 100_000;

pub fn write(machine: &str, all: &[Measured], orders: &[Order]) -> String {
    let mut text = String::from(
        "# Performance\n\nWritten by `make bench` (`BENCH_FULL=1 make bench` adds 1,000,000 people). The release binary \
         answers HTTP on this machine's loopback; the client runs beside it on the same cores. The baseline of the list is a \
         bare axum and sqlx handler in a process of its own that runs the same indexed query, without session, \
         permissions, total and badges.\n\n",
    );
    let _ = writeln!(text, "{machine}\n");
    budgets(&mut text, all);
    growth(&mut text, all);
    for measured in all.iter().filter(|measured| measured.people == BUDGET_PEOPLE) {
        cells(&mut text, measured);
        searches(&mut text, measured);
    }
    carried_out(&mut text, orders);
    text
}

fn worst(cells: &[Cell]) -> f64 {
    cells.iter().map(|cell| cell.ours / cell.bare).fold(0.0, f64::max)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn budgets(text: &mut String, all: &[Measured]) {
    let Some(at) = all.iter().find(|measured| measured.people == BUDGET_PEOPLE) else { return };
    text.push_str("## Budgets, at 100,000 people on SQLite\n\n| what | budget | measured | |\n|---|---|---|---|\n");
    let mut row = |what: &str, budget: &str, measured: String, holds: bool| {
        let _ = writeln!(text, "| {what} | {budget} | {measured} | {} |", if holds { "holds" } else { "**missed**" });
    };
    let list = worst(&at.cells);
    row("people list, worst of 12 orders × 3 pages", "≤ 2 × bare", format!("{list:.2} ×"), list <= 2.0);
    let search = at.searches.iter().map(|kind| kind.p50).fold(0.0, f64::max);
    row("“contains” search, p50 of the slowest kind", "≤ 5 ms", format!("{search:.2} ms"), search <= 5.0);
    if let Some(million) = all.iter().find(|measured| measured.people == 1_000_000) {
        let growth = million.searches.iter().zip(&at.searches).map(|(m, h)| m.p50 / h.p50).fold(0.0, f64::max);
        row("the same with ten times the people", "≤ 4 ×", format!("{growth:.2} ×"), growth <= 4.0);
    }
    row("memory, idle", "≤ 30 MiB", format!("{:.1} MiB", at.idle_memory), at.idle_memory <= 30.0);
    row("start to ready", "≤ 50 ms", format!("{:.0} ms", at.ready), at.ready <= 50.0);
    if let Some(extra) = &at.extra {
        let share = extra.sign_in.ours / extra.sign_in.raw * 100.0;
        let rates = format!("{share:.0} % ({:.1} of {:.1} a second)", extra.sign_in.ours, extra.sign_in.raw);
        row("sign-in", "≥ 90 % of raw argon2id", rates, share >= 90.0);
        let (batch, bare) = (extra.batches.ours, extra.batches.bare);
        let times = format!("{batch:.0} ms (bare rows: {bare:.0} ms)");
        row("500 addresses invited by one request, p50", "≤ 2,000 ms", times, batch <= 2_000.0);
        let busy = extra.busy_memory;
        row("memory, 64 clients reading", "≤ 100 MiB", format!("{busy:.1} MiB"), busy <= 100.0);
    }
    for handover in all.iter().filter_map(|measured| measured.handover.as_ref()) {
        let (on, count) = (handover.engine.name(), handover.patients);
        let what = format!("preview of a plan for {count} patients, {on}, slowest of 20");
        row(&what, "≤ 1,000 ms", format!("{:.0} ms", handover.preview), handover.preview <= 1_000.0);
        let what = format!("handing {count} patients over by rules, {on}");
        row(&what, "≤ 2,000 ms", format!("{:.0} ms", handover.execution), handover.execution <= 2_000.0);
    }
    text.push('\n');
}

fn growth(text: &mut String, all: &[Measured]) {
    text.push_str(
        "## Growth\n\nMilliseconds in the median of one connection; answers a second of eight.\n\n| people | engine \
         | list | bare | ratio | list/s | bare/s | search | page | ready | idle MiB | seeded in |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for at in all {
        let ours = median(at.cells.iter().map(|cell| cell.ours).collect());
        let bare = median(at.cells.iter().map(|cell| cell.bare).collect());
        let search = median(at.searches.iter().map(|kind| kind.p50).collect());
        let _ = writeln!(
            text,
            "| {} | {} | {ours:.2} | {bare:.2} | {:.2} | {:.0} | {:.0} | {search:.2} | {:.1} | {:.0} | {:.1} | {:.1} s |",
            at.people,
            at.engine.name(),
            ours / bare,
            at.rates.ours,
            at.rates.bare,
            at.page,
            at.ready,
            at.idle_memory,
            at.seed_seconds,
        );
    }
    text.push('\n');
}

fn cells(text: &mut String, at: &Measured) {
    let _ = writeln!(text, "## Every order, {} people on {}\n", at.people, at.engine.name());
    text.push_str(
        "Milliseconds: Rolecall / bare (ratio).\n\n| sorted by | first | middle | last |\n|---|---|---|---|\n",
    );
    for pages in at.cells.chunks(3) {
        let _ = write!(text, "| {} |", pages[0].column);
        for cell in pages {
            let _ = write!(text, " {:.2} / {:.2} ({:.2}) |", cell.ours, cell.bare, cell.ours / cell.bare);
        }
        text.push('\n');
    }
    text.push('\n');
}

fn searches(text: &mut String, at: &Measured) {
    let _ = writeln!(text, "## Search, {} people on {}\n", at.people, at.engine.name());
    text.push_str("| typed | matches | p50 ms | p95 ms |\n|---|---|---|---|\n");
    for kind in &at.searches {
        let _ = writeln!(text, "| {} | {} | {:.2} | {:.2} |", kind.name, kind.matches, kind.p50, kind.p95);
    }
    text.push('\n');
}

fn carried_out(text: &mut String, orders: &[Order]) {
    text.push_str(
        "## An order for 5,000 people\n\nEverybody is to have another role: a person, an event and an outcome each. \
         Milliseconds; the bare writing is of as many rows in one transaction on SQLite.\n\n\
         | engine | done | refused | dry run | confirmed | called off | carried out | bare |\n|---|---|---|---|---|---|---|---|\n",
    );
    for order in orders {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} |",
            order.engine.name(),
            order.done,
            order.left_out,
            order.dry_run,
            order.confirm,
            order.call_off,
            order.carry_out,
            order.bare,
        );
    }
    text.push('\n');
}
