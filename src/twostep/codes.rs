//! Recovery codes on the screen: once, to be printed or written down.

use leptos::prelude::*;

use crate::i18n::use_t;
use crate::plain::view;

#[component]
pub fn Codes(codes: Vec<String>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let t = use_t();
    let print = move |_| {
        if let Err(error) = window().print() {
            leptos::logging::warn!("{error:?}");
        }
    };
    view! {
        <section class="recovery" aria-labelledby="codes-title">
            <h2 id="codes-title">{t.twostep_codes_title()}</h2>
            <p class="muted">{t.twostep_codes_body()}</p>
            <ol class="recovery__codes" aria-label=t.twostep_codes_list()>
                {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
            </ol>
            <div class="submit-bar no-print">
                <button type="button" class="btn btn--primary" on:click=move |_| on_done.run(())>{t.twostep_codes_done()}</button>
                <button type="button" class="btn" on:click=print>{t.twostep_codes_print()}</button>
            </div>
        </section>
    }
}
