//! Before somebody loses the right to invite: the open links that stand on it, and what is to become of them (P-25).

use leptos::prelude::*;

use super::{model::Orphans, standing::Link, views::Waiting};
use crate::plain::view;
use crate::{i18n::use_t, ui::dialog::ConfirmDialog};

/// Open while there are `links` to be asked about; revoking them is what happens unless the reader chooses otherwise.
#[component]
pub fn OrphansDialog(
    links: RwSignal<Vec<Waiting>>,
    orphans: RwSignal<Orphans>,
    name: String,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_t();
    let choice = move |value: Orphans, label: &'static str| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="orphans"
                    prop:checked=move || orphans.get() == value
                    on:change=move |_| orphans.set(value)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <ConfirmDialog
            open=Signal::derive(move || links.with(|links| !links.is_empty()))
            on_close=move |()| links.update(Vec::clear)
            on_confirm=move |()| {
                links.update(Vec::clear);
                on_confirm.run(());
            }
            title=t.standing_lose_title(&name)
            confirm=t.person_save()
            cancel=t.ui_cancel()
        >
            <p>{t.standing_lose_body(&name)}</p>
            <ul>{move || links.get().into_iter().map(|link| view! { <Link link/> }).collect_view()}</ul>
            <fieldset class="field checks">
                <legend class="field__label">{t.standing_lose_legend()}</legend>
                {choice(Orphans::Revoke, t.standing_lose_revoke())}
                {choice(Orphans::TakeOver, t.standing_lose_take())}
            </fieldset>
        </ConfirmDialog>
    }
}
