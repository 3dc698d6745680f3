//! `/register`: asking for access (S0-20). A plain form, with or without the module.

use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::{
    form::ApplyForm,
    model::{Level, ROLES},
};
use crate::plain::view;
use crate::{
    app::Context,
    error::AppError,
    i18n::{Lang, use_t},
    paths,
    session::menu::Appearance,
    ui::{
        field::{Bound, Select, SelectOption, TextField},
        form::{ErrorSummary, FormState},
        layout::BareLayout,
    },
};

/// What came of the form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Applied {
    pub form: ApplyForm,
    pub error: Option<AppError>,
    pub reference: Option<String>,
}

#[component]
pub fn RegisterPage() -> impl IntoView {
    let t = use_t();
    let applied = SharedValue::new(|| use_context::<Applied>().unwrap_or_default()).into_inner();
    let demo = use_context::<Context>().is_some_and(|context| context.demo);
    let banner = demo.then(|| t.app_demo_banner().to_owned());
    view! {
        <Title text=t.register_title()/>
        {match applied.reference.clone() {
            Some(reference) => view! { <Received reference banner/> }.into_any(),
            None => view! { <Apply applied banner/> }.into_any(),
        }}
        <Appearance/>
    }
}

/// The same for everybody, whatever was found (T10).
#[component]
fn Received(reference: String, banner: Option<String>) -> impl IntoView {
    let t = use_t();
    view! {
        <BareLayout brand=t.app_name() title=t.register_received() intro=t.register_received_body() banner=banner>
            <p>{t.register_reference()}</p>
            <p class="reference"><strong>{reference.clone()}</strong></p>
            <p class="muted">{t.register_keep()}</p>
            <a class="btn" href=paths::request_status(&reference) rel="external">{t.register_to_status()}</a>
        </BareLayout>
    }
}

macro_rules! bound {
    ($form:ident . $field:ident) => {{
        let bound: Bound = (
            Signal::derive(move || $form.with(|form| form.$field.clone())),
            Callback::new(move |text: String| $form.update(|form| form.$field = text)),
        );
        bound
    }};
}

fn option(value: &str, label: &str) -> SelectOption {
    SelectOption { value: value.into(), label: label.into(), refused: None }
}

#[component]
fn Apply(applied: Applied, banner: Option<String>) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&ApplyForm::FIELDS);
    let first = if applied.error.is_some() {
        applied.form
    } else {
        ApplyForm {
            level: Level::Practice.name().into(),
            role: ROLES[0].name().into(),
            language: t.lang().tag().into(),
            ..ApplyForm::default()
        }
    };
    let form = RwSignal::new(first);
    if let Some(error) = applied.error {
        state.returned(t, error);
    }
    let busy = RwSignal::new(false);
    // What is plainly wrong need not travel; everything else is sent as browsers send forms.
    let submit = move |event: leptos::ev::SubmitEvent| match form.with_untracked(ApplyForm::parse) {
        Ok(_) => busy.set(true),
        Err(errors) => {
            event.prevent_default();
            state.show(t, errors);
        }
    };
    view! {
        <BareLayout brand=t.app_name() title=t.register_heading() intro=t.register_intro() wide=true banner=banner>
            <form class="form" method="post" action=paths::REGISTER novalidate=true on:submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <Where form state/>
                <Who form state/>
                <button type="submit" class="btn btn--primary" disabled=move || busy.get()>
                    {move || if busy.get() { t.register_submitting() } else { t.register_submit() }}
                </button>
            </form>
            <p class="muted">
                <a href=paths::SIGN_IN>{t.session_title()}</a>" · "
                <a href=paths::REQUEST_STATUS rel="external">{t.register_to_status()}</a>
            </p>
        </BareLayout>
    }
}

/// Where access is wanted, as what, and what speaks for the applicant.
#[component]
fn Where(form: RwSignal<ApplyForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let levels = Level::ALL.iter().rev().map(|level| option(level.name(), t.request_level(*level))).collect();
    let roles = ROLES.iter().map(|role| option(role.name(), t.role(*role))).collect();
    view! {
        <h2>{t.register_where()}</h2>
        <div class="grid">
            <Select label=t.register_level() name="level" options=levels bound=bound!(form.level) state hint=t.register_level_hint()/>
            <Select label=t.register_role() name="role" options=roles bound=bound!(form.role) state/>
            <TextField label=t.settings_tin() name="tin" bound=bound!(form.tin) state hint=t.register_tin_hint() autocomplete="off"/>
            <TextField label=t.register_npi() name="npi" bound=bound!(form.npi) state hint=t.register_npi_hint() autocomplete="off"/>
        </div>
        <h2>{t.register_evidence()}</h2>
        <p class="muted">{t.register_evidence_hint()}</p>
        <div class="grid">
            <TextField label=t.register_claim() name="claim" bound=bound!(form.claim) state autocomplete="off"/>
            <TextField label=t.register_birth() name="birth" kind="date" bound=bound!(form.birth) state autocomplete="off"/>
        </div>
    }
}

/// Who asks, and how they are reached.
#[component]
fn Who(form: RwSignal<ApplyForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let languages = Lang::ALL.iter().map(|lang| option(lang.tag(), lang.own_name())).collect();
    view! {
        <h2>{t.register_you()}</h2>
        <div class="grid">
            <TextField label=t.people_first_name() name="first_name" bound=bound!(form.first_name) state required=true autocomplete="given-name"/>
            <TextField label=t.people_middle_name() name="middle_name" bound=bound!(form.middle_name) state autocomplete="additional-name"/>
            <TextField label=t.people_last_name() name="last_name" bound=bound!(form.last_name) state required=true autocomplete="family-name"/>
            <TextField label=t.person_job_title() name="title" bound=bound!(form.title) state autocomplete="organization-title"/>
            <TextField
                label=t.people_email() name="email" kind="email" bound=bound!(form.email) state required=true
                hint=t.register_email_hint() autocomplete="email"
            />
            <TextField label=t.person_phone() name="phone" kind="tel" bound=bound!(form.phone) state autocomplete="tel"/>
            <Select label=t.person_language() name="language" options=languages bound=bound!(form.language) state/>
        </div>
    }
}
