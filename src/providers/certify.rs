//! Certifying a provider, and taking the certificate back. What follows is said before it happens.

use leptos::prelude::*;

use super::{
    api::CertifyProvider,
    model::{AgentStatus, Kind},
    views::ProviderRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{dialog::ConfirmDialog, toast::use_toasts},
};

#[component]
pub fn Certify(provider: ProviderRow, on_done: Callback<ProviderRow>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let certify = ServerAction::<CertifyProvider>::new();
    let open = RwSignal::new(false);
    let proof = use_proof();
    let (id, name, kind) = (provider.id, provider.name.clone(), provider.kind);
    let other = if kind == Kind::Certified { Kind::Local } else { Kind::Certified };
    let send = move || {
        certify.dispatch(CertifyProvider { id, kind: other });
    };
    Effect::new(move |_| match certify.value().get() {
        Some(Ok(provider)) => {
            open.set(false);
            toasts.success(t.person_saved().to_owned());
            on_done.run(provider);
        }
        Some(Err(AppError::Invalid(errors))) => {
            open.set(false);
            toasts.error(errors.0.first().map_or_else(String::new, |error| t.code(error.code).to_owned()));
        }
        Some(Err(error)) if proof.asked(&error, send) => open.set(false),
        Some(Err(error)) if !session_end.noticed(&error) => {
            open.set(false);
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let may = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditProviders).is_ok());
    let label = if other == Kind::Certified { t.providers_certify() } else { t.providers_decertify() };
    let invites = matches!(provider.facts().status(), AgentStatus::NotInvited | AgentStatus::Waiting);
    let body = match other {
        Kind::Certified if invites => t.providers_certify_invites(&provider.agent.form.email),
        Kind::Certified => t.providers_certify_body().to_owned(),
        Kind::Local => t.providers_decertify_body().to_owned(),
    };
    may.then(|| {
        view! {
            <button type="button" class="btn" on:click=move |_| open.set(true)>{label}</button>
            <ConfirmDialog
                open=Signal::from(open)
                on_close=move |()| open.set(false)
                on_confirm=move |()| send()
                title=format!("{label}: {name}")
                confirm=label
                cancel=t.ui_cancel()
                busy=Signal::from(certify.pending())
            >
                <p>{body.clone()}</p>
            </ConfirmDialog>
        }
    })
}
