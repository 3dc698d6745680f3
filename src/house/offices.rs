//! The offices of a practice: added, renamed, with a word on how many work there.

use leptos::prelude::*;

use super::{
    api::{AddOffice, RenameOffice},
    model::{Office, office_name},
};
use crate::plain::view;
use crate::{
    domain::ids::OfficeId,
    error::AppError,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState},
        toast::use_toasts,
    },
};

#[component]
pub fn OfficesCard(offices: Vec<Office>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let offices = RwSignal::new(offices);
    // Which office gets another name; none: a new one is typed.
    let renamed = RwSignal::new(None::<OfficeId>);
    let typed = RwSignal::new(String::new());
    let state = FormState::new(&["office"]);
    let add = ServerAction::<AddOffice>::new();
    let rename = ServerAction::<RenameOffice>::new();
    let begin = Callback::new(move |office: Option<(OfficeId, String)>| {
        state.clear();
        renamed.set(office.as_ref().map(|(id, _)| *id));
        typed.set(office.map(|(_, name)| name).unwrap_or_default());
    });
    let heard = move |answer: Option<Result<Vec<Office>, AppError>>| match answer {
        Some(Ok(now)) => {
            toasts.success(t.settings_saved().to_owned());
            offices.set(now);
            begin.run(None);
        }
        Some(Err(error)) if !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    };
    Effect::new(move |_| heard(add.value().get()));
    Effect::new(move |_| heard(rename.value().get()));
    let submit = move || match typed.with_untracked(|typed| office_name(typed)) {
        Ok(name) => {
            state.clear();
            match renamed.get_untracked() {
                Some(office) => drop(rename.dispatch(RenameOffice { office, name })),
                None => drop(add.dispatch(AddOffice { name })),
            }
        }
        Err(errors) => state.show(t, errors),
    };
    let bound = (typed.into(), Callback::new(move |text| typed.set(text)));
    let busy = Signal::derive(move || add.pending().get() || rename.pending().get());
    let label = move || if renamed.get().is_some() { t.settings_rename() } else { t.settings_add_office() };
    view! {
        <section class="card card--pad form__section narrow" aria-labelledby="offices">
            <h2 id="offices">{t.settings_offices()}</h2>
            <ul class="closed-days">
                {move || offices.get().into_iter().map(|office| view! { <OfficeLine office begin/> }).collect_view()}
            </ul>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextField label=t.settings_office_name() name="office" bound state required=true autocomplete="off"/>
                <div class="submit-bar">
                    <button type="submit" class="btn btn--primary" disabled=move || busy.get()>{label}</button>
                    {move || renamed.get().map(|_| view! {
                        <button type="button" class="btn" on:click=move |_| begin.run(None)>{t.ui_cancel()}</button>
                    })}
                </div>
            </Form>
        </section>
    }
}

#[component]
fn OfficeLine(office: Office, begin: Callback<Option<(OfficeId, String)>>) -> impl IntoView {
    let t = use_t();
    let Office { id, name, people, providers } = office;
    let counts = format!("{} · {}", t.settings_office_people(people), t.settings_office_providers(providers));
    let label = t.settings_rename_of(&name);
    let called = name.clone();
    view! {
        <li class="buttons">
            <span><strong>{name}</strong>" "<span class="muted">{counts}</span></span>
            <button
                type="button" class="btn btn--small" aria-label=label
                on:click=move |_| begin.run(Some((id, called.clone())))
            >
                {t.settings_rename()}
            </button>
        </li>
    }
}
