//! `/practices/new`: a practice, its settings, its first administrator, the plan (S3-10).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;

use super::{
    api::{AddPractice, get_new_practice_options},
    form::PracticeForm,
    model::ServicePlan,
    pricing::{Onboarding, PricingDetails},
    settings::SettingBoxes,
    views::NewPracticeOptions,
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    setup::page::ZONES,
    ui::{
        field::{Bound, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn AddPracticePage() -> impl IntoView {
    let t = use_t();
    let options = Resource::new_blocking(|| (), |()| get_new_practice_options());
    view! {
        <Title text=t.practices_add()/>
        <a class="back" href=paths::PRACTICES>{t.practices_back()}</a>
        <PageHead title=t.practices_add() subtitle=move || t.practices_add_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || options.get().map(|options| match options {
                Ok(options) => view! { <NewPractice options/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.practices_add() back=paths::PRACTICES label=t.practices_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn NewPractice(options: NewPracticeOptions) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let add = ServerAction::<AddPractice>::new();
    let state = FormState::new(&PracticeForm::FIELDS);
    let form = RwSignal::new(PracticeForm::new(t.lang().tag(), t.practices_first_office()));
    let submit = move || {
        let typed = form.get_untracked();
        match typed.parse() {
            Ok(_) => {
                state.clear();
                add.dispatch(AddPractice { form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    Effect::new(move |_| match add.value().get() {
        Some(Ok(id)) => {
            toasts.success(t.practices_added(form.with_untracked(|form| form.practice_name.clone())));
            use_navigate()(&paths::practice(id), leptos_router::NavigateOptions::default());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <Fields form state options/>
            <SubmitBar label=t.practices_create() busy_label=t.ui_saving() busy=Signal::from(add.pending())/>
        </Form>
    }
}

#[component]
fn Fields(form: RwSignal<PracticeForm>, state: FormState, options: NewPracticeOptions) -> impl IntoView {
    let t = use_t();
    macro_rules! bound {
        ($field:ident) => {{
            let bound: Bound = (
                Signal::derive(move || form.with(|form| form.$field.clone())),
                Callback::new(move |text: String| form.update(|form| form.$field = text)),
            );
            bound
        }};
    }
    let plans = ServicePlan::ALL.iter().map(|plan| SelectOption {
        value: plan.name().to_owned(),
        label: t.service_plan(*plan).to_owned(),
        refused: None,
    });
    view! {
        <section class="card card--pad form__section">
            <h2>{t.practices_one()}</h2>
            <div class="grid">
                <TextField label=t.setup_practice_name() name="practice_name" bound=bound!(practice_name) state required=true autocomplete="off"/>
                <TextField label=t.setup_tin() name="tin" bound=bound!(tin) state required=true hint=t.setup_tin_hint() autocomplete="off"/>
                <TextField label=t.setup_office() name="office" bound=bound!(office) state required=true hint=t.setup_office_hint() autocomplete="off"/>
                <TextField label=t.setup_time_zone() name="time_zone" bound=bound!(time_zone) state required=true list="zones" autocomplete="off"/>
            </div>
            <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
            <SettingBoxes bound=bound!(settings)/>
        </section>
        <section class="card card--pad form__section">
            <h2>{t.practices_administrator()}</h2>
            <p class="muted">{t.practices_administrator_intro()}</p>
            <div class="grid">
                <TextField label=t.people_first_name() name="first_name" bound=bound!(first_name) state required=true autocomplete="off"/>
                <TextField label=t.people_last_name() name="last_name" bound=bound!(last_name) state required=true autocomplete="off"/>
                <TextField label=t.people_email() name="email" kind="email" bound=bound!(email) state required=true autocomplete="off" hint=t.practices_email_hint()/>
                <TextField label=t.person_phone() name="phone" kind="tel" bound=bound!(phone) state required=true autocomplete="off"/>
            </div>
        </section>
        <section class="card card--pad form__section">
            <h2>{t.practices_plan()}</h2>
            <Select label=t.practices_plan() name="service_plan" options=plans.collect() bound=bound!(plan) state/>
            <PricingDetails prices=options.prices/>
        </section>
        <Onboarding link=options.onboarding/>
    }
}
