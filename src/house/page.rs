//! `/settings/practice`: what a practice decides about itself.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{SaveHouse, get_house},
    model::{HOURS, HouseForm, HouseView, IDLE, LOCK},
    offices::OfficesCard,
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    practices::model::AccountType,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn HousePage() -> impl IntoView {
    let t = use_t();
    let house = Resource::new_blocking(|| (), |()| get_house());
    view! {
        <Title text=t.settings_practice()/>
        <PageHead title=t.settings_practice() subtitle=move || t.settings_practice_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || house.get().map(|found| match found {
                Ok(HouseView { form, tin, offices, zones }) => view! {
                    <SettingsCard form tin zones reload=move |()| house.refetch()/>
                    <OfficesCard offices/>
                }
                .into_any(),
                Err(error) => view! {
                    <Missing error title=t.settings_practice() back=paths::HOME label=t.errors_home()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn SettingsCard(
    form: HouseForm,
    tin: Option<String>,
    zones: Vec<String>,
    #[prop(into)] reload: Callback<()>,
) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let state = FormState::new(&HouseForm::FIELDS);
    let (seen, typed) = (RwSignal::new(form.clone()), RwSignal::new(form));
    let save = ServerAction::<SaveHouse>::new();
    let send = move || drop(save.dispatch(SaveHouse { form: typed.get_untracked(), seen: seen.get_untracked() }));
    Effect::new(move |_| match save.value().get() {
        Some(Ok(stored)) => {
            state.clear();
            seen.set(stored.clone());
            typed.set(stored);
            toasts.success(t.settings_saved().to_owned());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error @ AppError::Conflict(_))) => {
            toasts.error(t.error(&error));
            reload.run(());
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let bound = move |get: fn(&HouseForm) -> &String, set: fn(&mut HouseForm, String)| -> Bound {
        let value = Signal::derive(move || typed.with(|form| get(form).clone()));
        (value, Callback::new(move |value| typed.update(|form| set(form, value))))
    };
    let kinds = AccountType::ALL.iter().map(move |kind| SelectOption {
        value: kind.name().to_owned(),
        label: t.account_type(*kind).to_owned(),
        refused: None,
    });
    let unsaved = Signal::derive(move || typed.get() != seen.get());
    let range = |range: std::ops::RangeInclusive<i32>| (i64::from(*range.start()), i64::from(*range.end()));
    let ((idle, longest_idle), (hours, most_hours), (lock, longest_lock)) = (range(IDLE), range(HOURS), range(LOCK));
    let tin =
        tin.map(|tin| view! { <p class="muted">{t.settings_tin()}": "{format!("{}-{}", &tin[..2], &tin[2..])}</p> });
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="practice">
            <h2 id="practice">{t.settings_itself()}</h2>
            {tin}
            <Form on_submit=send unsaved>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField
                    label=t.settings_practice_name() name="practice_name" state required=true autocomplete="organization"
                    bound=bound(|form| &form.practice_name, |form, value| form.practice_name = value)
                />
                <Select
                    label=t.settings_account_type() name="account_type" options=kinds.collect() state
                    bound=bound(|form| &form.account_type, |form, value| form.account_type = value)
                />
                <TextField
                    label=t.settings_time_zone() name="time_zone" state required=true hint=t.settings_time_zone_hint()
                    list="zones" autocomplete="off"
                    bound=bound(|form| &form.time_zone, |form, value| form.time_zone = value)
                />
                <datalist id="zones">{zones.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
                <h3>{t.settings_security()}</h3>
                <TextField
                    label=t.settings_idle_minutes() name="idle_minutes" kind="number" state required=true
                    hint=t.settings_idle_hint(idle, longest_idle) autocomplete="off"
                    bound=bound(|form| &form.idle_minutes, |form, value| form.idle_minutes = value)
                />
                <TextField
                    label=t.settings_session_hours() name="session_hours" kind="number" state required=true
                    hint=t.settings_session_hint(hours, most_hours) autocomplete="off"
                    bound=bound(|form| &form.session_hours, |form, value| form.session_hours = value)
                />
                <TextField
                    label=t.settings_lock_minutes() name="lock_minutes" kind="number" state required=true
                    hint=t.settings_lock_hint(lock, longest_lock) autocomplete="off"
                    bound=bound(|form| &form.lock_minutes, |form, value| form.lock_minutes = value)
                />
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
    }
}
