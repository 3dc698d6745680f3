//! `/settings/keys`: the practice's API keys.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::list_keys, make::MakeKey, table::KeyTable};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        clipboard,
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn KeysPage() -> impl IntoView {
    let t = use_t();
    let keys = Resource::new_blocking(|| (), |()| list_keys());
    let made = RwSignal::new(None::<String>);
    let on_made = move |key: String| {
        made.set(Some(key));
        keys.refetch();
    };
    view! {
        <Title text=t.keys_title()/>
        <PageHead title=t.keys_title() subtitle=move || t.keys_intro()>
            <a class="btn" href=paths::API_DOCS rel="external">{t.keys_docs()}</a>
        </PageHead>
        {move || made.get().map(|key| view! { <Once key/> })}
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || keys.get().map(|found| match found {
                Ok(keys_found) => view! { <KeyTable keys=keys_found reload=move |()| keys.refetch()/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.keys_title() back=paths::HOME label=t.errors_home()/>
                }
                .into_any(),
            })}
        </Transition>
        <MakeKey on_made/>
    }
}

/// The key itself, this once.
#[component]
fn Once(key: String) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let copied = Callback::new(move |worked| {
        if worked {
            toasts.success(t.ui_copied().to_owned());
        }
    });
    let text = key.clone();
    view! {
        <section class="card card--pad" role="status" aria-labelledby="once">
            <h2 id="once">{t.keys_once()}</h2>
            <p>{t.keys_once_hint()}</p>
            <p class="field__value"><code>{key}</code></p>
            <div class="buttons">
                <button type="button" class="btn btn--primary" on:click=move |_| clipboard::copy(text.clone(), copied)>
                    {t.ui_copy()}
                </button>
            </div>
        </section>
    }
}
