//! What stands around every page of a signed-in person: navigation, header, banners, the watch over the session.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::plain::view;
use crate::{
    app::{Context, use_viewer},
    domain::{permission::Permission, role::Role},
    i18n::use_t,
    paths,
    session::{looking::LookingBanner, menu::ProfileMenu, model::Viewer, proof::ProofDialog, watch::SessionWatch},
    ui::{
        icon::IconName,
        layout::{AppLayout, NavItem},
        state::EmptyState,
    },
    vendor::banner::SwitchedBanner,
};

/// The frame of the signed-in pages.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let t = use_t();
    let viewer = use_viewer();
    let demo = use_context::<Context>().is_some_and(|context| context.demo);
    let path = use_location().pathname;
    let may = {
        let viewer = viewer.clone();
        move |permission| viewer.as_ref().is_some_and(|viewer| viewer.may(permission).is_ok())
    };
    // Who pays begins with what they pay for, who only looks with the invoices.
    let pays = may(Permission::BuyPlans);
    let billing = if pays { paths::BILLING } else { paths::INVOICES };
    let of_vendor = |viewer: &Viewer| viewer.actor.grants.iter().any(|grant| grant.role == Role::VendorAdministrator);
    let support = if viewer.as_ref().is_some_and(of_vendor) { t.support_vendor_title() } else { t.support_title() };
    let items = [
        (paths::HOME, t.nav_home(), IconName::Home, None),
        (paths::PRACTICES, t.practices_title(), IconName::Building, Some(Permission::ViewPractices)),
        (paths::PEOPLE, t.nav_people(), IconName::People, Some(Permission::ViewPeople)),
        (paths::INVITATIONS, t.nav_invitations(), IconName::Mail, Some(Permission::ViewPeople)),
        (paths::REQUESTS, t.nav_requests(), IconName::Check, Some(Permission::DecideRequests)),
        (paths::PROVIDERS, t.nav_providers(), IconName::Building, Some(Permission::ViewProviders)),
        (paths::PATIENTS, t.patients_title(), IconName::User, Some(Permission::ViewPatients)),
        (paths::LEAVERS, t.departures_title(), IconName::Leave, Some(Permission::DeactivatePeople)),
        (paths::IMPORT, t.nav_roster(), IconName::Upload, Some(Permission::ImportPeople)),
        (
            billing,
            t.billing_title(),
            IconName::Cart,
            Some(if pays { Permission::BuyPlans } else { Permission::ViewInvoices }),
        ),
        (paths::PRICES, t.billing_prices(), IconName::Columns, Some(Permission::ManageBilling)),
        (paths::INSTALLATION, t.operator_title(), IconName::Settings, Some(Permission::OperateInstallation)),
        (paths::HISTORY, t.nav_history(), IconName::History, Some(Permission::ViewHistory)),
        (paths::HOUSE, t.settings_practice(), IconName::Settings, Some(Permission::ManagePractice)),
        (paths::SECURITY, t.twostep_security_title(), IconName::Lock, Some(Permission::ManageTwoStep)),
        (paths::VENDOR_ACCESS, t.vendor_title(), IconName::Shield, Some(Permission::SetVendorAccess)),
        (paths::SUPPORT, support, IconName::Info, Some(Permission::FollowTickets)),
        (paths::MAIL, t.mail_title(), IconName::Mail, Some(Permission::ViewMail)),
    ];
    let items: Vec<_> = items
        .into_iter()
        .filter(|(_, _, _, needed)| needed.is_none_or(&may))
        .map(|(href, label, icon, _)| NavItem {
            href: href.into(),
            label: label.into(),
            icon,
            current: Signal::derive(move || is_current(href, &path.get())),
        })
        .collect();
    let practice = viewer.as_ref().map(|viewer| viewer.practice.clone());
    let place = practice.as_ref().map(|practice| practice.name.clone()).unwrap_or_default();
    let tin = practice.and_then(|practice| practice.tin).map(|tin| format!("TIN {}-{}", &tin[..2], &tin[2..]));
    let searches = may(Permission::ViewPeople);
    view! {
        <LookingBanner/>
        <SwitchedBanner/>
        <AppLayout
            brand=t.app_name()
            skip=t.app_skip()
            menu=t.nav_open()
            nav_label=t.nav_main()
            items
            place=place
            detail=tin.unwrap_or_default()
            search=searches.then(|| (paths::PEOPLE.to_owned(), t.nav_search().to_owned()))
            banner=demo.then(|| t.app_demo_banner().to_owned())
            profile=move || view! { <ProfileMenu/> }
        >
            {children()}
        </AppLayout>
        <SessionWatch/>
        <ProofDialog/>
    }
    // Erased here: the types of a whole page would otherwise overflow the compiler's depth limit.
    .into_any()
}

