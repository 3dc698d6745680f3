//! `/register/status`: how it stands with a request, for whoever knows its reference and address (N-21).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::{form::StatusForm, model::Status, views::Progress};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::menu::Appearance,
    ui::{
        field::{Bound, TextField},
        form::{ErrorSummary, FormState},
        layout::BareLayout,
    },
};

/// What came of looking.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    pub form: StatusForm,
    pub found: Option<Progress>,
    pub error: Option<AppError>,
}

#[component]
pub fn RequestStatusPage() -> impl IntoView {
    let t = use_t();
    let looked = SharedValue::new(|| use_context::<Looked>().unwrap_or_default()).into_inner();
    let query = use_query_map();
    let code = query.with_untracked(|query| query.get("code").unwrap_or_default());
    let state = FormState::new(&StatusForm::FIELDS);
    let mut first = looked.form;
    if first.code.is_empty() {
        first.code = code;
    }
    let form = RwSignal::new(first);
    match looked.error {
        Some(AppError::NotFound) => state.banner(t.request_status_unknown().to_owned()),
        Some(error) => state.returned(t, error),
        None => {}
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        if let Err(errors) = form.with_untracked(StatusForm::parse) {
            event.prevent_default();
            state.show(t, errors);
        }
    };
    let code: Bound = (
        Signal::derive(move || form.with(|form| form.code.clone())),
        Callback::new(move |text: String| form.update(|form| form.code = text)),
    );
    let email: Bound = (
        Signal::derive(move || form.with(|form| form.email.clone())),
        Callback::new(move |text: String| form.update(|form| form.email = text)),
    );
    view! {
        <Title text=t.request_status_title()/>
        <BareLayout brand=t.app_name() title=t.request_status_title() intro=t.request_status_intro() banner=None>
            {looked.found.map(|found| view! { <Found found/> })}
            <form class="form" method="post" action=paths::REQUEST_STATUS novalidate=true on:submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.request_status_code() name="code" bound=code state required=true autocomplete="off"/>
                <TextField label=t.people_email() name="email" kind="email" bound=email state required=true autocomplete="email"/>
                <button type="submit" class="btn btn--primary">{t.request_status_submit()}</button>
            </form>
            <p class="muted"><a href=paths::REGISTER rel="external">{t.register_title()}</a></p>
        </BareLayout>
        <Appearance/>
    }
}

#[component]
fn Found(found: Progress) -> impl IntoView {
    let t = use_t();
    let words = match found.status {
        Status::Unproven => t.request_status_unproven().to_owned(),
        Status::Invalidated => t.request_status_invalidated().to_owned(),
        Status::Pending => t.request_status_pending(t.wait(found.waited * 3600)),
        Status::Approved | Status::AutoApproved => t.request_status_approved().to_owned(),
        Status::Denied => t.request_status_denied().to_owned(),
    };
    view! {
        <section class="notice" role="status">
            <p><strong>{words}</strong></p>
            <dl class="facts">
                <dt>{t.request_column(super::query::Column::Submitted)}</dt>
                <dd>{t.date(&found.submitted)}</dd>
                {found.decided.map(|at| view! { <dt>{t.requests_decided()}</dt><dd>{t.date(&at)}</dd> })}
                {found.reason.as_ref().map(|reason| view! {
                    <dt>{t.requests_reason()}</dt><dd>{t.reason_told(reason).to_owned()}</dd>
                })}
                {(!found.note.is_empty()).then(|| view! { <dt>{t.requests_note()}</dt><dd>{found.note.clone()}</dd> })}
            </dl>
        </section>
    }
}
