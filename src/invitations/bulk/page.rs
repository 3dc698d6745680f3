//! `/invitations/import`: choosing a file. A plain form, so that it works before the module has loaded.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::model::FileError;
use crate::plain::view;
use crate::{
    i18n::{T, use_t},
    invitations::verdict::MOST,
    paths,
    roster::words,
    ui::{
        icon::{Icon, IconName},
        pagehead::PageHead,
    },
};

/// What a file picker offers; the content decides, not the name.
const ACCEPTED: &str = ".csv,.txt,.tsv,.xlsx,text/csv,text/plain,\
                        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn words_of(t: T, error: FileError) -> String {
    match error {
        FileError::Unreadable(error) => words::read_error(t, error),
        FileError::TooManyRows => t.bulk_too_many(MOST),
    }
}

#[component]
pub fn InviteFilePage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let problem = Memo::new(move |_| {
        let error = query.read().get("error").and_then(|name| FileError::from_name(&name));
        error.map(|error| words_of(t, error))
    });
    let busy = RwSignal::new(false);
    view! {
        <Title text=t.bulk_title()/>
        <a class="back" href=paths::INVITATIONS>{t.invitations_back()}</a>
        <PageHead title=t.bulk_title() subtitle=move || t.bulk_intro()>
            <a class="btn" href=paths::INVITE_FILE_TEMPLATE download="" rel="external">
                <Icon name=IconName::Download/>
                {t.roster_template()}
            </a>
        </PageHead>
        <form
            class="card card--pad form upload"
            method="post"
            action=paths::INVITE_FILE
            enctype="multipart/form-data"
            on:submit=move |_| busy.set(true)
        >
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
                <p class="field__hint" id="file-hint">{t.bulk_columns(MOST)}</p>
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
