//! The hand-over sheet (N-16): username, temporary password and where to sign in, in the language of the one who will
//! read it, ready to be printed.

use leptos::prelude::*;

use super::model::HandOver;
use crate::plain::view;
use crate::{
    i18n::{Lang, T, use_t},
    ui::{clipboard::copy, toast::use_toasts},
};

#[component]
pub fn Sheet(sheet: HandOver, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let own = use_t();
    let lang = Lang::from_tag(&sheet.language).unwrap_or_default();
    let t = T::new(lang);
    let toasts = use_toasts();
    let secret = StoredValue::new(sheet.password.clone());
    let said = Callback::new(move |worked| {
        if worked {
            toasts.success(own.employees_copied().to_owned());
        } else {
            toasts.error(own.employees_copy_failed().to_owned());
        }
    });
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
                <dd>
                    <code class="sheet__secret">{sheet.password}</code>" "
                    <button type="button" class="btn btn--small sheet__copy" on:click=move |_| copy(secret.get_value(), said)>
                        {own.employees_copy()}
                    </button>
                </dd>
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
