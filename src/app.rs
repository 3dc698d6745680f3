//! The shell of every page, and the table of routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Outlet, ParentRoute, Route, Router, Routes},
    path,
};
use serde::{Deserialize, Serialize};

use crate::plain::view;
use crate::{
    frame::{Frame, NotFoundPage},
    i18n::{T, provide_t, use_t},
    parts,
    session::{model::Viewer, proof::provide_proof, watch::provide_session_end},
    ui::{look::Look, toast::Toasts, unsaved::provide_unsaved},
};

/// What the server knows about the request and the browser must not guess again: sent with the page, read on both
/// sides, so that both render the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    pub look: Look,
    pub viewer: Option<Viewer>,
    /// The installation holds the demo practice.
    pub demo: bool,
    /// Browsers can make and use passkeys at our address.
    pub passkeys: bool,
}

/// The signed-in person. Only inside of pages that need one, which the gate guarantees.
pub fn use_viewer() -> Option<Viewer> {
    use_context::<Context>().and_then(|context| context.viewer)
}

/// The HTML around the application, rendered by the server only.
#[component]
pub fn Shell() -> impl IntoView {
    let look = use_context::<Context>().unwrap_or_default().look;
    let t = T::new(look.lang);
    view! {
        <!DOCTYPE html>
        <html lang=look.lang.tag() data-theme=look.theme.name() data-density=look.density.name()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="description" content=t.app_tagline()/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <crate::head::Assets/>
                <leptos_meta::MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let context = SharedValue::new(|| use_context::<Context>().unwrap_or_default()).into_inner();
    provide_t(context.look.lang);
    provide_context(context);
    provide_session_end();
    provide_proof();
    // The browser has taken over: stories and scripts may click from now on.
    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            // A failure would only leave a mark for tests unset.
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
    let t = use_t();
    provide_unsaved(t.person_unsaved());
    view! {
        <Title formatter=move |page: String| if page.is_empty() { t.app_name().to_owned() } else { t.app_title(page) }/>
        <Toasts dismiss=t.ui_dismiss() label=t.ui_notices()>
            <Router>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/sign-in") view=parts::sign_in ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view=parts::setup ssr=SsrMode::Async/>
                    <Route path=path!("/invite") view=parts::invite_again ssr=SsrMode::Async/>
                    <Route path=path!("/invite/:token") view=parts::invite ssr=SsrMode::Async/>
                    <Route path=path!("/register") view=parts::register ssr=SsrMode::Async/>
                    <Route path=path!("/register/status") view=parts::register_status ssr=SsrMode::Async/>
                    <Route path=path!("/register/prove") view=parts::prove_address_again ssr=SsrMode::Async/>
                    <Route path=path!("/register/prove/:token") view=parts::prove_address ssr=SsrMode::Async/>
                    <Route path=path!("/forgot") view=parts::forgot ssr=SsrMode::Async/>
                    <Route path=path!("/reset") view=parts::open_again ssr=SsrMode::Async/>
                    <Route path=path!("/reset/:token") view=parts::reset ssr=SsrMode::Async/>
                    <Route path=path!("/unlock") view=parts::open_again ssr=SsrMode::Async/>
                    <Route path=path!("/unlock/:token") view=parts::unlock ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-email") view=parts::open_again ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-email/:token") view=parts::confirm_email ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/step") view=parts::second_step ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/enrol") view=parts::enrol ssr=SsrMode::Async/>
                    <ParentRoute path=path!("") view=|| view! { <Frame><Outlet/></Frame> } ssr=SsrMode::Async>
                        <Route path=path!("/") view=parts::home/>
                        <Route path=path!("/people") view=parts::people/>
                        <Route path=path!("/people/import") view=parts::import/>
                        <Route path=path!("/people/new") view=parts::add_user/>
                        <Route path=path!("/people/bulk") view=parts::bulks/>
                        <Route path=path!("/people/import/:id") view=parts::import_draft/>
                        <Route path=path!("/people/bulk/:id") view=parts::bulk/>
                        <Route path=path!("/people/:id") view=parts::person/>
                        <Route path=path!("/people/:id/deactivate") view=parts::deactivate/>
                        <Route path=path!("/people/:id/reactivate") view=parts::reactivate/>
                        <Route path=path!("/people/:id/archive") view=parts::archive/>
                        <Route path=path!("/people/:id/restore") view=parts::restore/>
                        <Route path=path!("/people/:id/replace") view=parts::replace/>
                        <Route path=path!("/people/:id/explain") view=parts::explain/>
                        <Route path=path!("/invitations") view=parts::invitations/>
                        <Route path=path!("/invitations/new") view=parts::invite_people/>
                        <Route path=path!("/invitations/import") view=parts::invite_file/>
                        <Route path=path!("/invitations/import/:id") view=parts::invite_file_draft/>
                        <Route path=path!("/invitations/:id") view=parts::invitation/>
                        <Route path=path!("/requests") view=parts::requests/>
                        <Route path=path!("/requests/claims") view=parts::claims/>
                        <Route path=path!("/requests/:id") view=parts::request/>
                        <Route path=path!("/providers") view=parts::providers/>
                        <Route path=path!("/providers/new") view=parts::add_provider/>
                        <Route path=path!("/providers/import") view=parts::import_providers/>
                        <Route path=path!("/providers/import/:id") view=parts::provider_file/>
                        <Route path=path!("/providers/:id") view=parts::provider/>
                        <Route path=path!("/providers/:id/edit") view=parts::edit_provider/>
                        <Route path=path!("/providers/:id/handover") view=parts::handover/>
                        <Route path=path!("/handovers") view=parts::handovers/>
                        <Route path=path!("/settings/handovers") view=parts::handover_lists/>
                        <Route path=path!("/patients") view=parts::patients/>
                        <Route path=path!("/patients/import") view=parts::import_patients/>
                        <Route path=path!("/patients/import/:id") view=parts::patient_file/>
                        <Route path=path!("/patients/of/:id") view=parts::panel/>
                        <Route path=path!("/patients/:id") view=parts::patient/>
                        <Route path=path!("/settings/providers") view=parts::provider_rules/>
                        <Route path=path!("/billing") view=parts::billing/>
                        <Route path=path!("/billing/buy") view=parts::buy/>
                        <Route path=path!("/billing/card") view=parts::card/>
                        <Route path=path!("/billing/invoices") view=parts::invoices/>
                        <Route path=path!("/billing/invoices/:id") view=parts::invoice/>
                        <Route path=path!("/settings/practice") view=parts::house/>
                        <Route path=path!("/settings/prices") view=parts::prices/>
                        <Route path=path!("/settings/invitations") view=parts::invitation_rules/>
                        <Route path=path!("/leavers") view=parts::leavers/>
                        <Route path=path!("/leavers/calendar") view=parts::leavers_month/>
                        <Route path=path!("/settings/departures") view=parts::departure_rules/>
                        <Route path=path!("/practices") view=parts::practices/>
                        <Route path=path!("/practices/new") view=parts::add_practice/>
                        <Route path=path!("/practices/:id") view=parts::practice/>
                        <Route path=path!("/settings/vendor-access") view=parts::vendor_access/>
                        <Route path=path!("/settings/vendor-access/:id") view=parts::vendor_receipt/>
                        <Route path=path!("/support") view=parts::tickets/>
                        <Route path=path!("/support/new") view=parts::new_ticket/>
                        <Route path=path!("/support/:id") view=parts::ticket/>
                        <Route path=path!("/history") view=parts::history/>
                        <Route path=path!("/settings/mail") view=parts::mail/>
                        <Route path=path!("/profile") view=parts::profile/>
                        <Route path=path!("/profile/password") view=parts::password/>
                        <Route path=path!("/profile/sessions") view=parts::sessions/>
                        <Route path=path!("/prove") view=parts::prove/>
                        <Route path=path!("/settings/caller-check") view=parts::caller_check/>
                        <Route path=path!("/settings/requests") view=parts::denial_reasons/>
                        <Route path=path!("/settings/security") view=parts::security/>
                        <Route path=path!("/settings/keys") view=parts::keys/>
                        <Route path=path!("/installation") view=parts::installation/>
                        <Route path=path!("/profile/two-step") view=parts::two_step/>
                        <Route path=path!("/administrators") view=parts::administrators/>
                        <Route path=path!("/look-as") view=parts::look_as/>
                    </ParentRoute>
                </Routes>
            </Router>
        </Toasts>
    }
}
