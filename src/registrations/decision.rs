//! Approve, Deny, Modify (S0-41…45): buttons that are grey with a reason where the rule says no.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    api::{ApproveRequest, DenyRequest},
    form::DenyForm,
    model::{can_approve_as, can_decide},
    reasons::Listed,
    views::RequestPage,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::OfficeId, permission::Permission, role::Role},
    error::AppError,
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        dialog::ConfirmDialog,
        field::{Bound, Select, SelectOption, TextField},
        form::{ErrorSummary, FormState},
        toast::use_toasts,
    },
};

/// Which form is open below the buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Modify,
    Deny,
}

#[component]
pub fn Decide(page: RequestPage, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let Some(actor) = use_viewer().map(|viewer| viewer.actor) else { return ().into_any() };
    let open = RwSignal::new(Open::Nothing);
    let asking = RwSignal::new(false);
    let role = RwSignal::new(page.role);
    let office = RwSignal::new(page.offices.first().map(|(id, _)| id.to_string()).unwrap_or_default());
    let approve = ServerAction::<ApproveRequest>::new();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let id = page.id;
    let proof = use_proof();
    let send = move || {
        let (role, office) = (role.get_untracked().name().into(), office.get_untracked());
        approve.dispatch(ApproveRequest { id, role, office });
    };
    Effect::new(move |_| match approve.value().get() {
        Some(Ok(())) => {
            toasts.success(t.requests_approved().to_owned());
            reload.run(());
        }
        Some(Err(error)) if proof.asked(&error, send) => asking.set(false),
        // Somebody else was quicker: the page shows what they decided.
        Some(Err(error)) if !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
            asking.set(false);
            if matches!(error, AppError::Conflict(_)) {
                reload.run(());
            }
        }
        _ => {}
    });
    let as_asked = can_approve_as(&page.standing, page.role, &actor);
    let decidable = can_decide(&page.standing, &actor);
    let why_not = decidable.clone().err().or_else(|| as_asked.clone().err()).map(|why| t.refusal(&why));
    let (name, asked) = (format!("{} {}", page.first_name, page.last_name), page.role);
    let (for_modify, for_deny, confirmed_name) = (page.clone(), page.clone(), name.clone());
    view! {
        <section class="card card--pad">
            <h2>{t.requests_decide()}</h2>
            <p class="muted">{t.requests_validate()}</p>
            {why_not.map(|why| view! { <p class="notice" role="note" id="why-not">{why}</p> })}
            {(page.offices.len() > 1).then(|| view! { <Office offices=page.offices.clone() office/> })}
            <div class="buttons">
                <a class="btn" href=paths::REQUESTS>{t.ui_back()}</a>
                <button
                    type="button" class="btn btn--primary" disabled=as_asked.is_err()
                    on:click=move |_| { role.set(asked); asking.set(true); }
                >
                    {t.requests_approve()}
                </button>
                <button
                    type="button" class="btn" disabled=decidable.is_err()
                    aria-expanded=move || (open.get() == Open::Deny).to_string() on:click=move |_| open.set(Open::Deny)
                >
                    {t.requests_deny()}
                </button>
                <button
                    type="button" class="btn" disabled=decidable.is_err()
                    aria-expanded=move || (open.get() == Open::Modify).to_string() on:click=move |_| open.set(Open::Modify)
                >
                    {t.requests_modify()}
                </button>
            </div>
            {move || match open.get() {
                Open::Nothing => ().into_any(),
                Open::Modify => view! { <Modify page=for_modify.clone() role asking/> }.into_any(),
                Open::Deny => view! { <Deny page=for_deny.clone() reload/> }.into_any(),
            }}
            <ConfirmDialog
                open=asking.into()
                on_close=move |()| asking.set(false)
                on_confirm=move |()| send()
                title=t.requests_approve_title(&name)
                confirm=t.requests_approve()
                cancel=t.ui_cancel()
                busy=Signal::from(approve.pending())
            >
                <p>{move || t.requests_approve_body(&confirmed_name, t.role(role.get()))}</p>
            </ConfirmDialog>
        </section>
    }
    .into_any()
}

/// Where the applicant will work, for requests to the whole practice.
#[component]
fn Office(offices: Vec<(OfficeId, String)>, office: RwSignal<String>) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&["office"]);
    let options = offices.into_iter().map(|(id, label)| SelectOption { value: id.to_string(), label, refused: None });
    let bound: Bound = (office.into(), Callback::new(move |id| office.set(id)));
    view! { <Select label=t.people_office() name="office" options=options.collect() bound state hint=t.requests_office_hint()/> }
}

