//! `/providers/import` and `/patients/import`: choosing a file. A plain form, so that it works before the module has loaded.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    model::{FileError, Kind},
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
pub fn ImportProvidersPage() -> impl IntoView {
    view! { <Upload kind=Kind::Providers/> }
}

#[component]
pub fn ImportPatientsPage() -> impl IntoView {
    view! { <Upload kind=Kind::Patients/> }
}

/// The words of one kind: title, introduction, columns, and the way back.
fn texts(kind: Kind) -> (&'static str, &'static str, &'static str, (&'static str, &'static str)) {
    let t = use_t();
    match kind {
        Kind::Providers => (
            t.records_providers(),
            t.records_providers_intro(),
            t.records_providers_columns(),
            (paths::PROVIDERS, t.providers_back()),
        ),
        Kind::Patients => (
            t.records_patients(),
            t.records_patients_intro(),
            t.records_patients_columns(),
            (paths::PATIENTS, t.patients_back()),
        ),
    }
}

#[component]
fn Upload(kind: Kind) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let problem = Memo::new(move |_| {
        let error = query.read().get("error").and_then(|name| FileError::from_name(&name));
        error.map(|error| words::file_error(t, error))
    });
    let busy = RwSignal::new(false);
    let (title, intro, columns, (back, back_label)) = texts(kind);
    view! {
        <Title text=title/>
        <a class="back" href=back>{back_label}</a>
        <PageHead title subtitle=move || intro>
            <a class="btn" href=paths::record_template(kind) download="" rel="external">
                <Icon name=IconName::Download/>
                {t.roster_template()}
            </a>
        </PageHead>
        <form
            class="card card--pad form upload"
            method="post"
            action=paths::record_import(kind)
            enctype="multipart/form-data"
            on:submit=move |_| busy.set(true)
        >
            {(kind == Kind::Providers).then(|| view! { <Ours/> })}
            <div class="field" class:is-wrong=move || problem.with(Option::is_some)>
                <label class="field__label" for="file">{t.roster_choose()}" "{t.roster_drop()}</label>
                <input
                    id="file"
                    class="upload__drop"
                    type="file"
                    name="file"
                    accept=ACCEPTED
                    required=true
                    aria-describedby="file-hint file-error"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                />
                <p class="field__hint" id="file-hint">{columns}" "{t.roster_limits()}</p>
                <div id="file-error" role="alert">
                    {move || problem.get().map(|text| view! {
                        <p class="field__error"><Icon name=IconName::Alert/>{text}</p>
                    })}
                </div>
            </div>
            <div class="submit-bar">
                <button class="btn btn--primary" disabled=move || busy.get()>
                    <Icon name=IconName::Upload/>
                    {move || if busy.get() { t.roster_reading() } else { t.ui_continue() }}
                </button>
            </div>
        </form>
    }
}

/// Which rows of the registry's file are the practice's own. They stand before the file, and are sent before it.
#[component]
fn Ours() -> impl IntoView {
    let t = use_t();
    view! {
        <fieldset class="field">
            <legend class="field__label">{t.records_ours()}</legend>
            <p class="field__hint">{t.records_ours_hint()}</p>
            <div class="grid">
                <div class="field">
                    <label class="field__label" for="npis">{t.records_npis()}</label>
                    <input id="npis" name="npis" autocomplete="off" spellcheck="false" maxlength="2000"/>
                </div>
                <div class="field">
                    <label class="field__label" for="postal">{t.records_postal()}</label>
                    <input id="postal" name="postal" autocomplete="off" spellcheck="false" maxlength="500"/>
                </div>
            </div>
        </fieldset>
    }
}
