//! Days as files and forms write them.

use chrono::{NaiveDate, NaiveDateTime};

use super::code::Code;

/// `2026-11-30`, as browsers send it and as both engines sort it.
pub const STORED: &str = "%Y-%m-%d";

/// How days are written: by browsers and ISO 8601, and in the United States with two or four digits for the year.
const FORMS: [&str; 3] = [STORED, "%m/%d/%Y", "%Y/%m/%d"];

/// A day.
///
/// # Errors
/// [`Code::Required`], [`Code::NotADate`].
pub fn parse(text: &str) -> Result<NaiveDate, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    // Spreadsheets add midnight to a day.
    let text = text.strip_suffix(" 00:00:00").or_else(|| text.strip_suffix("T00:00:00")).unwrap_or(text);
    let read = FORMS.into_iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    read.filter(|day| (1..=9999).contains(&chrono::Datelike::year(day))).ok_or(Code::NotADate)
}

/// A day with a time; a day alone means its midnight.
///
/// # Errors
/// See [`parse`].
pub fn parse_with_time(text: &str) -> Result<NaiveDateTime, Code> {
    let text = text.trim();
    let forms = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
    ];
    let read = forms.into_iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    match read {
        Some(at) => Ok(at),
        None => parse(text).map(|day| day.and_time(chrono::NaiveTime::MIN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(1984, 2, 29).expect("a day");
        for text in ["1984-02-29", " 02/29/1984 ", "2/29/1984", "1984/2/29", "1984-02-29 00:00:00"] {
            assert_eq!(parse(text), Ok(day), "{text}");
        }
        for text in ["1983-02-29", "29/02/1984", "yesterday", "45000", "99999-01-01"] {
            assert_eq!(parse(text), Err(Code::NotADate), "{text}");
        }
        assert_eq!(parse(" "), Err(Code::Required));
    }

    #[test]
    fn times_may_follow() {
        let at = NaiveDate::from_ymd_opt(2026, 11, 30).and_then(|day| day.and_hms_opt(14, 30, 0)).expect("a moment");
        for text in ["2026-11-30T14:30", "2026-11-30 14:30:00", "11/30/2026 2:30 PM", "11/30/2026 14:30"] {
            assert_eq!(parse_with_time(text), Ok(at), "{text}");
        }
        assert_eq!(parse_with_time("2026-11-30").map(|at| at.time()), Ok(chrono::NaiveTime::MIN));
    }
}
