//! "Send Portal Invitation", "Send Portal Re-Invitation": always there when there is an address (S2-5, S2-6, C-08).

use leptos::prelude::*;

use super::{
    api::InviteAgent,
    model::{AgentStatus, can_invite_agent},
    views::ProviderRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::toast::use_toasts,
};

#[component]
pub fn InviteAgentButton(
    provider: ProviderRow,
    /// Why not is said beside the button, and not only by its title.
    #[prop(optional)]
    explain: bool,
    #[prop(into)] on_done: Callback<ProviderRow>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let invite = ServerAction::<InviteAgent>::new();
    // Goes after pressing and is back after a refresh (S1-20); the server keeps its own pace.
    let gone = RwSignal::new(false);
    let (id, proof) = (provider.id, use_proof());
    let send = move || {
        invite.dispatch(InviteAgent { id });
    };
    Effect::new(move |_| match invite.value().get() {
        Some(Ok(provider)) => {
            toasts.success(t.providers_invited(&provider.agent.form.email));
            gone.set(true);
            on_done.run(provider);
        }
        Some(Err(AppError::Invalid(errors))) => {
            toasts.error(errors.0.first().map_or_else(String::new, |error| t.code(error.code).to_owned()));
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let facts = provider.facts();
    let can = use_viewer().map(|viewer| can_invite_agent(&facts, &viewer.actor));
    let (label, offered) = match facts.status() {
        AgentStatus::NotInvited => (t.providers_invite(), true),
        AgentStatus::Waiting => (t.providers_reinvite(), true),
        AgentStatus::NoAddress | AgentStatus::Registered | AgentStatus::Left => (t.providers_invite(), false),
    };
    let why_not = can.and_then(Result::err).map(|refusal| t.refusal(&refusal));
    let (named, disabled) = (format!("{label}: {}", provider.name), why_not.is_some());
    let title = why_not.clone();
    offered.then(|| {
        view! {
            <Show when=move || !gone.get()>
                <button
                    type="button"
                    class="btn btn--small"
                    aria-label=named.clone()
                    disabled=disabled
                    title=title.clone()
                    aria-disabled=move || invite.pending().get().to_string()
                    on:click=move |_| {
                        if !invite.pending().get_untracked() {
                            send();
                        }
                    }
                >
                    {label}
                </button>
            </Show>
            {why_not.filter(|_| explain).map(|why| view! { <span class="notice__why">{why}</span> })}
        }
    })
}
