//! The people list as a file: the current filter, in the current order, with the columns of a roster.

use std::collections::HashMap;

use axum::body::Bytes;
use futures_util::stream::{self, Stream};

use super::{
    compare::record,
    model::RosterField,
    words,
    write::{BOM, csv_line, xlsx},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        fold::fold,
        ids::PersonId,
        permission::Permission,
        scope::Reach,
    },
    error::AppResult,
    history::model::{Event, EventKind},
    i18n::T,
    people::{
        query::PeopleQuery,
        store::{self, AT_ONCE, list},
    },
    practices::{model::Places, store::places},
    server::{
        doors::{self, Asked, Done},
        fault::Fault,
        state::AppState,
    },
};

/// A workbook is put together in memory; more people than this leave as CSV, which does not need any.
pub const LARGEST_WORKBOOK: usize = 100_000;
/// Longest part of a file name that comes from the practice.
const LONGEST_SLUG: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// The one that the form of a list asks for.
    pub fn of(form: &[(String, String)]) -> Self {
        let name = form.iter().find(|(key, _)| key == "format");
        name.and_then(|(_, name)| Self::from_name(name)).unwrap_or(Self::Csv)
    }

    fn from_name(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Whom an export holds. It has been recorded already: nothing leaves that the history does not know of.
#[derive(Debug)]
pub struct Export {
    pub ids: Vec<PersonId>,
    /// Letters, digits, hyphens and one period: fit for a header as it is.
    pub file_name: String,
    reach: Reach,
    places: Places,
}

/// Finds the people and records that they leave.
///
/// # Errors
/// [`FieldErrors`] on `format`: too many for a workbook.
pub async fn start(asked: &Asked, format: Format, query: &PeopleQuery) -> AppResult<Export> {
    doors::command_for(asked, Permission::ExportPeople, async |cx| {
        cx.fresh()?;
        let (reach, now) = (cx.reach, cx.now);
        let ids = list::ids(&mut cx.conn, reach, query, now, i64::MAX).await?;
        if format == Format::Xlsx && ids.len() > LARGEST_WORKBOOK {
            return Err(FieldErrors::one("format", Code::OutOfRange).into());
        }
        let places = places(&mut cx.conn, Reach::whole(reach.practice)).await?;
        let mut event = Event::new(EventKind::PeopleExported).because(described(query, &places));
        event.change("rows_exported", "", ids.len().to_string());
        event.change("file", "", format.name());
        let date = cx.local(now).date_naive();
        let file_name = format!("people{}-{date}.{}", slug(&cx.viewer.practice.name), format.name());
        Ok(Done::new(Export { ids, file_name, reach, places }, event))
    })
    .await
}

/// The filter as the history keeps it, with names in place of ids.
fn described(query: &PeopleQuery, places: &Places) -> String {
    let named = |id: &String| places.place(id).map_or_else(|| id.clone(), |place| place.name);
    let part = |(key, value): (&str, String)| match key {
        "q" | "role" | "status" | "registered" | "tier" | "locked" => Some(format!("{key}={value}")),
        "office" => Some(format!("{key}={}", query.filters.places.iter().map(named).collect::<Vec<_>>().join(","))),
        _ => None,
    };
    query.params().into_iter().filter_map(part).collect::<Vec<_>>().join("; ")
}

/// `-clinica-centro` from "Clínica Centro, S.A."; empty when nothing of a name is left.
fn slug(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.fold(String::new(), |slug, word| slug + "-" + word);
    slug.chars().take(LONGEST_SLUG).collect()
}

/// The headings of an export in the reader's language.
pub fn headings(t: T) -> [&'static str; RosterField::ALL.len()] {
    RosterField::ALL.map(|field| words::heading(t, field))
}

/// A CSV file, read from the database piece by piece while it is sent.
pub fn csv(state: AppState, export: Export, t: T) -> impl Stream<Item = Result<Bytes, Fault>> {
    let mut head = BOM.to_owned();
    csv_line(&mut head, &headings(t));
    let pieces = stream::try_unfold((state, export, 0), move |(state, export, from)| async move {
        let Some(ids) = export.ids.get(from..).filter(|ids| !ids.is_empty()) else { return Ok(None) };
        let ids = &ids[..ids.len().min(AT_ONCE)];
        let mut text = String::new();
        for cells in rows(&state, &export, ids, t).await? {
            csv_line(&mut text, &cells);
        }
        let next = from + ids.len();
        Ok(Some((Bytes::from(text), (state, export, next))))
    });
    use futures_util::StreamExt as _;
    stream::once(async { Ok(Bytes::from(head)) }).chain(pieces)
}

/// A workbook, whole.
pub async fn workbook(state: &AppState, export: &Export, t: T) -> Result<Vec<u8>, Fault> {
    let mut all = Vec::with_capacity(export.ids.len());
    for ids in export.ids.chunks(AT_ONCE) {
        all.extend(rows(state, export, ids, t).await?);
    }
    let made = tokio::task::spawn_blocking(move || xlsx(t.people_title(), &headings(t), all)).await;
    let made = made.map_err(|error| Fault::Other(error.to_string()))?;
    made.map_err(|error| Fault::Other(error.to_string()))
}

/// The lines of some people, in the order of their ids. Who is gone since is left out.
async fn rows(state: &AppState, export: &Export, ids: &[PersonId], t: T) -> Result<Vec<Vec<String>>, Fault> {
    let mut conn = state.db.read().await?;
    let people = store::some(&mut conn, export.reach, ids).await?;
    let mut people: HashMap<_, _> = people.into_iter().map(|person| (person.id, person)).collect();
    let people = ids.iter().filter_map(|id| people.remove(id));
    Ok(people.map(|person| words::cells(t, &record(&person, &export.places))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t64_file_names_are_safe() {
        assert_eq!(slug("Clínica Centro, S.A."), "-clinica-centro-s-a");
        assert_eq!(slug("\"\r\nSet-Cookie: x=1\";../../etc"), "-set-cookie-x-1-etc");
        assert_eq!(slug("王"), "");
        assert!(slug(&"long ".repeat(50)).len() <= LONGEST_SLUG);
    }
}
