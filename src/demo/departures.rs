//! Who leaves a practice of the demo, why, and when it is closed.

use chrono::{Datelike, Duration, NaiveDate};
use sqlx::query;

use super::practice::Site;
use crate::{
    departures::{
        model::{Departure, Origin},
        rules::ClosedDay,
        store,
    },
    domain::{
        clock::{Instant, millis},
        ids::PersonId,
    },
    on,
    people::model::Person,
    server::{clock::local, fault::Fault, write::Writing},
};

const REASONS: [&str; 4] = ["moves to another city", "contract ends", "retires", "goes back to school"];
/// Month, day, and what for.
const CLOSED: [(u32, u32, &str); 4] =
    [(1, 1, "New Year's Day"), (7, 4, "Independence Day"), (11, 26, "Thanksgiving Day"), (12, 25, "Christmas Day")];

/// Stores a plan for everybody whose last day is known, and the closed days of a year.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    people: &[Person],
    (by, by_name): &(PersonId, String),
    now: Instant,
) -> Result<(), Fault> {
    let planned = now - Duration::days(4);
    let leaving = people.iter().filter(|person| person.state.may_sign_in());
    for (person, ends) in leaving.filter_map(|person| Some((person, person.deactivates?))) {
        let plan = Departure {
            person: person.id,
            practice: site.id,
            day: local(site.zone, ends).date_naive(),
            zone: site.zone.name().to_owned(),
            ends,
            reason: REASONS[person.last_name.len() % REASONS.len()].to_owned(),
            by: Some(*by),
            by_name: by_name.clone(),
            planned,
            origin: Origin { address: "198.51.100.4".into(), ..Origin::default() },
        };
        store::put(tx, &plan).await?;
    }
    // They were told when it was planned: a demo sends nothing by itself.
    let sql = "update departures set told_at = $2 where practice_id = $1";
    on!(tx, |c| query(sql).bind(site.id.uuid()).bind(millis(planned)).execute(&mut *c).await.map(drop))?;
    let today = local(site.zone, now).date_naive();
    for (month, day, label) in CLOSED {
        let this_year = NaiveDate::from_ymd_opt(today.year(), month, day);
        let next_year = NaiveDate::from_ymd_opt(today.year() + 1, month, day);
        if let Some(day) = this_year.filter(|day| *day >= today).or(next_year) {
            store::rules::close(tx, site.id, &ClosedDay { day, label: label.into() }).await?;
        }
    }
    Ok(())
}