/// `/people/import` belongs to its own entry, not to `/people`.
fn is_current(href: &str, path: &str) -> bool {
    match href {
        paths::HOME => path == href,
        paths::PEOPLE => (path.starts_with(href) && !path.starts_with(paths::IMPORT)) || path == paths::CALLER_CHECK,
        paths::INVITATIONS => path.starts_with(href) || path == paths::INVITATION_RULES,
        paths::SECURITY => path.starts_with(href) || path == paths::KEYS,
        paths::PROVIDERS => {
            path.starts_with(href) || [paths::PROVIDER_RULES, paths::HANDOVERS, paths::HANDOVER_LISTS].contains(&path)
        }
        paths::LEAVERS => path.starts_with(href) || path == paths::DEPARTURE_RULES,
        paths::REQUESTS => path.starts_with(href) || path == paths::DENIAL_REASONS,
        _ => path.starts_with(href),
    }
}

/// A page for an address that leads nowhere, or to something that is not the reader's.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let t = use_t();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=t.errors_not_found_title()/>
        <main id="main">
            <EmptyState title=t.errors_not_found_title() body=t.errors_not_found()>
                <a class="btn" href=paths::HOME>{t.errors_home()}</a>
            </EmptyState>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_entry_is_current() {
        let entries = [
            paths::HOME,
            paths::PEOPLE,
            paths::INVITATIONS,
            paths::REQUESTS,
            paths::PROVIDERS,
            paths::PATIENTS,
            paths::LEAVERS,
            paths::IMPORT,
            paths::HISTORY,
            paths::INSTALLATION,
            paths::PRACTICES,
            paths::VENDOR_ACCESS,
            paths::SECURITY,
            paths::SUPPORT,
            paths::MAIL,
        ];
        for (path, wanted) in [
            ("/", paths::HOME),
            ("/people", paths::PEOPLE),
            ("/people/0190", paths::PEOPLE),
            ("/people/new", paths::PEOPLE),
            ("/settings/caller-check", paths::PEOPLE),
            ("/people/import", paths::IMPORT),
            ("/people/import/0190", paths::IMPORT),
            ("/invitations/new", paths::INVITATIONS),
            ("/requests/claims", paths::REQUESTS),
            ("/invitations/import/0190", paths::INVITATIONS),
            ("/settings/invitations", paths::INVITATIONS),
            ("/settings/requests", paths::REQUESTS),
            ("/providers/new", paths::PROVIDERS),
            ("/settings/providers", paths::PROVIDERS),
            ("/patients/of/0190", paths::PATIENTS),
            ("/leavers/calendar", paths::LEAVERS),
            ("/settings/departures", paths::LEAVERS),
            ("/settings/security", paths::SECURITY),
            ("/settings/keys", paths::SECURITY),
            ("/history", paths::HISTORY),
            ("/installation", paths::INSTALLATION),
            ("/practices/new", paths::PRACTICES),
            ("/settings/vendor-access/0190", paths::VENDOR_ACCESS),
            ("/support/new", paths::SUPPORT),
            ("/settings/mail", paths::MAIL),
        ] {
            let current: Vec<_> = entries.into_iter().filter(|href| is_current(href, path)).collect();
            assert_eq!(current, [wanted], "{path}");
        }
    }
}
