//! Somebody else's second step, below their access: how it stands, an exception, its reset.

use leptos::prelude::*;

use super::{
    admin_api::{ExceptPerson, ResetTwoStep, get_person_two_step},
    model::{Exception, PersonTwoStep, can_manage},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::ids::PersonId,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        dialog::Dialog,
        field::{Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState},
        state::Loading,
        toast::use_toasts,
    },
};

#[component]
pub fn TwoStepOf(id: PersonId, name: String) -> impl IntoView {
    let t = use_t();
    let found = Resource::new_blocking(|| (), move |()| get_person_two_step(id));
    let name = StoredValue::new(name);
    let reload = Callback::new(move |()| found.refetch());
    view! {
        <section class="card card--pad">
            <h2>{t.twostep_title()}</h2>
            <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
                {move || found.get().map(|found| match found {
                    Ok(own) => view! { <Standing own name=name.get_value() reload/> }.into_any(),
                    Err(error) => view! { <p class="muted">{t.error(&error)}</p> }.into_any(),
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Standing(own: PersonTwoStep, name: String, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let id = own.standing.person;
    let can = use_viewer().map(|viewer| can_manage(&own.standing.into(), &viewer.actor));
    let why_not = can.clone().and_then(Result::err).map(|refusal| t.refusal(&refusal));
    let mut facts = Vec::new();
    if let Some(at) = &own.app {
        facts.push(t.twostep_person_on_app(t.date(at)));
    }
    if own.passkeys > 0 {
        facts.push(t.twostep_person_on_passkeys(own.passkeys));
    }
    if own.is_on() {
        facts.push(t.twostep_codes_left(own.codes_left));
    } else {
        facts.push(t.twostep_person_off().to_owned());
    }
    if own.demanded && !own.is_on() {
        facts.push(t.twostep_person_demanded().to_owned());
    }
    let asking = RwSignal::new(false);
    let is_on = own.is_on();
    view! {
        <ul class="facts">{facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
        {match can {
            Some(Ok(())) => view! {
                <Except id name=name.clone() own=own.exception reload/>
                {is_on.then(|| view! {
                    <button type="button" class="btn btn--danger" on:click=move |_| asking.set(true)>{t.twostep_reset()}</button>
                    <Reset id name asking reload/>
                })}
            }
            .into_any(),
            _ => view! { <p class="muted">{why_not}</p> }.into_any(),
        }}
    }
}

#[component]
fn Except(id: PersonId, name: String, own: Exception, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let (session_end, proof) = (use_session_end(), use_proof());
    let except = ServerAction::<ExceptPerson>::new();
    let state = FormState::new(&["two_step_exception"]);
    let value = RwSignal::new(own.name().to_owned());
    let submit = move || {
        let exception = Exception::from_name(&value.get_untracked()).unwrap_or(own);
        except.dispatch(ExceptPerson { id, exception });
    };
    Effect::new(move |_| match except.value().get() {
        Some(Ok(())) => {
            toasts.success(t.twostep_exception_saved(&name));
            reload.run(());
        }
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    let options = Exception::ALL
        .iter()
        .map(|own| SelectOption { value: own.name().into(), label: t.exception(*own).into(), refused: None })
        .collect();
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <Select
                label=t.twostep_exception()
                name="two_step_exception"
                options
                bound=(value.into(), Callback::new(move |text| value.set(text)))
                state
            />
            <div class="submit-bar">
                <button type="submit" class="btn" disabled=move || except.pending().get()>{t.twostep_demand_save()}</button>
            </div>
        </Form>
    }
}

#[component]
fn Reset(id: PersonId, name: String, asking: RwSignal<bool>, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let (session_end, proof) = (use_session_end(), use_proof());
    let reset = ServerAction::<ResetTwoStep>::new();
    let state = FormState::new(&["reason"]);
    let reason = RwSignal::new(String::new());
    let told = name.clone();
    let submit = move || drop(reset.dispatch(ResetTwoStep { id, reason: reason.get_untracked() }));
    Effect::new(move |_| match reset.value().get() {
        Some(Ok(())) => {
            asking.set(false);
            toasts.success(t.twostep_reset_done(&told));
            reload.run(());
        }
        // One question at a time: this one comes back if there is something to put right.
        Some(Err(error)) if proof.asked(&error, submit) => asking.set(false),
        Some(Err(error)) if !session_end.noticed(&error) => {
            asking.set(true);
            state.returned(t, error);
        }
        _ => {}
    });
    view! {
        <Dialog open=asking.into() on_close=move |()| asking.set(false) labelled_by="reset-title" alert=true>
            <h2 id="reset-title">{t.twostep_reset_title(&name)}</h2>
            <p class="dialog__body">{t.twostep_reset_body(&name)}</p>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField
                    label=t.twostep_reason()
                    name="reason"
                    bound=(reason.into(), Callback::new(move |text| reason.set(text)))
                    state
                    required=true
                    hint=t.twostep_reason_hint()
                    autocomplete="off"
                />
                <div class="dialog__actions">
                    <button type="button" class="btn" on:click=move |_| asking.set(false)>{t.twostep_give_up()}</button>
                    <button type="submit" class="btn btn--danger" disabled=move || reset.pending().get()>{t.twostep_reset()}</button>
                </div>
            </Form>
        </Dialog>
    }
}
