//! "Full access not available" (S3-20), until when it is, and how to ask for it (S3-13).

use leptos::prelude::*;

use super::api::AskForAccess;
use crate::plain::view;
use crate::{
    domain::vendor::VendorLevel, i18n::use_t, practices::views::PracticePage, session::watch::use_session_end,
    ui::toast::use_toasts,
};

#[component]
pub fn AskCard(page: PracticePage, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let ask = ServerAction::<AskForAccess>::new();
    Effect::new(move |_| match ask.value().get() {
        Some(Ok(())) => {
            toasts.success(t.vendor_asked().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let Some(level) = page.row.level else { return ().into_any() };
    let practice = page.row.id;
    let until =
        page.until.map(|(at, next)| t.vendor_until(t.vendor_level(level), t.date_time(&at), t.vendor_level(next)));
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="access">
            <h2 id="access">{t.vendor_title()}</h2>
            <p>{t.vendor_level_means(level)}</p>
            {until.map(|until| view! { <p class="notice" role="note">{until}</p> })}
            {(level != VendorLevel::Full).then(|| view! { <p><strong>{t.vendor_no_full()}</strong></p> <p class="muted">{t.vendor_how()}</p> })}
            {page.asked.map(|at| view! { <p class="notice" role="note">{t.vendor_asked_at(t.date_time(&at))}</p> })}
            {page.asks.then(|| view! {
                <div>
                    <button
                        type="button" class="btn btn--primary" disabled=move || ask.pending().get()
                        on:click=move |_| drop(ask.dispatch(AskForAccess { practice }))
                    >
                        {t.vendor_ask()}
                    </button>
                </div>
            })}
        </section>
    }
    .into_any()
}
