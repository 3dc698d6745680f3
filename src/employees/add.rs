//! "+ Add employee": everything that is known of somebody who works here (S0-55). Leads back to the search (S0-56).

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    api::{AddEmployee, list_add_options},
    form::EmployeeForm,
};
use crate::plain::view;
use crate::{
    domain::{code::Code, ids::EmployeeId},
    error::AppError,
    i18n::use_t,
    paths,
    practices::model::Places,
    session::watch::use_session_end,
    ui::{
        field::{Bound, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        state::Loading,
        toast::use_toasts,
    },
};

#[component]
pub fn EmployeeStep(search: String) -> impl IntoView {
    let t = use_t();
    let options = Resource::new_blocking(|| (), |()| list_add_options(None));
    let search = StoredValue::new(search);
    view! {
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || options.get().map(|options| match options {
                Ok(options) => view! { <NewEmployee places=options.places search=search.get_value()/> }.into_any(),
                Err(error) => view! { <p class="notice" role="note">{t.error(&error)}</p> }.into_any(),
            })}
        </Transition>
    }
}

fn bound(form: RwSignal<EmployeeForm>, name: &'static str) -> Bound {
    (
        Signal::derive(move || form.with(|form| form.get(name).to_owned())),
        Callback::new(move |value: String| form.update(|form| form.set(name, value))),
    )
}

#[component]
fn NewEmployee(places: Places, search: String) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let navigate = use_navigate();
    let offices = places.offices.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let providers = places.providers.iter().map(|one| (one.id.to_string(), one.name.clone()));
    let options: Vec<_> =
        offices.chain(providers).map(|(value, label)| SelectOption { value, label, refused: None }).collect();
    let place = options.first().map(|place| place.value.clone()).unwrap_or_default();
    // A name was searched for in vain: it need not be typed again.
    let last_name = if search.contains('@') { String::new() } else { search };
    let form = RwSignal::new(EmployeeForm { place, last_name, ..EmployeeForm::default() });
    let state = FormState::new(&EmployeeForm::FIELDS);
    let duplicate = RwSignal::new(None::<String>);
    let add = ServerAction::<AddEmployee>::new();
    Effect::new(move |_| match add.value().get() {
        Some(Ok(_)) => {
            let (first, last) = form.with_untracked(|form| (form.first_name.clone(), form.last_name.clone()));
            toasts.success(t.employees_employee_added(format!("{first} {last}")));
            navigate(&paths::add_user_search(last.trim()), NavigateOptions::default());
        }
        Some(Err(AppError::Invalid(errors))) => {
            let taken = ["email", "employee_no"].into_iter().find(|field| errors.of(field) == Some(Code::Taken));
            duplicate.set(taken.map(|field| form.with_untracked(|form| form.get(field).trim().to_owned())));
            state.show(t, errors);
        }
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let places = StoredValue::new(places);
    let submit = move || {
        let typed = form.get_untracked();
        match places.with_value(|places| typed.parse(EmployeeId::new(uuid::Uuid::nil()), places)) {
            Ok(_) => {
                state.clear();
                duplicate.set(None);
                add.dispatch(AddEmployee { form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            {move || duplicate.get().map(|text| view! {
                <p class="notice" role="note">
                    {t.employees_duplicate()}" "<a href=paths::add_user_search(&text)>{t.employees_see_duplicate()}</a>
                </p>
            })}
            <section class="card card--pad form__section">
                <h2>{t.employees_step_employee()}</h2>
                <p class="muted">{t.employees_required()}</p>
                <div class="grid">
                    <Select label=t.employees_place() name="place" options bound=bound(form, "place") state/>
                    <TextField label=t.employees_kind() name="employee_kind" bound=bound(form, "employee_kind") state autocomplete="off"/>
                </div>
                <div class="grid">
                    <TextField label=t.people_last_name() name="last_name" bound=bound(form, "last_name") state required=true autocomplete="off"/>
                    <TextField label=t.people_first_name() name="first_name" bound=bound(form, "first_name") state required=true autocomplete="off"/>
                    <TextField label=t.employees_initial() name="middle_initial" bound=bound(form, "middle_initial") state autocomplete="off"/>
                </div>
                <div class="grid">
                    <TextField label=t.person_employee_no() name="employee_no" bound=bound(form, "employee_no") state autocomplete="off"/>
                    <TextField label=t.person_phone() name="phone" kind="tel" bound=bound(form, "phone") state autocomplete="off"/>
                    <TextField label=t.employees_fax() name="fax" kind="tel" bound=bound(form, "fax") state autocomplete="off"/>
                    <TextField label=t.people_email() name="email" kind="email" bound=bound(form, "email") state autocomplete="off"/>
                    <TextField label=t.person_job_title() name="title" bound=bound(form, "title") state autocomplete="off"/>
                </div>
            </section>
            <SubmitBar label=t.employees_submit_employee() busy_label=t.ui_saving() busy=Signal::from(add.pending())/>
        </Form>
    }
}
