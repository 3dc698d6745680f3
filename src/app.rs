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
    account::{
        again::OpenAgainPage,
        forgot::ForgotPage,
        link::{ConfirmEmailPage, UnlockPage},
        reset::ResetPage,
    },
    frame::{Frame, NotFoundPage},
    history::page::HistoryPage,
    home::page::HomePage,
    i18n::{T, provide_t, use_t},
    imports::{
        draft::{PatientFilePage, ProviderFilePage},
        page::{ImportPatientsPage, ImportProvidersPage},
    },
    invitations::{
        bulk::{draft::InviteFileDraftPage, page::InviteFilePage},
        detail::InvitationDetailPage,
        link::{LinkAgainPage, LinkPage},
        new::InvitePage,
        page::InvitationsPage,
        settings::InvitationRulesPage,
    },
    mail::page::MailPage,
    patients::{detail::PatientPage, page::PatientsPage, panel::PanelPage},
    people::{detail::PersonPage, page::PeoplePage},
    profile::page::ProfilePage,
    providers::{
        detail::ProviderPage, edit::EditProviderPage, new::AddProviderPage, page::ProvidersPage,
        settings::ProviderRulesPage,
    },
    registrations::{
        claims_page::ClaimsPage,
        detail::RequestDetailPage,
        page::RequestsPage,
        prove::{ProveAddressAgainPage, ProveAddressPage},
        register::RegisterPage,
        status::RequestStatusPage,
    },
    roster::{draft::ImportDraftPage, page::ImportPage},
    session::{
        model::Viewer,
        page::{PasswordPage, SignInPage},
        proof::{ProvePage, provide_proof},
        sessions::SessionsPage,
        watch::provide_session_end,
    },
    setup::page::SetupPage,
    ui::{look::Look, toast::Toasts},
};

/// What the server knows about the request and the browser must not guess again: sent with the page, read on both
/// sides, so that both render the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    pub look: Look,
    pub viewer: Option<Viewer>,
    /// The installation holds the demo practice.
    pub demo: bool,
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
    view! {
        <Title formatter=move |page: String| if page.is_empty() { t.app_name().to_owned() } else { t.app_title(page) }/>
        <Toasts dismiss=t.ui_dismiss() label=t.ui_notices()>
            <Router>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                    <Route path=path!("/invite") view=LinkAgainPage ssr=SsrMode::Async/>
                    <Route path=path!("/invite/:token") view=LinkPage ssr=SsrMode::Async/>
                    <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                    <Route path=path!("/register/status") view=RequestStatusPage ssr=SsrMode::Async/>
                    <Route path=path!("/register/prove") view=ProveAddressAgainPage ssr=SsrMode::Async/>
                    <Route path=path!("/register/prove/:token") view=ProveAddressPage ssr=SsrMode::Async/>
                    <Route path=path!("/forgot") view=ForgotPage ssr=SsrMode::Async/>
                    <Route path=path!("/reset") view=OpenAgainPage ssr=SsrMode::Async/>
                    <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async/>
                    <Route path=path!("/unlock") view=OpenAgainPage ssr=SsrMode::Async/>
                    <Route path=path!("/unlock/:token") view=UnlockPage ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-email") view=OpenAgainPage ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-email/:token") view=ConfirmEmailPage ssr=SsrMode::Async/>
                    <ParentRoute path=path!("") view=|| view! { <Frame><Outlet/></Frame> } ssr=SsrMode::Async>
                        <Route path=path!("/") view=HomePage/>
                        <Route path=path!("/people") view=PeoplePage/>
                        <Route path=path!("/people/import") view=ImportPage/>
                        <Route path=path!("/people/import/:id") view=ImportDraftPage/>
                        <Route path=path!("/people/:id") view=PersonPage/>
                        <Route path=path!("/invitations") view=InvitationsPage/>
                        <Route path=path!("/invitations/new") view=InvitePage/>
                        <Route path=path!("/invitations/import") view=InviteFilePage/>
                        <Route path=path!("/invitations/import/:id") view=InviteFileDraftPage/>
                        <Route path=path!("/invitations/:id") view=InvitationDetailPage/>
                        <Route path=path!("/requests") view=RequestsPage/>
                        <Route path=path!("/requests/claims") view=ClaimsPage/>
                        <Route path=path!("/requests/:id") view=RequestDetailPage/>
                        <Route path=path!("/providers") view=ProvidersPage/>
                        <Route path=path!("/providers/new") view=AddProviderPage/>
                        <Route path=path!("/providers/import") view=ImportProvidersPage/>
                        <Route path=path!("/providers/import/:id") view=ProviderFilePage/>
                        <Route path=path!("/providers/:id/edit") view=EditProviderPage/>
                        <Route path=path!("/providers/:id") view=ProviderPage/>
                        <Route path=path!("/patients") view=PatientsPage/>
                        <Route path=path!("/patients/import") view=ImportPatientsPage/>
                        <Route path=path!("/patients/import/:id") view=PatientFilePage/>
                        <Route path=path!("/patients/of/:id") view=PanelPage/>
                        <Route path=path!("/patients/:id") view=PatientPage/>
                        <Route path=path!("/settings/providers") view=ProviderRulesPage/>
                        <Route path=path!("/settings/invitations") view=InvitationRulesPage/>
                        <Route path=path!("/history") view=HistoryPage/>
                        <Route path=path!("/settings/mail") view=MailPage/>
                        <Route path=path!("/profile") view=ProfilePage/>
                        <Route path=path!("/profile/password") view=PasswordPage/>
                        <Route path=path!("/profile/sessions") view=SessionsPage/>
                        <Route path=path!("/prove") view=ProvePage/>
                    </ParentRoute>
                </Routes>
            </Router>
        </Toasts>
    }
}
