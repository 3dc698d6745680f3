//! Signing in, or giving the second step, by a passkey: one button.

use leptos::{prelude::*, task::spawn_local};

use super::{
    ceremony::{self, Trouble},
    passkeys::api::{passkey_question, passkey_sign_in},
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    session::{model::SignInResult, page::leave_to},
    ui::icon::{Icon, IconName},
};

async fn sign_in(next: String) -> Result<SignInResult, Trouble> {
    let question = passkey_question().await?;
    let answer = ceremony::get(&question).await?;
    Ok(passkey_sign_in(answer, next).await?)
}

#[component]
pub fn PasskeySignIn(
    next: String,
    #[prop(into)] label: String,
    /// Called instead of leaving for `next`.
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_t();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let click = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let next = next.clone();
        spawn_local(async move {
            let outcome = sign_in(next).await;
            busy.set(false);
            match (outcome, on_done) {
                (Ok(_), Some(done)) => done.run(()),
                (Ok(result), None) => leave_to(result.address()),
                (Err(error), _) => trouble.set(Some(error)),
            }
        });
    };
    view! {
        <div class="passkey-button">
            <button type="button" class="btn btn--wide" aria-disabled=move || busy.get().to_string() on:click=click>
                <Icon name=IconName::Key/>
                {move || if busy.get() { t.twostep_passkey_waiting().to_owned() } else { label.clone() }}
            </button>
            <div role="status">
                {move || trouble.get().map(|trouble| view! { <p class="notice notice--bad">{trouble.told(t)}</p> })}
            </div>
        </div>
    }
}
