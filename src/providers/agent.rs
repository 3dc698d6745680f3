//! The Agent section of a provider's page (S2-4): name, address, phone, and the invitation.

use leptos::prelude::*;

use super::{
    api::EditAgent,
    form::AgentForm,
    model::{AgentStatus, can_edit_agent, can_redirect_agent},
    views::ProviderRow,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    error::{AppError, Conflict},
    i18n::{Lang, use_t},
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        conflict::{ConflictNotice, Settled},
        field::{Bound, ReadOnly, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

/// One text of the form as a field.
pub fn bound(form: RwSignal<AgentForm>, name: &'static str) -> Bound {
    (
        Signal::derive(move || form.with(|form| form.get(name).to_owned())),
        Callback::new(move |value: String| form.update(|form| form.set(name, &value))),
    )
}

/// `on_saved` hears of the saved provider. The form itself stays, and with it the focus and what is typed, also when the
/// agent is invited meanwhile.
#[component]
pub fn AgentSection(provider: ReadSignal<ProviderRow>, on_saved: Callback<ProviderRow>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let opened = provider.get_untracked();
    let base = RwSignal::new(opened.agent.form.clone());
    let form = RwSignal::new(opened.agent.form.clone());
    let state = FormState::new(&AgentForm::FIELDS);
    let conflict = RwSignal::new(None::<Conflict>);
    let save = ServerAction::<EditAgent>::new();
    let id = opened.id;
    let proof = use_proof();
    let submit = move || {
        let typed = form.get_untracked();
        match typed.parse() {
            Ok(_) => {
                state.clear();
                save.dispatch(EditAgent { id, base: base.get_untracked(), form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    Effect::new(move |_| match save.value().get() {
        Some(Ok(provider)) => {
            toasts.success(t.person_saved().to_owned());
            state.clear();
            conflict.set(None);
            base.set(provider.agent.form.clone());
            form.set(provider.agent.form.clone());
            on_saved.run(provider);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(AppError::Conflict(found))) => conflict.set(Some(*found)),
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    let actor = use_viewer().map(|viewer| viewer.actor);
    let locked_out = actor.as_ref().and_then(|actor| can_edit_agent(&opened.facts(), actor).err());
    let locked_out = locked_out.map(|why| t.refusal(&why));
    let fixed = Memo::new(move |_| {
        let facts = provider.with(ProviderRow::facts);
        actor.as_ref().and_then(|actor| can_redirect_agent(&facts, actor).err()).map(|why| t.refusal(&why))
    });
    let disabled = locked_out.is_some();
    let changed = Signal::derive(move || form.get() != base.get());
    let mine = move |field: String| form.with_untracked(|form| form.get(&field).to_owned());
    let shown = move |(field, value): (String, String)| t.value(&field, &value);
    let settled = move |(field, found, take): Settled| {
        base.update(|base| base.set(&field, &found));
        if take {
            form.update(|form| form.set(&field, &found));
        }
    };
    let waits = move || provider.with(|row| row.facts().status() == AgentStatus::Waiting);
    view! {
        <Form on_submit=submit unsaved=changed>
            {locked_out.map(|why| view! { <p class="notice" role="note">{why}</p> })}
            <ConflictNotice conflict mine shown on_settled=settled/>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <fieldset class="form__fields" disabled=disabled>
                <section class="card card--pad form__section">
                    <h2>{t.providers_agent()}</h2>
                    <p class="muted">{move || if waits() { t.providers_agent_waits() } else { t.providers_agent_intro() }}</p>
                    {move || match fixed.get().filter(|_| !disabled) {
                        Some(why) => {
                            let email = provider.with_untracked(|row| row.agent.form.email.clone());
                            view! { <ReadOnly label=t.people_email() value=email hint=why/> }.into_any()
                        }
                        None => view! {
                            <TextField label=t.people_email() name="email" kind="email" bound=bound(form, "email") state autocomplete="off" hint=t.providers_email_hint()/>
                        }
                        .into_any(),
                    }}
                    <AgentFields form state/>
                </section>
            </fieldset>
            <SubmitBar
                label=t.person_save()
                busy_label=t.ui_saving()
                busy=Signal::from(save.pending())
                disabled=disabled
                discard=(t.person_discard().to_owned(), changed, Callback::new(move |()| {
                    form.set(base.get_untracked());
                    state.clear();
                }))
            />
        </Form>
    }
}

/// Everything of an agent but the address.
#[component]
pub fn AgentFields(form: RwSignal<AgentForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| SelectOption { value: lang.tag().into(), label: lang.own_name().into(), refused: None })
        .collect();
    view! {
        <div class="grid">
            <TextField label=t.people_first_name() name="first_name" bound=bound(form, "first_name") state autocomplete="off"/>
            <TextField label=t.people_last_name() name="last_name" bound=bound(form, "last_name") state autocomplete="off"/>
            <TextField label=t.person_phone() name="phone" kind="tel" bound=bound(form, "phone") state autocomplete="off"/>
            <Select label=t.invite_language() name="language" options=languages bound=bound(form, "language") state/>
        </div>
    }
}
