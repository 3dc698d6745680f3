//! `/settings/prices`: what plans cost, for the operator (C-18).

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{SetPrices, get_prices},
    form::PriceForm,
    model::{Item, Version},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn PricesPage() -> impl IntoView {
    let t = use_t();
    let versions = Resource::new_blocking(|| (), |()| get_prices());
    view! {
        <Title text=t.billing_prices()/>
        <PageHead title=t.billing_prices() subtitle=move || t.billing_prices_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || versions.get().map(|found| match found {
                Ok(versions) => view! { <Prices versions/> }.into_any(),
                Err(error) => view! { <Missing error title=t.billing_prices() back=paths::HOME label=t.errors_home()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Prices(versions: Vec<Version>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let state = FormState::new(&PriceForm::FIELDS);
    let now = versions.first().map(|version| PriceForm::of(&version.prices)).unwrap_or_default();
    let (base, form, versions) = (RwSignal::new(now.clone()), RwSignal::new(now), RwSignal::new(versions));
    let save = ServerAction::<SetPrices>::new();
    let send = move || drop(save.dispatch(SetPrices { form: form.get_untracked() }));
    Effect::new(move |_| match save.value().get() {
        Some(Ok(saved)) => {
            toasts.success(t.billing_prices_saved().to_owned());
            state.clear();
            if let Some(first) = saved.first() {
                base.set(PriceForm::of(&first.prices));
                form.set(PriceForm::of(&first.prices));
            }
            versions.set(saved);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || match form.with_untracked(PriceForm::parse) {
        Ok(_) => {
            state.clear();
            send();
        }
        Err(errors) => state.show(t, errors),
    };
    let currency = (
        Signal::derive(move || form.with(|form| form.currency.clone())),
        Callback::new(move |text: String| form.update(|form| form.currency = text)),
    );
    let changed = Signal::derive(move || form.get() != base.get());
    view! {
        <section class="card card--pad narrow">
            <Form on_submit=submit unsaved=changed>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.billing_currency() name="currency" bound=currency state required=true hint=t.billing_currency_hint() autocomplete="off"/>
                {Item::ALL.into_iter().enumerate().map(|(at, item)| {
                    let bound = (
                        Signal::derive(move || form.with(|form| form.amounts[at].clone())),
                        Callback::new(move |text: String| form.update(|form| form.amounts[at] = text)),
                    );
                    view! {
                        <TextField
                            label=t.item(item) name=item.name() bound state hint=t.billing_amount_hint() autocomplete="off"
                            inputmode="decimal"
                        />
                    }
                }).collect_view()}
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
        {move || view! { <Versions versions=versions.get()/> }}
    }
}

/// What applied when: invoices keep the prices of their day.
#[component]
fn Versions(versions: Vec<Version>) -> impl IntoView {
    let t = use_t();
    let row = move |version: Version| {
        let (since, by) = match &version.set {
            Some((at, by)) => (t.date_time(at), by.clone()),
            None => (t.billing_from_start().to_owned(), t.history_system().to_owned()),
        };
        view! {
            <tr>
                <td data-label=t.billing_since() class="table__main">{since}</td>
                <td data-label=t.billing_set_by()>{by}</td>
                {Item::ALL.into_iter().map(|item| {
                    let price = version.prices.price(item);
                    view! {
                        <td data-label=t.item(item) class="table__number">
                            {price.map_or_else(|| t.billing_not_sold().to_owned(), |price| t.money(&price))}
                        </td>
                    }
                }).collect_view()}
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="versions">
            <h2 id="versions" class="card__intro">{t.billing_versions()}</h2>
            <div class="scroll" tabindex="-1">
                <table class="table">
                    <caption class="sr-only">{t.billing_versions()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.billing_since()}</th>
                            <th scope="col">{t.billing_set_by()}</th>
                            {Item::ALL.into_iter().map(|item| view! {
                                <th scope="col" class="table__number">{t.item(item)}</th>
                            }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>{versions.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
