//! Adding files to a ticket: a plain form, so that it needs no script. The page is loaded anew by it, and says by its address
//! what became of the files.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::file::Outcome;
use crate::plain::view;
use crate::{
    domain::ids::TicketId,
    i18n::use_t,
    paths,
    ui::{
        icon::{Icon, IconName},
        toast::use_toasts,
    },
};

#[component]
pub fn AttachForm(id: TicketId) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let query = use_query_map();
    let told = Memo::new(move |_| {
        let query = query.read();
        let name = query.get("files").unwrap_or_default();
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    });
    let problem = move || told.get().and_then(|outcome| t.files_problem(outcome));
    Effect::new(move |_| {
        if told.get() == Some(Outcome::Saved) {
            toasts.success(t.support_files_saved().to_owned());
        }
    });
    view! {
        <section class="card card--pad form__section" aria-labelledby="files-title">
            <h2 id="files-title">{t.support_files()}</h2>
            <form class="form" method="post" action=paths::ticket_files(id) enctype="multipart/form-data">
                <div class="field" class:is-wrong=move || problem().is_some()>
                    <label class="field__label" for="file">{t.support_files()}</label>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        multiple=true
                        required=true
                        accept="image/png,image/jpeg,image/webp,application/pdf,text/csv,text/plain"
                        aria-describedby="file-hint file-error"
                        aria-invalid=move || problem().map(|_| "true")
                    />
                    <p class="field__hint" id="file-hint">{t.support_files_hint()}</p>
                    <div id="file-error" role="alert">
                        {move || problem().map(|text| view! {
                            <p class="field__error"><Icon name=IconName::Alert/>{text}</p>
                        })}
                    </div>
                </div>
                <div class="submit-bar">
                    <button class="btn"><Icon name=IconName::Upload/>{t.support_files_send()}</button>
                </div>
            </form>
        </section>
    }
}
