//! The account of an employee: by invitation, or at once with a temporary password to hand over (S0-58, C-13).

use leptos::prelude::*;

use super::{
    api::{AddAccount, list_add_options},
    form::{AccountForm, Way},
    model::{AddOptions, Added, Employee},
};
use crate::plain::view;
use crate::{
    account::handover::Sheet,
    domain::{code::Code, ids::EmployeeId},
    error::AppError,
    i18n::{Lang, use_t},
    invitations::api::CheckAddresses,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, ReadOnly, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState},
        state::{Loading, Missing},
    },
};

#[component]
pub fn AccountStep(employee: Memo<Option<EmployeeId>>) -> impl IntoView {
    let t = use_t();
    // Outside of what is loaded anew: a sheet is shown only once.
    let added = RwSignal::new(None::<(Added, String)>);
    let options = Resource::new_blocking(
        move || employee.get(),
        async |id| match id {
            Some(id) => list_add_options(Some(id)).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        {move || added.get().map(|(added, name)| view! { <Done added name/> })}
        <Show when=move || added.with(Option::is_none)>
            <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
                {move || options.get().map(|found| match found {
                    Ok(mut options) => match options.employee.take() {
                        Some(employee) => view! { <NewAccount employee options added/> }.into_any(),
                        None => ().into_any(),
                    },
                    Err(error) => view! {
                        <Missing error title=t.employees_title() back=paths::ADD_USER label=t.employees_step_search() not_found=t.person_not_found()/>
                    }
                    .into_any(),
                })}
            </Transition>
        </Show>
    }
}

macro_rules! bound {
    ($form:ident . $field:ident) => {{
        let bound: Bound = (
            Signal::derive(move || $form.with(|form| form.$field.clone())),
            Callback::new(move |text: String| $form.update(|form| form.$field = text)),
        );
        bound
    }};
}

#[component]
fn NewAccount(employee: Employee, options: AddOptions, added: RwSignal<Option<(Added, String)>>) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let proof = use_proof();
    let (id, name) = (employee.id, employee.name());
    // The least that can be given is the first choice.
    let least = options.roles.iter().rev().find(|(_, refused)| refused.is_none()).map(|(role, _)| *role);
    let form = RwSignal::new(AccountForm::of(&employee, least, t.lang()));
    let state = FormState::new(&AccountForm::FIELDS);
    let add = ServerAction::<AddAccount>::new();
    let check = ServerAction::<CheckAddresses>::new();
    let send = move || drop(add.dispatch(AddAccount { employee: id, form: form.get_untracked() }));
    Effect::new(move |_| match add.value().get() {
        Some(Ok(done)) => {
            let (first, last) = form.with_untracked(|form| (form.first_name.clone(), form.last_name.clone()));
            added.set(Some((done, format!("{first} {last}"))));
        }
        Some(Err(AppError::Invalid(errors))) => {
            if errors.of("email") == Some(Code::Taken) {
                let emails = form.with_untracked(|form| form.email.clone());
                check.dispatch(CheckAddresses { emails, keep: String::new() });
            }
            state.show(t, errors);
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || match form.with_untracked(AccountForm::parse) {
        Ok(_) => {
            state.clear();
            send();
        }
        Err(errors) => state.show(t, errors),
    };
    let verdict = move || check.value().get().and_then(Result::ok).and_then(|judged| judged.into_iter().next());
    let now = Memo::new(move |_| form.with(|form| form.way == Way::Now));
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            {move || verdict().map(|one| view! {
                <p class="notice" role="note">
                    {t.employees_exists()}" "{t.verdict(&one.verdict)}" "
                    {paths::offer(&one.verdict).map(|href| view! { <a href=href>{t.verdict_step(&one.verdict)}</a> })}
                </p>
            })}
            <section class="card card--pad form__section">
                <h2>{t.employees_account_for(&name)}</h2>
                <p class="muted">{t.employees_required()}</p>
                <Fields form state options now/>
                <Ways form/>
            </section>
            <div class="submit-bar">
                <button type="submit" class="btn btn--primary" disabled=move || add.pending().get()>
                    {move || if now.get() { t.employees_submit_now() } else { t.employees_submit_invite() }}
                </button>
            </div>
        </Form>
    }
}

#[component]
fn Fields(form: RwSignal<AccountForm>, state: FormState, options: AddOptions, now: Memo<bool>) -> impl IntoView {
    let t = use_t();
    let option =
        |(role, refused): &(crate::domain::role::Role, Option<crate::domain::refusal::Refusal>)| SelectOption {
            value: role.name().into(),
            label: t.role(*role).into(),
            refused: refused.as_ref().map(|why| t.refusal(why)),
        };
    let roles: Vec<_> = options.roles.iter().map(option).collect();
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| SelectOption { value: lang.tag().into(), label: lang.own_name().into(), refused: None })
        .collect::<Vec<_>>();
    view! {
        <div class="grid">
            <TextField label=t.people_last_name() name="last_name" bound=bound!(form.last_name) state required=true autocomplete="off"/>
            <TextField label=t.people_first_name() name="first_name" bound=bound!(form.first_name) state required=true autocomplete="off"/>
            <TextField label=t.people_middle_name() name="middle_name" bound=bound!(form.middle_name) state autocomplete="off"/>
        </div>
        <div class="grid">
            <Select label=t.people_role() name="role" options=roles bound=bound!(form.role) state/>
            <TextField label=t.people_email() name="email" kind="email" bound=bound!(form.email) state required=true autocomplete="off"/>
            <Select label=t.person_language() name="language" options=languages bound=bound!(form.language) state/>
        </div>
        <Show when=move || now.get()>
            <TextField label=t.people_username() name="username" bound=bound!(form.username) state required=true hint=t.employees_username_hint() autocomplete="off"/>
        </Show>
        <ReadOnly label=t.employees_place() value=options.account_place.clone() hint=""/>
        {options.narrower.then(|| view! {
            <p class="notice" role="note">{t.employees_level_hint()}" "<a href=paths::INVITE>{t.employees_level_invite()}</a></p>
        })}
    }
}

/// Two ways, one choice.
#[component]
fn Ways(form: RwSignal<AccountForm>) -> impl IntoView {
    let t = use_t();
    let ways = [(Way::Invite, "invite", t.employees_way_invite()), (Way::Now, "now", t.employees_way_now())];
    view! {
        <fieldset class="field checks">
            <legend class="field__label">{t.employees_way()}</legend>
            {ways.into_iter().map(|(way, value, label)| view! {
                <label class="check">
                    <input
                        type="radio"
                        name="way"
                        value=value
                        checked=form.with_untracked(|form| form.way == way)
                        prop:checked=move || form.with(|form| form.way == way)
                        on:change=move |_| form.update(|form| form.way = way)
                    />
                    <span>{label}</span>
                </label>
            }).collect_view()}
        </fieldset>
    }
}

/// What became of it; the sheet is there once.
#[component]
fn Done(added: Added, name: String) -> impl IntoView {
    let t = use_t();
    let hidden = RwSignal::new(false);
    let made = added.sheet.is_some();
    let sheet = StoredValue::new(added.sheet);
    let person = added.person;
    view! {
        <section class="card card--pad form__section">
            <h2>{if made { t.employees_created(&name) } else { t.employees_invited_done(&name) }}</h2>
            {made.then(|| view! { <p class="muted">{t.employees_created_body()}</p> })}
            {move || sheet.get_value().filter(|_| !hidden.get()).map(|sheet| view! {
                <Sheet sheet on_done=move |()| hidden.set(true)/>
            })}
            <div class="submit-bar">
                <a class="btn" href=paths::person(person)>{t.people_open()}</a>
                <a class="btn" href=paths::ADD_USER>{t.employees_another()}</a>
            </div>
        </section>
    }
}
