//! `/people/{id}/reactivate`, `…/archive`, `…/restore`: whom it is about, what will happen, what can be
//! undone, and then the question (S0-64…66).

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::{
    api::{ArchivePerson, ReactivatePerson, RestorePerson, get_lifecycle},
    model::Verb,
    views::{Former, Lifecycle},
};
use crate::plain::view;
use crate::{
    domain::{code::FieldErrors, ids::PersonId},
    error::AppError,
    i18n::use_t,
    paths,
    people::model::{AccountState, PersonView},
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Checkboxes, TextField},
        form::{ErrorSummary, Form, FormState},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn ReactivatePage() -> impl IntoView {
    let act = Act::new(|person, grants, reason| {
        let grants = grants.split(',').filter_map(|id| id.parse().ok()).collect();
        ReactivatePerson { person, grants, reason }
    });
    view! { <VerbPage verb=Verb::Reactivate act/> }
}

#[component]
pub fn ArchivePage() -> impl IntoView {
    let act = Act::new(|person, _, reason| ArchivePerson { person, reason });
    view! { <VerbPage verb=Verb::Archive act/> }
}

#[component]
pub fn RestorePage() -> impl IntoView {
    let act = Act::new(|person, _, reason| RestorePerson { person, reason });
    view! { <VerbPage verb=Verb::Restore act/> }
}

/// The person that the address names.
pub fn use_person() -> Memo<Option<PersonId>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PersonId>().ok()))
}

#[component]
fn VerbPage(verb: Verb, act: Act) -> impl IntoView {
    let t = use_t();
    let id = use_person();
    let found = Resource::new_blocking(
        move || id.get(),
        move |id| async move {
            match id {
                Some(id) => get_lifecycle(id, verb).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().map(|found| match found {
                Ok(page) => view! { <Ask page verb act/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.lifecycle_verb(verb) back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// The verb of a page: how it is sent, and what came of it.
#[derive(Clone, Copy)]
struct Act {
    /// Whom it is about, which grants were ticked, and why.
    run: Callback<(PersonId, String, String)>,
    answer: Signal<Option<Result<(), AppError>>>,
    busy: Signal<bool>,
}

impl Act {
    fn new<F>(call: impl Fn(PersonId, &str, String) -> F + Send + Sync + 'static) -> Self
    where
        F: ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
    {
        let action = ServerAction::<F>::new();
        let run = move |(person, grants, reason): (PersonId, String, String)| {
            action.dispatch(call(person, &grants, reason));
        };
        Self { run: Callback::new(run), answer: action.value().into(), busy: action.pending().into() }
    }
}

#[component]
fn Ask(page: Lifecycle, verb: Verb, act: Act) -> impl IntoView {
    let t = use_t();
    let (id, name) = (page.person.row.id, page.person.row.name());
    let refused = page.refusal.as_ref().map(|why| t.refusal(why));
    let title = t.lifecycle_verb_title(verb, &name);
    let effects = t.lifecycle_effects_of(verb, &page, &name);
    let instead = (verb == Verb::Archive && page.person.row.standing().state.may_sign_in() && refused.is_none())
        .then(|| view! {
            <p class="muted">
                {t.lifecycle_archive_instead()}" "<a href=paths::person_verb(id, Verb::Deactivate)>{t.lifecycle_deactivate()}</a>
            </p>
        });
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
                    {instead}
                    <Confirm id name verb act former=page.former.clone()/>
                </section>
            }
            .into_any(),
        }}
    }
}

/// The record that it is about (S0-65).
#[component]
pub fn Record(person: PersonView) -> impl IntoView {
    let t = use_t();
    let row = person.row;
    let locked = if row.locked_since.is_some() { t.people_yes() } else { t.people_no() };
    let archived = if row.state == AccountState::Archived { t.people_yes() } else { t.people_no() };
    let facts = [
        (t.people_name(), row.name()),
        (t.people_username(), row.username),
        (t.people_email(), row.email),
        (t.people_role(), t.role(row.role).to_owned()),
        (t.people_office(), row.place),
        (t.people_status(), t.badge(&row.badge)),
        (t.fields_locked(), locked.to_owned()),
        (t.badges_archived(), archived.to_owned()),
        (t.person_phone(), person.phone),
        (t.person_mobile(), person.mobile),
        (t.person_carrier(), person.mobile_carrier),
    ];
    view! {
        <section class="card card--pad form__section" aria-labelledby="record">
            <h2 id="record">{t.lifecycle_record()}</h2>
            <dl class="facts">
                {facts.into_iter().map(|(label, value)| view! {
                    <dt>{label}</dt>
                    <dd>{if value.is_empty() { "–".to_owned() } else { value }}</dd>
                }).collect_view()}
            </dl>
        </section>
    }
}

#[component]
fn Confirm(id: PersonId, name: String, verb: Verb, act: Act, former: Vec<Former>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let navigate = use_navigate();
    let state = FormState::new(&["grants", "reason"]);
    let reason = RwSignal::new(String::new());
    let open: Vec<_> = former.iter().filter(|one| one.refusal.is_none()).map(|one| one.id.to_string()).collect();
    let grants = RwSignal::new(open.join(","));
    let send = move || act.run.run((id, grants.get_untracked(), reason.get_untracked()));
    Effect::new(move |_| match act.answer.get() {
        Some(Ok(())) => {
            toasts.success(t.lifecycle_verb_done(verb, &name));
            navigate(&paths::person(id), leptos_router::NavigateOptions::default());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || match verb.reason(&reason.get_untracked()) {
        Ok(_) => {
            state.clear();
            send();
        }
        Err(code) => state.show(t, FieldErrors::one("reason", code)),
    };
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text: String| signal.set(text)));
    let class = if verb.takes_access() { "btn btn--danger" } else { "btn btn--primary" };
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            {(verb == Verb::Reactivate).then(|| view! { <Grants former bound=bound(grants)/> })}
            <TextField
                label=t.requests_reason() name="reason" bound=bound(reason) state required=verb.takes_access()
                hint=t.lifecycle_reason_hint() autocomplete="off"
            />
            <div class="submit-bar">
                <button type="submit" class=class disabled=move || act.busy.get()>{t.lifecycle_verb(verb)}</button>
                <a class="btn" href=paths::person(id)>{t.ui_cancel()}</a>
            </div>
        </Form>
    }
}

/// Former grants to be given back; those that the reader may not give say why.
#[component]
fn Grants(former: Vec<Former>, bound: crate::ui::field::Bound) -> impl IntoView {
    let t = use_t();
    let words = |one: &Former| format!("{} · {}", t.role(one.role), one.place);
    let (open, refused): (Vec<_>, Vec<_>) = former.into_iter().partition(|one| one.refusal.is_none());
    let choices = open.iter().map(|one| (one.id.to_string(), words(one))).collect();
    let refused: Vec<_> = refused
        .iter()
        .map(|one| format!("{}: {}", words(one), one.refusal.as_ref().map(|why| t.refusal(why)).unwrap_or_default()))
        .collect();
    view! {
        <div id="grants" tabindex="-1">
            <Checkboxes legend=t.lifecycle_choose_grants() name="grant" choices bound/>
            {refused.into_iter().map(|text| view! { <p class="muted">{text}</p> }).collect_view()}
        </div>
    }
}
