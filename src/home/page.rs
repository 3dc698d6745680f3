//! `/`: how the practice stands and what needs attention.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{Overview, get_overview};
use crate::plain::view;
use crate::{
    app::use_viewer,
    departures::query::{LeaverQuery, Within},
    domain::permission::Permission,
    history::timeline::Timeline,
    i18n::use_t,
    invitations::{
        model::{Delivery, Status},
        query::InvitationQuery,
    },
    paths,
    patients::{model::Status as PatientStatus, query::PatientQuery},
    people::{badge::BadgeKind, query::PeopleQuery},
    registrations::query::{Column, RequestQuery},
    tiers::billing::page::AtAGlance,
    ui::{
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn HomePage() -> impl IntoView {
    let t = use_t();
    let loaded = Resource::new_blocking(|| (), |()| get_overview());
    let viewer = use_viewer();
    let first = viewer.as_ref().and_then(|viewer| viewer.actor.name.split_whitespace().next().map(str::to_owned));
    let practice = viewer.map(|viewer| viewer.practice.name).unwrap_or_default();
    view! {
        <Title text=t.home_title()/>
        <PageHead title=t.home_hello(first.unwrap_or_default()) subtitle=move || practice>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(overview) => view! { <Glance overview/> }.into_any(),
                    Err(error) => view! {
                        <EmptyState title=t.errors_title() body=t.error(&error)>
                            <a class="btn" href=paths::HOME>{t.errors_retry()}</a>
                            <AskWhom error/>
                        </EmptyState>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

fn with_badge(badge: BadgeKind) -> String {
    paths::people(&PeopleQuery::default().with(|filters| filters.statuses = vec![badge]))
}

fn with_status(status: Status) -> String {
    paths::invitations(&InvitationQuery::default().with(|filters| filters.statuses = vec![status]))
}

/// Links that somebody waits for in vain.
fn undelivered() -> String {
    paths::invitations(&InvitationQuery::default().with(|filters| {
        filters.statuses = vec![Status::Open, Status::Expired];
        filters.deliveries = vec![Delivery::Bounced, Delivery::GivenUp];
    }))
}

/// Those who wait for a link and have said so.
fn asked_again() -> String {
    paths::invitations(&InvitationQuery::default().with(|filters| filters.asked = true))
}

/// Patients who must have a provider and have none (C-26).
fn without_provider() -> String {
    paths::patients(&PatientQuery::default().with(|filters| {
        filters.providers = vec![None];
        filters.statuses = PatientStatus::ALL.iter().copied().filter(|status| status.needs_a_provider()).collect();
    }))
}

/// Who leaves within a month.
fn soon() -> String {
    paths::leavers(&LeaverQuery::default().with(|filters| filters.within = Within::Month))
}

#[component]
fn Glance(overview: Overview) -> impl IntoView {
    let t = use_t();
    let sees_people = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewPeople).is_ok());
    let tiles = [
        (BadgeKind::Active, t.home_active()),
        (BadgeKind::Invited, t.home_invited()),
        (BadgeKind::TwoStepPending, t.home_two_step()),
        (BadgeKind::Locked, t.home_locked()),
    ];
    let providers = overview.providers.map(|count| (count, t.nav_providers(), paths::PROVIDERS.to_owned()));
    let patients = overview.patients.map(|[count, _]| (count, t.patients_title(), paths::PATIENTS.to_owned()));
    let leaving = overview.leaving.map(|count| (count, t.departures_home(), soon()));
    let others: Vec<_> = providers.into_iter().chain(patients).chain(leaving).collect();
    let counted = overview.clone();
    let recent = overview.recent.clone();
    let billing = overview.billing.clone();
    view! {
        {sees_people.then(|| view! {
            <ul class="tiles">
                {tiles.into_iter().map(|(badge, label)| view! {
                    <li>
                        <a class="tile" href=with_badge(badge)>
                            <strong>{t.number(counted.count(badge))}</strong>
                            <span>{label}</span>
                        </a>
                    </li>
                }).collect_view()}
                {others.into_iter().map(|(count, label, href)| view! {
                    <li>
                        <a class="tile" href=href>
                            <strong>{t.number(count)}</strong>
                            <span>{label}</span>
                        </a>
                    </li>
                }).collect_view()}
            </ul>
            <ToDo overview/>
            {billing.map(|glance| view! {
                <section aria-labelledby="billing">
                    <h2 id="billing">{t.billing_title()}</h2>
                    <AtAGlance glance/>
                </section>
            })}
        })}
        {(!sees_people).then(|| view! {
            <section class="card card--pad"><p>{t.home_only_own()}</p></section>
        })}
        {(!recent.is_empty()).then(|| view! {
            <section class="card card--pad">
                <h2>{t.home_recent()}</h2>
                <Timeline entries=recent more=crate::history::api::list_history with_subject=true/>
                <a href=paths::HISTORY>{t.home_see_all()}</a>
            </section>
        })}
    }
}

/// What somebody should look at, each with the way there.
#[component]
fn ToDo(overview: Overview) -> impl IntoView {
    let t = use_t();
    let people: Vec<_> = BadgeKind::ALL
        .into_iter()
        .filter(|badge| badge.needs_attention() && overview.count(*badge) > 0)
        .map(|badge| (badge, overview.count(badge)))
        .collect();
    let links = [
        (overview.invitations[3], t.home_links_asked(), asked_again()),
        (overview.invitations[2], t.home_links_bounced(), undelivered()),
        (overview.invitations[1], t.home_links_expired(), with_status(Status::Expired)),
        (overview.invitations[0], t.home_links_open(), with_status(Status::Open)),
    ];
    let links: Vec<_> = links.into_iter().filter(|(count, ..)| *count > 0).collect();
    let [waiting, overdue] = overview.requests;
    let soonest = RequestQuery { sort: Column::Due, descending: false, ..RequestQuery::default() };
    let unassigned = overview.patients.map_or(0, |[_, unassigned]| unassigned);
    let stopped = overview.handovers_stopped;
    let nothing = stopped == 0
        && unassigned == 0
        && overview.vendors_ask == 0
        && people.is_empty()
        && links.is_empty()
        && waiting == 0
        && !overview.single_administrator;
    view! {
        <section class="card card--pad">
            <h2>{t.home_to_do()}</h2>
            {nothing.then(|| view! { <p class="muted">{t.home_nothing_to_do()}</p> })}
            <ul class="todo">
                {(waiting > 0).then(|| view! {
                    <li>
                        <Icon name=IconName::Check/>
                        <a href=paths::requests(&soonest)>{t.home_requests()}</a>
                        <span class="muted">{t.requests_total(waiting)}</span>
                        {(overdue > 0).then(|| view! { <strong>{t.home_overdue(overdue)}</strong> })}
                    </li>
                })}
                {(stopped > 0).then(|| view! {
                    <li>
                        <Icon name=IconName::Alert/>
                        <a href=paths::HANDOVERS>{t.handover_home_stopped()}</a>
                        <span class="muted">{t.number(stopped)}</span>
                    </li>
                })}
                {(overview.vendors_ask > 0).then(|| view! {
                    <li>
                        <Icon name=IconName::Shield/>
                        <a href=paths::VENDOR_ACCESS>{t.vendor_to_do()}</a>
                    </li>
                })}
                {(unassigned > 0).then(|| view! {
                    <li>
                        <Icon name=IconName::Alert/>
                        <a href=without_provider()>{t.home_unassigned()}</a>
                        <span class="muted">{t.patients_total(unassigned)}</span>
                    </li>
                })}
                {overview.single_administrator.then(|| view! {
                    <li><Icon name=IconName::Alert/>{t.home_only_one_admin()}</li>
                })}
                {people.into_iter().map(|(badge, count)| view! {
                    <li>
                        <Icon name=IconName::Alert/>
                        <a href=with_badge(badge)>{t.badge_kind(badge)}</a>
                        <span class="muted">{t.people_total(count)}</span>
                    </li>
                }).collect_view()}
                {links.into_iter().map(|(count, label, href)| view! {
                    <li>
                        <Icon name=IconName::Mail/>
                        <a href=href>{label}</a>
                        <span class="muted">{t.invitations_total(count)}</span>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}
