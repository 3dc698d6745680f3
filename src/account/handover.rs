//! The hand-over sheet (N-16): username, temporary password and where to sign in, in the language of the one who will
//! read it, ready to be printed.

use leptos::prelude::*;

use super::model::HandOver;
use crate::i18n::{Lang, T, use_t};
use crate::plain::view;

#[component]
pub fn Sheet(sheet: HandOver, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let own = use_t();
    let lang = Lang::from_tag(&sheet.language).unwrap_or_default();
    let t = T::new(lang);
    view! {
        <p class="notice notice--warn" role="status">{own.account_sheet_once()}</p>
        <section class="sheet" lang=lang.tag() aria-labelledby="sheet-title">
            <h3 id="sheet-title">{t.account_sheet_title(&sheet.practice)}</h3>
            <p>{t.account_sheet_for(&sheet.name)}</p>
            <dl>
                <dt>{t.account_sheet_address()}</dt>
                <dd>{sheet.address}</dd>
                <dt>{t.people_username()}</dt>
                <dd>{sheet.username}</dd>
                <dt>{t.account_temporary_password()}</dt>
                <dd><code class="sheet__secret">{sheet.password}</code></dd>
            </dl>
            <img src=sheet.qr alt=t.account_sheet_qr() width="180" height="180"/>
            <p>{t.account_sheet_expires(t.date_time(&sheet.expires))}</p>
            <p class="muted">{t.account_sheet_warning()}</p>
        </section>
        <div class="submit-bar">
            <button
                type="button"
                class="btn btn--primary"
                on:click=move |_| {
                    if let Err(error) = window().print() {
                        leptos::logging::warn!("{error:?}");
                    }
                }
            >
                {own.account_sheet_print()}
            </button>
            <button type="button" class="btn" on:click=move |_| on_done.run(())>{own.account_sheet_done()}</button>
        </div>
    }
}
