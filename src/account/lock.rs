//! Locking somebody out, with a reason.

use leptos::prelude::*;

use super::{
    api::LockPerson,
    model::{can_lock, reason},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::code::FieldErrors,
    i18n::use_t,
    people::model::Standing,
    session::watch::use_session_end,
    ui::{
        field::TextField,
        form::{ErrorSummary, Form, FormState},
        toast::use_toasts,
    },
};

#[component]
pub fn LockCard(standing: Standing, #[prop(into)] name: String, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let why_not = use_viewer().and_then(|viewer| can_lock(&standing, &viewer.actor).err()).map(|why| t.refusal(&why));
    let state = FormState::new(&["reason"]);
    let typed = RwSignal::new(String::new());
    let lock = ServerAction::<LockPerson>::new();
    let locked_out = t.account_lock_done(&name);
    Effect::new(move |_| match lock.value().get() {
        Some(Ok(())) => {
            toasts.success(locked_out.clone());
            on_done.run(());
        }
        Some(Err(error)) if !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    let person = standing.person;
    let submit = move || match reason(&typed.get_untracked()) {
        Ok(reason) => {
            state.clear();
            lock.dispatch(LockPerson { person, reason });
        }
        Err(code) => state.show(t, FieldErrors::one("reason", code)),
    };
    let bound = (typed.into(), Callback::new(move |text| typed.set(text)));
    view! {
        <section class="card card--pad form__section">
            <h2>{t.account_lock_title()}</h2>
            {match why_not {
                Some(why) => view! { <p class="muted">{why}</p> }.into_any(),
                None => view! {
                    <p class="muted">{t.account_lock_hint(&name)}</p>
                    <Form on_submit=submit>
                        <ErrorSummary state title=move |count| t.errors_summary(count)/>
                        <TextField label=t.account_lock_reason() name="reason" bound state required=true hint=t.account_lock_reason_hint() autocomplete="off"/>
                        <button type="submit" class="btn btn--danger" disabled=move || lock.pending().get()>{t.account_lock()}</button>
                    </Form>
                }
                .into_any(),
            }}
        </section>
    }
}
