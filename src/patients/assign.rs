//! Giving one patient to another provider.

use leptos::prelude::*;

use super::{
    api::AssignPatient,
    model::{Target, can_assign},
    views::PatientRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    error::AppError,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        field::{Select, SelectOption},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn Assign(patient: PatientRow, version: i64, targets: Vec<Target>, on_done: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let assign = ServerAction::<AssignPatient>::new();
    let state = FormState::new(&["provider"]);
    let id = patient.id;
    let now = patient.provider.map(|(id, _)| id.to_string()).unwrap_or_default();
    let chosen = RwSignal::new(now.clone());
    let name = patient.name;
    Effect::new(move |_| match assign.value().get() {
        Some(Ok(page)) => {
            let provider = page.patient.provider.map(|(_, name)| name).unwrap_or_default();
            toasts.success(t.patients_assigned(&name, provider));
            on_done.run(());
        }
        Some(Err(error @ AppError::Conflict(_))) => {
            toasts.error(t.error(&error));
            on_done.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let actor = use_viewer().map(|viewer| viewer.actor);
    let option = |target: &Target| {
        let refusal = actor.as_ref().and_then(|actor| can_assign(target, actor).err());
        let load = match target.capacity {
            Some(capacity) => t.patients_load_of(t.number(target.patients), t.number(capacity.into())),
            None => t.patients_load(target.patients),
        };
        let full = if target.is_full(1) { format!(", {}", t.patients_full()) } else { String::new() };
        SelectOption {
            value: target.id.to_string(),
            label: format!("{} ({load}{full})", target.name),
            refused: refusal.filter(|_| target.id.to_string() != now).map(|why| t.refusal(&why)),
        }
    };
    let nobody = now.is_empty().then(|| SelectOption {
        value: String::new(),
        label: t.patients_nobody().to_owned(),
        refused: None,
    });
    let options: Vec<_> = nobody.into_iter().chain(targets.iter().map(option)).collect();
    let unchanged = now.clone();
    let submit = move || {
        let provider = chosen.get_untracked();
        match provider.parse() {
            Ok(provider) if chosen.get_untracked() != unchanged => {
                state.clear();
                assign.dispatch(AssignPatient { id, version, provider });
            }
            _ => state.banner(t.patients_choose_another().to_owned()),
        }
    };
    let bound = (Signal::from(chosen), Callback::new(move |value| chosen.set(value)));
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad form__section">
                <h2>{t.patients_assign()}</h2>
                <p class="muted">{t.patients_assign_hint()}</p>
                <Select label=t.providers_one() name="provider" options bound state/>
                <SubmitBar label=t.patients_assign() busy_label=t.ui_saving() busy=Signal::from(assign.pending())/>
            </section>
        </Form>
    }
}
