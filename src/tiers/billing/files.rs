//! Invoices as files: one on paper, all of them as a list.

use axum::{
    Form,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, request::Parts},
    response::Response,
};

use super::{
    model::{Invoice, written},
    pdf, service,
};
use crate::{
    domain::{ids::InvoiceId, permission::Permission},
    error::AppError,
    i18n::T,
    paths,
    roster::export::Format,
    server::{
        doors::{self, Asked},
        files::{self, Sheet},
        gate,
        state::AppState,
    },
};

/// `GET /billing/invoices/{id}/pdf`.
pub async fn paper(State(state): State<AppState>, Path(id): Path<InvoiceId>, parts: Parts) -> Response {
    let t = T::new(gate::look(&parts.headers).lang);
    let headers = parts.headers.clone();
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return files::refused(&headers, None, &error),
    };
    let found = doors::query_for(&asked, Permission::SignedIn, async |cx| {
        let invoice = service::find(cx, id).await?;
        let state = invoice.state(cx.local(cx.now).date_naive());
        Ok((invoice, state))
    })
    .await;
    let (invoice, state) = match found {
        Ok(found) => found,
        Err(error) => return files::refused(&headers, Some(&asked), &error),
    };
    let name = format!("invoice-{}.pdf", written(invoice.number));
    let made = tokio::task::spawn_blocking(move || pdf::pdf(t, &invoice, state)).await;
    match made.map_err(|error| error.to_string()).and_then(|made| made) {
        Ok(bytes) => files::download(&name, "application/pdf", Body::from(bytes)),
        Err(error) => {
            tracing::error!(error, request.id = asked.request.id, "an invoice could not be put on paper");
            let error = AppError::Internal { request_id: asked.request.id.clone() };
            files::refused(&headers, Some(&asked), &error)
        }
    }
}

/// `POST /billing/invoices/export`: `format=csv` or `xlsx`. One row for each line, as accountants want it.
pub async fn export(
    State(state): State<AppState>,
    headers: HeaderMap,
    parts: Parts,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let t = T::new(gate::look(&headers).lang);
    let format = Format::of(&form);
    let asked = match Asked::of(state, parts) {
        Ok(asked) => asked,
        Err(error) => return files::refused(&headers, None, &error),
    };
    let exported =
        doors::command_for(&asked, Permission::SignedIn, async |cx| service::export(cx, format.name()).await).await;
    match exported {
        Ok(invoices) => files::sheet(
            &asked,
            format,
            Sheet {
                name: format!("invoices.{}", format.name()),
                title: t.billing_invoices(),
                headings: headings(t).map(str::to_owned).to_vec(),
                rows: invoices.iter().flat_map(|invoice| rows(t, invoice)).collect(),
            },
        ),
        Err(error) => files::refused_export(&asked, &error, paths::INVOICES),
    }
}

fn headings(t: T) -> [&'static str; 11] {
    [
        t.billing_number(),
        t.billing_issued(),
        t.billing_due(),
        t.billing_paid_on(),
        t.billing_payer(),
        t.people_name(),
        t.billing_for(),
        t.billing_period_from(),
        t.billing_period_to(),
        t.billing_amount(),
        t.billing_currency(),
    ]
}

/// Days and amounts in the form that every program reads.
fn rows(t: T, invoice: &Invoice) -> Vec<Vec<String>> {
    let paid = invoice.paid.map(|at| at.date_naive().to_string()).unwrap_or_default();
    let row = |line: &crate::tiers::sums::Line| {
        let amount = crate::domain::money::Money::new(line.minor, invoice.total.currency().clone());
        vec![
            written(invoice.number),
            invoice.issued.to_string(),
            invoice.due.to_string(),
            paid.clone(),
            invoice.payer_name.clone(),
            line.name.clone(),
            t.line(line),
            line.starts.to_string(),
            line.last_day().to_string(),
            amount.amount(),
            amount.currency().to_string(),
        ]
    };
    invoice.lines.iter().map(row).collect()
}
