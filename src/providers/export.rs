//! The list of providers as a file: the current filter, in the current order.

use axum::{Form, extract::State, http::request::Parts, response::Response};

use super::{
    query::{Column, ProviderQuery},
    service,
    views::ProviderRow,
};
use crate::{
    domain::permission::Permission,
    error::AppResult,
    history::model::{Event, EventKind},
    i18n::T,
    paths,
    roster::export::Format,
    server::{
        doors::{self, Asked, Done},
        files::{self, Sheet},
        gate,
        state::AppState,
    },
};

/// `POST /providers/export`: `format=csv` or `xlsx`, and the parameters of the list's address.
pub async fn export(State(state): State<AppState>, parts: Parts, Form(form): Form<Vec<(String, String)>>) -> Response {
    let t = T::new(gate::look(&parts.headers).lang);
    let format = Format::of(&form);
    let query = ProviderQuery::from_params(&form);
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
                title: t.nav_providers(),
                headings: headings(t).iter().map(|text| (*text).to_owned()).collect(),
                rows: rows.iter().map(|row| cells(t, row)).collect(),
            },
        ),
        Err(error) => files::refused_export(&asked, &error, &paths::providers(&query)),
    }
}

/// Finds the rows and records that they leave: nothing leaves that the history does not know of.
async fn start(asked: &Asked, format: Format, query: &ProviderQuery) -> AppResult<(String, Vec<ProviderRow>)> {
    doors::command_for(asked, Permission::ExportPeople, async |cx| {
        cx.fresh()?;
        let query = query.clone().bounded();
        let rows = service::all(cx, &query).await?;
        let filter = query.params().into_iter().filter(|(key, _)| matches!(*key, "q" | "kind" | "agent"));
        let filter: Vec<_> = filter.map(|(key, value)| format!("{key}={value}")).collect();
        let mut event = Event::new(EventKind::ProvidersExported).because(filter.join("; "));
        event.change("providers", "", rows.len().to_string());
        event.change("file", "", format.name());
        let name = format!("providers-{}.{}", cx.local(cx.now).date_naive(), format.name());
        Ok(Done::new((name, rows), event))
    })
    .await
}

fn headings(t: T) -> [&'static str; 9] {
    [
        t.provider_column(Column::Name),
        t.provider_column(Column::Npi),
        t.provider_column(Column::Office),
        t.provider_column(Column::Kind),
        t.people_first_name(),
        t.people_last_name(),
        t.people_email(),
        t.person_phone(),
        t.provider_column(Column::Status),
    ]
}

fn cells(t: T, row: &ProviderRow) -> Vec<String> {
    let agent = &row.agent.form;
    vec![
        row.name.clone(),
        row.npi.clone(),
        row.office.clone(),
        t.provider_kind(row.kind).to_owned(),
        agent.first_name.clone(),
        agent.last_name.clone(),
        agent.email.clone(),
        agent.phone.clone(),
        t.agent_status(row.facts().status()).to_owned(),
    ]
}
