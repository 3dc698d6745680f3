//! How far one vendor is let in: what holds, and the form that changes it (S3-14, C-30).

use chrono::{Days as DayCount, Months, NaiveDate};
use leptos::prelude::*;

use super::{api::SetVendorAccess, form::LevelForm, views::VendorView};
use crate::plain::view;
use crate::{
    domain::{ids::PracticeId, vendor::VendorLevel},
    error::AppError,
    i18n::use_t,
    paths,
    practices::table::LevelBadge,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        date_picker::{DatePicker, Days},
        field::{Select, SelectOption},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn LevelCard(vendor: VendorView, today: NaiveDate, edits: bool, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let level = vendor.level;
    let since = t.vendor_since(t.date_time(&vendor.since), &vendor.set_by);
    let until =
        vendor.until.map(|(at, next)| t.vendor_until(t.vendor_level(level), t.date_time(&at), t.vendor_level(next)));
    let asked = vendor.asked.map(|(at, by)| t.vendor_asks(by, &vendor.name, t.date_time(&at)));
    view! {
        <section class="card card--pad form__section narrow" aria-label=vendor.name.clone()>
            <h2>{vendor.name.clone()} " " <LevelBadge level/></h2>
            {asked.map(|asked| view! { <p class="notice" role="note">{asked}</p> })}
            <p class="muted">{since}</p>
            {until.map(|until| view! { <p class="notice" role="note">{until}</p> })}
            {if edits {
                view! { <LevelEditor vendor=vendor.vendor level today reload/> }.into_any()
            } else {
                // A page of its own, as both forms have the same names.
                view! { <a class="btn" rel="external" href=paths::vendor_access(vendor.vendor)>{t.vendor_change()}</a> }.into_any()
            }}
        </section>
    }
}

#[component]
fn LevelEditor(vendor: PracticeId, level: VendorLevel, today: NaiveDate, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let state = FormState::new(&LevelForm::FIELDS);
    let (chosen, until) = (RwSignal::new(level.name().to_owned()), RwSignal::new(String::new()));
    let save = ServerAction::<SetVendorAccess>::new();
    let submit = move || {
        let typed = LevelForm { level: chosen.get_untracked(), until: until.get_untracked() };
        match typed.parse(today, t.day_order()) {
            Ok((_, day)) => {
                state.clear();
                let until = day.map(|day| day.to_string()).unwrap_or_default();
                save.dispatch(SetVendorAccess { vendor, form: LevelForm { until, ..typed }, seen: level });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    Effect::new(move |_| match save.value().get() {
        Some(Ok(())) => {
            toasts.success(t.settings_saved().to_owned());
            reload.run(());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    let options = VendorLevel::ALL.map(|level| SelectOption {
        value: level.name().to_owned(),
        label: t.vendor_level(level).to_owned(),
        refused: None,
    });
    let days = Days {
        today,
        earliest: today,
        latest: today.checked_add_months(Months::new(12)).unwrap_or(today),
        too_early: t.vendor_day_over().to_owned(),
        too_late: t.vendor_day_far().to_owned(),
        marked: Vec::new(),
        quick: today
            .checked_add_days(DayCount::new(1))
            .map(|day| (t.vendor_tomorrow().to_owned(), day))
            .into_iter()
            .collect(),
    };
    let means = move || VendorLevel::from_name(&chosen.get()).map(|level| t.vendor_level_means(level));
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <Select
                label=t.vendor_title() name="vendor_level" options=options.to_vec() state
                bound=(chosen.into(), Callback::new(move |text| chosen.set(text)))
            />
            <p class="muted" aria-live="polite">{means}</p>
            <DatePicker
                label=t.vendor_until_day() name="vendor_until" state hint=t.vendor_until_hint() days
                bound=(until.into(), Callback::new(move |text| until.set(text)))
                told=Callback::new(move |day| t.full_day(day))
            />
            <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
        </Form>
    }
}
