//! Departures as a calendar file (RFC 5545).

use chrono::TimeDelta;
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};

use super::views::Leaver;
use crate::{domain::clock::Instant, i18n::T};

/// How often calendar programs are asked to look again.
const AGAIN: TimeDelta = TimeDelta::hours(6);

/// A whole-day entry for everybody's last day. `host` makes the ids of entries our own.
pub fn compose(t: T, practice: &str, host: &str, leavers: &[Leaver], now: Instant) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&t.departures_feed_name(line(practice))).ttl(&AGAIN);
    for leaver in leavers {
        calendar.push(entry(t, host, leaver, now));
    }
    calendar.to_string()
}

fn entry(t: T, host: &str, leaver: &Leaver, now: Instant) -> Event {
    let day = leaver.ends.date_naive();
    let about = format!("{} · {}\n{}", t.role(leaver.role), line(&leaver.place), t.end_of_day(day, &leaver.zone));
    Event::new()
        .uid(&format!("departure-{}@{host}", leaver.person))
        .timestamp(now)
        .starts(day)
        // A whole day ends where the next one begins.
        .ends(day.succ_opt().unwrap_or(day))
        .summary(&t.departures_feed_entry(line(&leaver.name)))
        .description(&about)
        // Nobody's calendar is blocked by it.
        .append_property(Property::new("TRANSP", "TRANSPARENT"))
        .done()
}

/// Names stay names: nothing in them begins a line of its own.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{clock::instant, ids::PersonId, role::Role},
        i18n::Lang,
    };

    fn leaver(name: &str) -> Leaver {
        Leaver {
            person: PersonId::new(Uuid::from_u128(7)),
            name: name.into(),
            role: Role::Delegate,
            place: "Main; Street".into(),
            ends: "2026-11-30T23:59:59.999-06:00".parse().expect("an instant"),
            zone: "America/Mexico_City".into(),
            days: 8,
            by: String::new(),
            reason: "a secret".into(),
            patients: 0,
            provider: None,
        }
    }

    /// What a calendar program reads: lines put together again, and each at most 75 octets long.
    fn unfolded(text: &str) -> String {
        assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
        for line in text.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
        }
        text.replace("\r\n ", "")
    }

    #[test]
    fn n20_a_last_day_is_a_whole_day() {
        let file = compose(
            T::new(Lang::En),
            "Cedar",
            "portal.example",
            &[leaver("Ana Ñandú, MD")],
            instant(1_800_000_000_000),
        );
        let text = unfolded(&file);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "UID:departure-00000000-0000-0000-0000-000000000007@portal.example",
            "DTSTAMP:20270115T080000Z",
            "DTSTART;VALUE=DATE:20261130",
            "DTEND;VALUE=DATE:20261201",
            "SUMMARY:Last day of Ana Ñandú\\, MD",
            "TRANSP:TRANSPARENT",
        ] {
            assert!(text.lines().any(|one| one.trim_end() == line), "{line}\n{text}");
        }
        assert!(text.contains("end of 30 November 2026\\, Mexico City\\, 23:59:59"), "{text}");
        assert!(!text.contains("a secret"), "reasons stay inside");
    }

    #[test]
    fn names_begin_no_lines() {
        let file = compose(
            T::new(Lang::Es),
            "Cedar\r\nX:1",
            "portal.example",
            &[leaver("Eve\r\nEND:VEVENT\nATTACH:http://evil.example")],
            instant(0),
        );
        let text = unfolded(&file);
        assert_eq!(text.matches("END:VEVENT").count(), 2, "{text}");
        assert!(
            !text.contains("\nATTACH")
                && !text.contains("\nX:1")
                && text.lines().filter(|line| *line == "END:VEVENT").count() == 1,
            "{text}"
        );
    }
}
