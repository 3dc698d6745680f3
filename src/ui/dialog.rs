//! A question over the page: the browser's own `<dialog>`, which keeps the focus in, gives it back and closes on Escape.

use crate::plain::view;
use leptos::{html, prelude::*};

#[component]
pub fn Dialog(
    open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    /// The id of the heading inside.
    labelled_by: &'static str,
    /// For questions that must not be missed.
    #[prop(optional)]
    alert: bool,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // Opening can only fail if it is open already.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            role=alert.then_some("alertdialog")
            aria-labelledby=labelled_by
            on:close=move |_| {
                if open.get_untracked() {
                    on_close.run(());
                }
            }
        >
            {children()}
        </dialog>
    }
}

/// Asks before something is done: what will happen, and two ways out.
#[component]
pub fn ConfirmDialog(
    open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_confirm: Callback<()>,
    #[prop(into)] title: String,
    #[prop(into)] confirm: String,
    #[prop(into)] cancel: String,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let class = if danger { "btn btn--danger" } else { "btn btn--primary" };
    view! {
        <Dialog open on_close labelled_by="confirm-title" alert=danger>
            <h2 id="confirm-title">{title}</h2>
            <div class="dialog__body">{children()}</div>
            <div class="dialog__actions">
                <button type="button" class="btn" on:click=move |_| on_close.run(())>{cancel}</button>
                <button type="button" class=class disabled=move || busy.get() on:click=move |_| on_confirm.run(())>
                    {confirm}
                </button>
            </div>
        </Dialog>
    }
}
