//! The console as a file: the current status and search, in the current order.

use axum::{Form, extract::State, http::request::Parts, response::Response};

use super::{
    query::RequestQuery,
    store::list,
    views::{Entry, EntryRow},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        permission::Permission,
    },
    error::AppResult,
    history::model::{Event, EventKind},
    i18n::T,
    paths,
    registrations::query::Column,
    roster::export::{Format, LARGEST_WORKBOOK},
    server::{
        clock::local,
        doors::{self, Asked, Done},
        files::{self, Sheet},
        gate,
        state::AppState,
    },
};

/// `POST /requests/export`: `format=csv` or `xlsx`, and the parameters of the list's address.
pub async fn export(State(state): State<AppState>, parts: Parts, Form(form): Form<Vec<(String, String)>>) -> Response {
    let t = T::new(gate::look(&parts.headers).lang);
    let format = Format::of(&form);
    let query = RequestQuery::from_params(&form);
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return files::refused(&headers, None, &error),
    };
    match start(&asked, format, &query).await {
        Ok((name, rows)) => files::sheet(
            &asked,
            format,
            Sheet {
                name,
                title: t.requests_title(),
                headings: headings(t).to_vec(),
                rows: rows.iter().map(|row| cells(t, row)).collect(),
            },
        ),
        Err(error) => files::refused_export(&asked, &error, &paths::requests(&query)),
    }
}

/// Finds the rows and records that they leave: nothing leaves that the history does not know of.
async fn start(asked: &Asked, format: Format, query: &RequestQuery) -> AppResult<(String, Vec<EntryRow>)> {
    doors::command_for(asked, Permission::DecideRequests, async |cx| {
        cx.fresh()?;
        let (now, zone, reach) = (cx.now, cx.zone, cx.reach);
        let query = query.clone().bounded();
        let most = LARGEST_WORKBOOK as i64;
        let rows = list::all(&mut cx.conn, reach, &query, now, most + 1, |at| local(zone, at)).await?;
        if rows.len() > LARGEST_WORKBOOK {
            // A part would look like the whole.
            return Err(FieldErrors::one("format", Code::OutOfRange).into());
        }
        let filter = query.from_start().params().into_iter().filter(|(key, _)| matches!(*key, "q" | "status"));
        let filter: Vec<_> = filter.map(|(key, value)| format!("{key}={value}")).collect();
        let mut event = Event::new(EventKind::RequestsExported).because(filter.join("; "));
        event.change("requests", "", rows.len().to_string());
        event.change("file", "", format.name());
        let name = format!("requests-{}.{}", cx.local(now).date_naive(), format.name());
        Ok(Done::new((name, rows), event))
    })
    .await
}

fn headings(t: T) -> [String; 11] {
    [
        t.requests_code().to_owned(),
        t.request_column(Column::Status).to_owned(),
        t.request_column(Column::Identifier).to_owned(),
        t.request_column(Column::Qualifier).to_owned(),
        t.request_column(Column::Place).to_owned(),
        t.request_column(Column::Name).to_owned(),
        t.people_email().to_owned(),
        t.request_column(Column::Role).to_owned(),
        t.request_column(Column::Submitted).to_owned(),
        t.request_column(Column::Due).to_owned(),
        t.requests_kind().to_owned(),
    ]
}

fn cells(t: T, row: &EntryRow) -> Vec<String> {
    let kind = match row.entry {
        Entry::Request(_) => t.requests_kind_request(),
        Entry::Invitation(_) => t.requests_kind_invitation(),
    };
    vec![
        row.code.name().to_owned(),
        t.request_code(row.code).to_owned(),
        row.identifier.clone(),
        row.level.qualifier().to_owned(),
        row.place.clone(),
        row.name.clone(),
        row.email.clone(),
        t.role(row.role).to_owned(),
        row.submitted.to_rfc3339(),
        row.waiting.as_ref().map(|waiting| waiting.due.to_rfc3339()).unwrap_or_default(),
        kind.to_owned(),
    ]
}
