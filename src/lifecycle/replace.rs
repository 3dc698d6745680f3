//! `/people/{id}/replace`: another account for the same human being, since a username never changes (N-17).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;

use super::{
    api::{ReplaceAccount, get_lifecycle},
    model::Verb,
    page::{Record, use_person},
    views::Lifecycle,
};
use crate::plain::view;
use crate::{
    account::{handover::Sheet, model::HandOver},
    error::AppError,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState},
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn ReplacePage() -> impl IntoView {
    let t = use_t();
    let id = use_person();
    // Outside of what is loaded anew: it is shown only once.
    let sheet = RwSignal::new(None::<HandOver>);
    let found = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_lifecycle(id, Verb::Archive).await,
            None => Err(AppError::NotFound),
        },
    );
    let navigate = use_navigate();
    let done = move |()| {
        if let Some(id) = id.get_untracked() {
            navigate(&paths::person(id), leptos_router::NavigateOptions::default());
        }
    };
    view! {
        {move || sheet.get().map(|made| view! {
            <section class="card card--pad form__section">
                <h2>{t.account_temporary_password()}</h2>
                <Sheet sheet=made on_done=done.clone()/>
            </section>
        })}
        <Show when=move || sheet.with(Option::is_none)>
            <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
                {move || found.get().map(|found| match found {
                    Ok(page) => view! { <Ask page sheet/> }.into_any(),
                    Err(error) => view! {
                        <Missing error title=t.lifecycle_replace() back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/>
                    }
                    .into_any(),
                })}
            </Transition>
        </Show>
    }
}

#[component]
fn Ask(page: Lifecycle, sheet: RwSignal<Option<HandOver>>) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let proof = use_proof();
    let (id, name) = (page.person.row.id, page.person.row.name());
    let refused = page.refusal.as_ref().map(|why| t.refusal(why));
    let title = t.lifecycle_replace_title(&name);
    let effects =
        [t.lifecycle_replace_who(&name), t.lifecycle_replace_stays().into(), t.lifecycle_replace_undo().into()];
    let state = FormState::new(&["username", "reason"]);
    let (username, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let replace = ServerAction::<ReplaceAccount>::new();
    let send = move || {
        let (username, reason) = (username.get_untracked(), reason.get_untracked());
        replace.dispatch(ReplaceAccount { person: id, username, reason });
    };
    Effect::new(move |_| match replace.value().get() {
        Some(Ok(made)) => sheet.set(Some(made)),
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        state.clear();
        send();
    };
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text: String| signal.set(text)));
    view! {
        <Title text=title.clone()/>
        <a class="back" href=paths::person(id)>{t.lifecycle_back(&name)}</a>
        <PageHead title=title subtitle=|| ()>""</PageHead>
        <Record person=page.person.clone()/>
        {match refused {
            Some(why) => view! { <p class="notice" role="note">{why}</p> }.into_any(),
            None => view! {
                <section class="card card--pad form__section" aria-labelledby="effects">
                    <h2 id="effects">{t.lifecycle_effects()}</h2>
                    <ul>{effects.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                    <Form on_submit=submit>
                        <ErrorSummary state title=move |count| t.errors_summary(count)/>
                        <TextField label=t.lifecycle_new_username() name="username" bound=bound(username) state required=true hint=t.person_username_fixed() autocomplete="off"/>
                        <TextField label=t.requests_reason() name="reason" bound=bound(reason) state required=true hint=t.lifecycle_reason_hint() autocomplete="off"/>
                        <div class="submit-bar">
                            <button type="submit" class="btn btn--danger" disabled=move || replace.pending().get()>{t.lifecycle_replace()}</button>
                            <a class="btn" href=paths::person(id)>{t.ui_cancel()}</a>
                        </div>
                    </Form>
                </section>
            }
            .into_any(),
        }}
    }
}