/// Approve with another role; those above one's own are listed with the reason.
#[component]
fn Modify(page: RequestPage, role: RwSignal<Role>, asking: RwSignal<bool>) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&["role"]);
    let roles = page.roles.clone();
    let options: Vec<_> = roles
        .into_iter()
        .map(|(role, refused)| SelectOption {
            value: role.name().into(),
            label: t.role(role).into(),
            refused: refused.map(|why| t.refusal(&why)),
        })
        .collect();
    let open_to: Vec<_> = page.roles.iter().filter(|(_, refused)| refused.is_none()).map(|(role, _)| *role).collect();
    let first = open_to.iter().copied().find(|other| *other != page.role).or_else(|| open_to.first().copied());
    let chosen = RwSignal::new(first.unwrap_or(page.role));
    let bound: Bound = (
        Signal::derive(move || chosen.get().name().to_owned()),
        Callback::new(move |name: String| {
            if let Some(role) = Role::from_name(&name) {
                chosen.set(role);
            }
        }),
    );
    view! {
        <div class="form">
            <Select label=t.requests_role_granted() name="role" options bound state hint=t.requests_modify_hint()/>
            <div>
                <button
                    type="button" class="btn btn--primary" disabled=open_to.is_empty()
                    on:click=move |_| { role.set(chosen.get_untracked()); asking.set(true); }
                >
                    {move || t.requests_approve_as(t.role(chosen.get()))}
                </button>
            </div>
        </div>
    }
}

/// A reason, perhaps a note, and a warning that it is final.
#[component]
fn Deny(page: RequestPage, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let state = FormState::new(&DenyForm::FIELDS);
    let form = RwSignal::new(DenyForm::default());
    let asking = RwSignal::new(false);
    let deny = ServerAction::<DenyRequest>::new();
    let may_list = use_viewer()
        .is_some_and(|viewer| viewer.may(Permission::DecideRequests).is_ok_and(|reach| reach.all_of_it().is_ok()));
    let id = page.id;
    let navigate = use_navigate();
    Effect::new(move |_| match deny.value().get() {
        Some(Ok(())) => {
            toasts.success(t.requests_denied().to_owned());
            navigate(paths::REQUESTS, NavigateOptions::default());
        }
        Some(Err(error)) if !session_end.noticed(&error) => {
            asking.set(false);
            let conflict = matches!(error, AppError::Conflict(_));
            match error {
                AppError::Invalid(errors) => state.show(t, errors),
                error => toasts.error(t.error(&error)),
            }
            if conflict {
                reload.run(());
            }
        }
        _ => {}
    });
    let choose = SelectOption { value: String::new(), label: t.ui_choose().into(), refused: None };
    let listed = page.reasons;
    let offered = listed.iter().filter(|one| one.offered);
    let reasons = offered.map(|one| SelectOption {
        value: one.name.clone(),
        label: t.reason_told(&one.reason()).to_owned(),
        refused: None,
    });
    let options: Vec<_> = std::iter::once(choose).chain(reasons).collect();
    let listed: StoredValue<Vec<Listed>> = StoredValue::new(listed);
    let reason: Bound = (
        Signal::derive(move || form.with(|form| form.reason.clone())),
        Callback::new(move |text: String| form.update(|form| form.reason = text)),
    );
    let note: Bound = (
        Signal::derive(move || form.with(|form| form.note.clone())),
        Callback::new(move |text: String| form.update(|form| form.note = text)),
    );
    let ask = move |_| match form.with_untracked(|form| listed.with_value(|listed| form.parse(listed))) {
        Ok(_) => {
            state.clear();
            asking.set(true);
        }
        Err(errors) => state.show(t, errors),
    };
    let name = format!("{} {}", page.first_name, page.last_name);
    view! {
        <div class="form">
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <Select label=t.requests_reason() name="reason" options bound=reason state/>
            <TextField label=t.requests_note() name="note" bound=note state hint=t.requests_note_hint() autocomplete="off"/>
            {may_list.then(|| view! { <p class="muted"><a href=paths::DENIAL_REASONS>{t.denial_list_edit()}</a></p> })}
            <p class="notice notice--warn" role="note">{t.requests_final()}</p>
            <div><button type="button" class="btn btn--danger" on:click=ask>{t.requests_deny()}</button></div>
            <ConfirmDialog
                open=asking.into()
                on_close=move |()| asking.set(false)
                on_confirm=move |()| {
                    let DenyForm { reason, note } = form.get_untracked();
                    deny.dispatch(DenyRequest { id, reason, note });
                }
                title=t.requests_deny_title(&name)
                confirm=t.requests_deny()
                cancel=t.ui_cancel()
                danger=true
                busy=Signal::from(deny.pending())
            >
                <p>{t.requests_deny_body(&name)}" "{t.requests_final()}</p>
            </ConfirmDialog>
        </div>
    }
}
