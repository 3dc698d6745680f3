//! One cell of the people list.

use leptos::prelude::*;

use super::{
    badge::{Badge as Standing, BadgeKind},
    model::{PersonRow, Registration},
    query::Column,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::badge::{Badge, Tone},
};

impl BadgeKind {
    /// The colour that goes with the word; never the only sign.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Ok,
            Self::DeactivatesOn | Self::TwoStepPending => Tone::Warn,
            Self::Locked | Self::InvitationBounced => Tone::Bad,
            Self::Invited => Tone::Info,
            Self::InvitationExpired | Self::Deactivated | Self::Archived => Tone::Off,
        }
    }

    /// Shown grey and italic, as they can't sign in any more (S4-12).
    pub const fn is_off(self) -> bool {
        matches!(self, Self::Deactivated | Self::Archived)
    }
}

/// How it stands with a person, as a coloured word.
#[component]
pub fn StatusBadge(badge: Standing) -> impl IntoView {
    let t = use_t();
    view! { <Badge tone=badge.kind.tone() title=t.badge_hint(&badge)>{t.badge(&badge)}</Badge> }
}

/// `unlocked`: the reader has just taken the lock off; the row shows it without waiting for the list.
#[component]
pub fn Cell(row: StoredValue<PersonRow>, column: Column, unlocked: Signal<Option<Standing>>) -> impl IntoView {
    let t = use_t();
    let label = t.column(column);
    let quiet = !matches!(column, Column::LastName | Column::FirstName | Column::Role | Column::Status | Column::Tier);
    let never = || t.people_never().to_owned();
    let text = row.with_value(|row| match column {
        // Never empty, as it is the way to the person's page.
        Column::LastName if row.last_name.is_empty() => row.name(),
        Column::LastName => row.last_name.clone(),
        Column::FirstName => row.first_name.clone(),
        Column::Username => row.username.clone(),
        Column::Email => row.email.clone(),
        Column::Role => t.role(row.role).to_owned(),
        Column::Office => row.place.clone(),
        Column::Status => String::new(),
        Column::Created => t.date(&row.created),
        Column::Activity => row.active.as_ref().map_or_else(never, |at| t.date_time(at)),
        Column::Registered => t.registration(row.registration).to_owned(),
        Column::Tier if row.registration == Registration::NotRegistered => String::new(),
        Column::Tier => t.tier(row.tier).to_owned(),
        Column::Locked => row.locked_since.as_ref().map(|at| t.date_time(at)).unwrap_or_default(),
    });
    match column {
        Column::LastName => {
            let href = row.with_value(|row| paths::person(row.id));
            view! { <td data-label=label class="table__main"><a href=href>{text}</a></td> }.into_any()
        }
        Column::Status => {
            let badge = move || unlocked.get().unwrap_or_else(|| row.with_value(|row| row.badge.clone()));
            view! { <td data-label=label>{move || view! { <StatusBadge badge=badge()/> }}</td> }.into_any()
        }
        Column::Locked => {
            let shown = move || if unlocked.get().is_some() { String::new() } else { text.clone() };
            view! { <td data-label=label class="table__quiet">{shown}</td> }.into_any()
        }
        _ => view! { <td data-label=label class:table__quiet=quiet>{text}</td> }.into_any(),
    }
}
