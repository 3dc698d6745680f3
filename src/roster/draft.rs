//! `/people/import/{id}`: from the columns over the preview to the report.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::{
    api::{DiscardImport, get_import},
    confirming::Confirming,
    import::{Failure, ImportState, ImportView, Outcome, Settings},
    mapping::MappingStep,
    preview::PreviewStep,
    progress::Running,
    report::Finished,
};
use crate::plain::view;
use crate::{
    domain::ids::ImportId,
    error::AppError,
    i18n::{T, use_t},
    paths,
    session::watch::use_session_end,
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn ImportDraftPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ImportId>().ok()));
    let import = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_import(id).await,
            None => Err(AppError::NotFound),
        },
    );
    let reload = Callback::new(move |()| import.refetch());
    view! {
        <Title text=t.roster_title()/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || Suspend::new(async move {
                match import.await {
                    Ok(view) => view! { <Import view reload/> }.into_any(),
                    Err(error) => view! { <Missing error title=t.roster_title() back=paths::IMPORT label=t.roster_another()/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Import(view: ImportView, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let subtitle = t.roster_file_from(&view.file_name, t.date_time(&view.uploaded));
    let state = view.progress.state;
    let id = view.id;
    let waiting = matches!(state, ImportState::Draft | ImportState::Failed);
    let body = match (state, view.progress.outcome.clone()) {
        (ImportState::Done, Some(Outcome::Done(report))) => view! { <Finished report/> }.into_any(),
        (ImportState::Running, _) => view! { <Running id progress=view.progress.clone() on_end=reload/> }.into_any(),
        (_, outcome) => {
            let why = match outcome {
                Some(Outcome::Failed(failure)) => Some(failure_text(t, &failure)),
                _ => None,
            };
            view! { <Steps view why reload/> }.into_any()
        }
    };
    view! {
        <PageHead title=t.roster_title() subtitle=move || subtitle>
            {waiting.then(|| view! { <Discard id/> })}
        </PageHead>
        {body}
    }
}

/// Columns, preview, confirmation: what can be done while nothing has been imported.
#[component]
fn Steps(view: ImportView, why: Option<String>, reload: Callback<()>) -> impl IntoView {
    let id = view.id;
    let settings: RwSignal<Settings> = RwSignal::new(view.settings.clone());
    // Counts the changes that the server has taken over: the preview follows them.
    let saved = RwSignal::new(0u32);
    let counts = RwSignal::new(None);
    view! {
        {why.map(|why| view! { <p class="notice notice--bad" role="alert">{why}</p> })}
        <MappingStep view settings saved/>
        <PreviewStep id settings saved counts/>
        <Confirming id counts on_start=reload/>
    }
}

#[component]
fn Discard(id: ImportId) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let discard = ServerAction::<DiscardImport>::new();
    let navigate = use_navigate();
    Effect::new(move |_| match discard.value().get() {
        Some(Ok(())) => navigate(paths::IMPORT, Default::default()),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    view! {
        <button
            type="button"
            class="btn"
            disabled=move || discard.pending().get()
            on:click=move |_| drop(discard.dispatch(DiscardImport { id }))
        >
            {t.roster_discard()}
        </button>
    }
}

/// Why nothing was imported, and what to do now.
fn failure_text(t: T, failure: &Failure) -> String {
    match failure {
        Failure::Stale => t.roster_stale().to_owned(),
        Failure::RowsRefused => t.roster_blocked().to_owned(),
        Failure::Interrupted => t.roster_interrupted().to_owned(),
        Failure::Refused(error) => t.error(error),
    }
}
