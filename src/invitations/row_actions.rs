//! The buttons that act on somebody's link, on lists and pages.

use leptos::prelude::*;

use super::{
    api::{CopyInvitationLink, InviteAgain, RevokeInvitation},
    model::{can_redirect, can_send_again},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::InvitationId, refusal::Refusal},
    i18n::use_t,
    people::model::Standing,
    session::{proof::use_proof, watch::use_session_end},
    ui::{dialog::ConfirmDialog, toast::use_toasts},
};

/// "Send again": goes after pressing, and is back after a refresh (S1-20). The server keeps its own pace (C-08).
#[component]
pub fn SendAgain(
    standing: Standing,
    name: String,
    /// Called with the new link.
    #[prop(optional, into)]
    on_done: Option<Callback<InvitationId>>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let again = ServerAction::<InviteAgain>::new();
    let gone = RwSignal::new(false);
    let may = use_viewer().is_some_and(|viewer| can_send_again(&standing, &viewer.actor).is_ok());
    let label = format!("{}: {name}", t.invitations_again());
    Effect::new(move |_| match again.value().get() {
        Some(Ok(id)) => {
            toasts.success(t.invitations_sent_again(&name));
            gone.set(true);
            if let Some(done) = on_done {
                done.run(id);
            }
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let person = standing.person;
    may.then(|| {
        view! {
            <Show when=move || !gone.get()>
                <button
                    type="button"
                    class="btn btn--small"
                    aria-label=label.clone()
                    aria-disabled=move || again.pending().get().to_string()
                    on:click=move |_| {
                        if !again.pending().get_untracked() {
                            again.dispatch(InviteAgain { person });
                        }
                    }
                >
                    {t.invitations_again()}
                </button>
            </Show>
        }
    })
}

/// "Revoke", behind a question that says what will happen. Drawn only where there is something to revoke; greyed with
/// the reason for those who may not.
#[component]
pub fn Revoke(
    standing: Standing,
    email: String,
    /// The question is open from the start.
    #[prop(optional)]
    asked: bool,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let revoke = ServerAction::<RevokeInvitation>::new();
    let why_not = refusal(&standing);
    let open = RwSignal::new(false);
    let may = why_not.is_none();
    Effect::new(move |_| {
        if asked && may {
            open.set(true);
        }
    });
    Effect::new(move |_| match revoke.value().get() {
        Some(Ok(())) => {
            open.set(false);
            toasts.success(t.invitations_revoked().to_owned());
            on_done.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            open.set(false);
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let person = standing.person;
    view! {
        <button
            type="button"
            class="btn"
            disabled=!may
            title=why_not.map(|why| t.refusal(&why))
            on:click=move |_| open.set(true)
        >
            {t.invitations_revoke()}
        </button>
        <ConfirmDialog
            open=Signal::from(open)
            on_close=move |()| open.set(false)
            on_confirm=move |()| {
                revoke.dispatch(RevokeInvitation { person });
            }
            title=t.invitations_revoke_title(&email)
            confirm=t.invitations_revoke()
            cancel=t.ui_cancel()
            danger=true
            busy=Signal::from(revoke.pending())
        >
            <p>{t.invitations_revoke_body()}</p>
        </ConfirmDialog>
    }
}

fn refusal(standing: &Standing) -> Option<Refusal> {
    use_viewer().and_then(|viewer| can_redirect(standing, &viewer.actor).err())
}

/// "Copy link", where no mail goes out (P-06): makes a new link, shows it once and leaves it to the reader.
#[component]
pub fn CopyLink(standing: Standing) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let copy = ServerAction::<CopyInvitationLink>::new();
    let proof = use_proof();
    let may = refusal(&standing).is_none();
    let person = standing.person;
    let make = move || {
        copy.dispatch(CopyInvitationLink { person });
    };
    Effect::new(move |_| {
        if let Some(Err(error)) = copy.value().get()
            && !proof.asked(&error, make)
            && !session_end.noticed(&error)
        {
            toasts.error(t.error(&error));
        }
    });
    may.then(|| {
        view! {
            <button type="button" class="btn" disabled=move || copy.pending().get() on:click=move |_| make()>
                {t.invitations_copy()}
            </button>
            {move || copy.value().get().and_then(Result::ok).map(|link| view! {
                <label class="field copied">
                    <span class="field__label">{t.invitations_copied()}</span>
                    <input type="text" readonly=true value=link/>
                </label>
            })}
        }
    })
}
