//! The table of the list.

use leptos::prelude::*;

use super::{
    model::Status,
    query::{Column, PatientQuery},
    views::PatientRow,
};
use crate::plain::view;
use crate::{
    domain::page::Page,
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        list::{ColumnHeader, Pages},
        state::EmptyState,
        table::TableCard,
    },
};

impl Status {
    /// The colour that goes with the word; never the only sign.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Ok,
            Self::Inactive => Tone::Warn,
            Self::Discharged | Self::Deceased => Tone::Off,
        }
    }
}

#[component]
pub fn PatientTable(
    page: Page<PatientRow>,
    query: Memo<PatientQuery>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        let body = if query.get_untracked().is_filtered() { t.patients_none() } else { t.patients_empty() };
        return view! {
            <EmptyState title=t.patients_none_title() body>
                {query.get_untracked().is_filtered().then(|| view! {
                    <a class="btn" href=paths::PATIENTS>{t.people_clear_filters()}</a>
                })}
            </EmptyState>
        }
        .into_any();
    }
    let part = page.part(|row| row.id);
    let header = move |column: Column| {
        view! { <ColumnHeader label=t.patient_column(column) column query address=paths::patients/> }
    };
    view! {
        <TableCard busy=loading>
            <table class="table">
                <caption class="sr-only">{t.patients_title()}</caption>
                <thead>
                    <tr>
                        {header(Column::Name)}
                        {header(Column::Identifier)}
                        {header(Column::Birth)}
                        {header(Column::Language)}
                        <th scope="col">{t.people_office()}</th>
                        <th scope="col">{t.providers_one()}</th>
                        {header(Column::Status)}
                        {header(Column::Next)}
                    </tr>
                </thead>
                <tbody>{page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </TableCard>
        <div class="table-foot"><Pages query part address=paths::patients/></div>
    }
    .into_any()
}

#[component]
fn Row(row: PatientRow) -> impl IntoView {
    let t = use_t();
    let label = |column| t.patient_column(column);
    view! {
        <tr class:is-off=!row.status.needs_a_provider()>
            <td data-label=label(Column::Name) class="table__main"><a href=paths::patient(row.id)>{row.name}</a></td>
            <td data-label=label(Column::Identifier) class="table__quiet">{row.identifier}</td>
            <td data-label=label(Column::Birth) class="table__quiet">{t.day(row.birth)}</td>
            <td data-label=label(Column::Language)>{t.language(row.language)}</td>
            <td data-label=t.people_office() class="table__quiet">{row.office}</td>
            <td data-label=t.providers_one()>
                {match row.provider {
                    Some((_, name)) => name.into_any(),
                    None => view! { <Badge tone=Tone::Warn title=None>{t.patients_nobody()}</Badge> }.into_any(),
                }}
            </td>
            <td data-label=label(Column::Status)>
                <Badge tone=row.status.tone() title=None>{t.patient_status(row.status)}</Badge>
            </td>
            <td data-label=label(Column::Next) class="table__quiet">
                {row.next.map_or_else(|| "–".to_owned(), |at| t.date_time(&at))}
            </td>
        </tr>
    }
}
