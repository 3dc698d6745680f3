//! `/people/import`: choosing a file. A plain form, so that it works before the module has loaded.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    model::{MAX_BYTES, ReadError},
    words,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        icon::{Icon, IconName},
        pagehead::PageHead,
    },
};

/// What a file picker offers; the content decides, not the name.
const ACCEPTED: &str = ".csv,.txt,.tsv,.xlsx,text/csv,text/plain,\
                        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[component]
pub fn ImportPage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let told = Memo::new(move |_| query.read().get("error").and_then(|name| ReadError::from_name(&name)));
    // Found out here already, before 6 MB have travelled.
    let too_big = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = move || {
        let error = if too_big.get() { Some(ReadError::TooBig) } else { told.get() };
        error.map(|error| words::read_error(t, error))
    };
    view! {
        <Title text=t.roster_title()/>
        <PageHead title=t.roster_title() subtitle=move || t.roster_intro()>
            <a class="btn" href=paths::IMPORT_TEMPLATE download="" rel="external">
                <Icon name=IconName::Download/>
                {t.roster_template()}
            </a>
        </PageHead>
        <form
            class="card card--pad form upload"
            method="post"
            action=paths::IMPORT
            enctype="multipart/form-data"
            on:submit=move |event| {
                if too_big.get_untracked() {
                    event.prevent_default();
                } else {
                    busy.set(true);
                }
            }
        >
            <div class="field" class:is-wrong=move || problem().is_some()>
                <label class="field__label" for="file">{t.roster_choose()}" "{t.roster_drop()}</label>
                <input
                    id="file"
                    class="upload__drop"
                    type="file"
                    name="file"
                    accept=ACCEPTED
                    required=true
                    aria-describedby="file-hint file-error"
                    aria-invalid=move || problem().map(|_| "true")
                    on:change=move |event| too_big.set(chosen_bytes(&event) > MAX_BYTES as f64)
                />
                <p class="field__hint" id="file-hint">{t.roster_limits()}</p>
                <div id="file-error" role="alert">
                    {move || problem().map(|text| view! {
                        <p class="field__error"><Icon name=IconName::Alert/>{text}</p>
                    })}
                </div>
            </div>
            <div class="submit-bar">
                <button class="btn btn--primary" disabled=move || busy.get() || too_big.get()>
                    <Icon name=IconName::Upload/>
                    {move || if busy.get() { t.roster_reading() } else { t.ui_continue() }}
                </button>
            </div>
        </form>
    }
}

/// The size of the file that was chosen, in bytes; 0 for none.
fn chosen_bytes(event: &leptos::ev::Event) -> f64 {
    use leptos::wasm_bindgen::JsCast;

    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    input.and_then(|input| input.files()).and_then(|files| files.get(0)).map_or(0.0, |file| file.size())
}
