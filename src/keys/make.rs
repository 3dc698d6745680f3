//! The form that makes a key.

use leptos::prelude::*;

use super::{
    api::MakeKey as MakeKeyAction,
    model::{KeyForm, KeyScope, LIFETIMES},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Checkboxes, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
    },
};

/// Shown to those only who may make keys.
#[component]
pub fn MakeKey(#[prop(into)] on_made: Callback<String>) -> impl IntoView {
    let may = use_viewer().is_some_and(|viewer| {
        viewer.may(Permission::ManageKeys).and_then(crate::domain::scope::Reach::all_of_it).is_ok()
    });
    may.then(|| view! { <KeyFormCard on_made/> })
}

#[component]
fn KeyFormCard(on_made: Callback<String>) -> impl IntoView {
    let t = use_t();
    let (session_end, proof) = (use_session_end(), use_proof());
    let state = FormState::new(&KeyForm::FIELDS);
    let usual = LIFETIMES[0].to_string();
    let (name, scopes, days) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(usual.clone()));
    let make = ServerAction::<MakeKeyAction>::new();
    let typed =
        move || KeyForm { key_name: name.get_untracked(), scopes: scopes.get_untracked(), days: days.get_untracked() };
    let send = move || drop(make.dispatch(MakeKeyAction { form: typed() }));
    let submit = move || match typed().parse() {
        Ok(_) => {
            state.clear();
            send();
        }
        Err(errors) => state.show(t, errors),
    };
    Effect::new(move |_| match make.value().get() {
        Some(Ok(key)) => {
            name.set(String::new());
            scopes.set(String::new());
            days.set(usual.clone());
            on_made.run(key);
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text: String| signal.set(text)));
    let choices = KeyScope::ALL.iter().map(move |scope| (scope.name().to_owned(), t.key_scope(*scope).to_owned()));
    let lifetimes = LIFETIMES.into_iter().map(move |days| SelectOption {
        value: days.to_string(),
        label: t.keys_days(days),
        refused: None,
    });
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="make-key">
            <h2 id="make-key">{t.keys_make_title()}</h2>
            <p class="muted">{t.keys_make_intro()}</p>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField
                    label=t.keys_name() name="key_name" bound=bound(name) state required=true
                    hint=t.keys_name_hint() autocomplete="off"
                />
                <div id="scopes">
                    <Checkboxes legend=t.keys_scopes() name="scopes" choices=choices.collect() bound=bound(scopes)/>
                </div>
                <Select label=t.keys_lifetime() name="days" options=lifetimes.collect() bound=bound(days) state/>
                <SubmitBar label=t.keys_make() busy_label=t.ui_saving() busy=Signal::from(make.pending())/>
            </Form>
        </section>
    }
}
