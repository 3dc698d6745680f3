//! The table of the list of practices.

use leptos::prelude::*;

use super::{
    model::PracticeStatus,
    query::{Column, PracticeQuery},
    views::PracticeRow,
};
use crate::plain::view;
use crate::{
    domain::{page::Page, vendor::VendorLevel},
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        list::ListTable,
        state::EmptyState,
    },
};

#[component]
pub fn PracticeTable(
    page: Page<PracticeRow>,
    query: Memo<PracticeQuery>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        let filtered = query.get_untracked().is_filtered();
        let body = if filtered { t.practices_none() } else { t.practices_empty() };
        return view! {
            <EmptyState title=t.practices_none_title() body>
                {filtered.then(|| view! { <a class="btn" href=paths::PRACTICES>{t.people_clear_filters()}</a> })}
            </EmptyState>
        }
        .into_any();
    }
    let part = page.part(|row| row.id);
    let columns = Column::ALL.iter().map(|column| (*column, t.practice_column(*column))).collect();
    view! {
        <ListTable
            caption=t.practices_title() columns query part address=paths::practices busy=loading last=move || ()
        >
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </ListTable>
    }
    .into_any()
}

#[component]
fn Row(row: PracticeRow) -> impl IntoView {
    let t = use_t();
    let people = row.people.map_or_else(|| "–".to_owned(), |people| t.number(people));
    view! {
        <tr>
            <td data-label=t.practices_name() class="table__main"><a href=paths::practice(row.id)>{row.name}</a></td>
            <td data-label=t.settings_tin() class="table__quiet">{row.tin.as_deref().map(tin)}</td>
            <td data-label=t.settings_time_zone() class="table__quiet">{row.time_zone}</td>
            <td data-label=t.people_title() class="table__number">{people}</td>
            <td data-label=t.practices_level()>{row.level.map(|level| view! { <LevelBadge level/> })}</td>
            <td data-label=t.practices_plan()>{t.service_plan(row.plan)}</td>
            <td data-label=t.people_status()><PracticeBadge status=row.status/></td>
        </tr>
    }
}

/// A TIN as it is written.
pub fn tin(digits: &str) -> String {
    let (first, rest) = digits.split_at_checked(2).unwrap_or((digits, ""));
    format!("{first}-{rest}")
}

#[component]
pub fn LevelBadge(level: VendorLevel) -> impl IntoView {
    let t = use_t();
    let tone = match level {
        VendorLevel::None => Tone::Off,
        VendorLevel::Limited => Tone::Warn,
        VendorLevel::Support => Tone::Info,
        VendorLevel::Full => Tone::Ok,
    };
    view! { <Badge tone title=None>{t.vendor_level(level)}</Badge> }
}

#[component]
pub fn PracticeBadge(status: PracticeStatus) -> impl IntoView {
    let t = use_t();
    let tone = if status == PracticeStatus::Active { Tone::Ok } else { Tone::Warn };
    view! { <Badge tone title=None>{t.practice_status(status)}</Badge> }
}
