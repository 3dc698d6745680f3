//! The table of the list.

use leptos::prelude::*;

use super::{
    model::{Delivery, Status, can_redirect},
    query::{Column, InvitationQuery},
    row_actions::SendAgain,
    views::InvitationRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::page::Page,
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        icon::IconName,
        list::{ActionsHeader, ListTable},
        menu::{Menu, MenuItem},
        state::EmptyState,
    },
};

impl Status {
    /// The colour that goes with the word; never the only sign.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Info,
            Self::Registered => Tone::Ok,
            Self::Expired => Tone::Warn,
            Self::Revoked | Self::Superseded => Tone::Off,
        }
    }
}

impl Delivery {
    pub const fn tone(self) -> Tone {
        match self {
            Self::Accepted => Tone::Ok,
            Self::Bounced | Self::GivenUp => Tone::Bad,
            Self::Deferred => Tone::Warn,
            Self::Queued => Tone::Info,
            Self::Cancelled | Self::ByHand => Tone::Off,
        }
    }
}

#[component]
pub fn InvitationTable(
    page: Page<InvitationRow>,
    query: Memo<InvitationQuery>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    let t = use_t();
    if page.rows.is_empty() {
        return view! { <Nothing query/> }.into_any();
    }
    let part = page.part(|row| row.id);
    let columns = Column::ALL.iter().map(|column| (*column, t.invitation_column(*column))).collect();
    view! {
        <ListTable caption=t.invitations_title() columns query part address=paths::invitations busy=loading last=move || view! { <ActionsHeader/> }>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </ListTable>
    }
    .into_any()
}

#[component]
fn Row(row: InvitationRow) -> impl IntoView {
    let t = use_t();
    let name = row.called().to_owned();
    let off = matches!(row.status, Status::Revoked | Status::Superseded);
    let mut items = vec![
        MenuItem::link(t.people_open(), paths::invitation(row.id), Some(IconName::Mail)),
        MenuItem::link(t.invitations_person(), paths::person(row.person), Some(IconName::User)),
    ];
    let may_redirect = use_viewer().is_some_and(|viewer| can_redirect(&row.standing(), &viewer.actor).is_ok());
    if row.newest && may_redirect {
        let address = paths::invitation_address(row.id);
        items.push(MenuItem::link(t.invitations_correct(), address, Some(IconName::Edit)));
        if row.status == Status::Open {
            items.push(MenuItem::link(t.invitations_revoke(), paths::invitation_revoke(row.id), Some(IconName::Close)));
        }
    }
    let label = |column| t.invitation_column(column);
    view! {
        <tr class:is-off=off>
            <td data-label=label(Column::Email) class="table__main"><a href=paths::invitation(row.id)>{row.email.clone()}</a></td>
            <td data-label=label(Column::Name)>{row.name.clone()}</td>
            <td data-label=label(Column::Role)>{t.role(row.role)}</td>
            <td data-label=label(Column::Place) class="table__quiet">{row.place.clone()}</td>
            <td data-label=label(Column::Status)>
                <Badge tone=row.status.tone() title=None>{t.link_status(row.status)}</Badge>
            </td>
            <td data-label=label(Column::Delivery)>
                <Badge tone=row.delivery.tone() title=None>{t.delivery(row.delivery)}</Badge>
            </td>
            <td data-label=label(Column::Inviter) class="table__quiet">{row.inviter.clone()}</td>
            <td data-label=label(Column::Sent) class="table__quiet">{t.date_time(&row.sent)}</td>
            <td data-label=label(Column::Expires) class="table__quiet">{t.date_time(&row.expires)}</td>
            <td class="table__actions">
                {row.newest.then(|| view! { <SendAgain standing=row.standing() name=name.clone()/> })}
                <Menu label=t.people_actions_for(&name) icon=IconName::More items/>
            </td>
        </tr>
    }
}

/// Nothing to show: nobody was invited yet, or nothing matches.
#[component]
fn Nothing(query: Memo<InvitationQuery>) -> impl IntoView {
    let t = use_t();
    if query.get_untracked().is_filtered() {
        return view! {
            <EmptyState title=t.invitations_none_title() body=t.invitations_none_body()>
                <a class="btn" href=paths::INVITATIONS>{t.people_clear_filters()}</a>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState title=t.invitations_empty_title() body=t.invitations_empty_body()>
            <a class="btn btn--primary" href=paths::INVITE>{t.invitations_new()}</a>
        </EmptyState>
    }
    .into_any()
}
