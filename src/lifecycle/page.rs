//! `/people/{id}/deactivate`, `…/reactivate`, `…/archive`, `…/restore`: whom it is about, what will happen, what can be
//! undone, and then the question (S0-64…66).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::{
    api::{ArchivePerson, DeactivatePerson, ReactivatePerson, RestorePerson, get_lifecycle},
    model::Verb,
    views::{Former, Lifecycle},
};
use crate::plain::view;
use crate::{
    domain::{code::FieldErrors, ids::PersonId},
    error::AppError,
    i18n::{T, use_t},
    paths,
    people::model::{AccountState, PersonView},
    session::{proof::use_proof, watch::use_session_end},
    tiers::model::Item,
    ui::{
        field::{Checkboxes, TextField},
        form::{ErrorSummary, Form, FormState},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn DeactivatePage() -> impl IntoView {
    view! { <VerbPage verb=Verb::Deactivate/> }
}

#[component]
pub fn ReactivatePage() -> impl IntoView {
    view! { <VerbPage verb=Verb::Reactivate/> }
}

#[component]
pub fn ArchivePage() -> impl IntoView {
    view! { <VerbPage verb=Verb::Archive/> }
}

#[component]
pub fn RestorePage() -> impl IntoView {
    view! { <VerbPage verb=Verb::Restore/> }
}

/// The person that the address names.
pub fn use_person() -> Memo<Option<PersonId>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PersonId>().ok()))
}

#[component]
fn VerbPage(verb: Verb) -> impl IntoView {
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
                Ok(page) => view! { <Ask page verb/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.lifecycle_verb(verb) back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// The verbs of this page as one: which server function, with which arguments.
#[derive(Clone, Copy)]
struct Act {
    deactivate: ServerAction<DeactivatePerson>,
    reactivate: ServerAction<ReactivatePerson>,
    archive: ServerAction<ArchivePerson>,
    restore: ServerAction<RestorePerson>,
}

impl Act {
    fn new() -> Self {
        Self {
            deactivate: ServerAction::new(),
            reactivate: ServerAction::new(),
            archive: ServerAction::new(),
            restore: ServerAction::new(),
        }
    }

    fn run(self, verb: Verb, person: PersonId, grants: &str, reason: String) {
        match verb {
            Verb::Deactivate => drop(self.deactivate.dispatch(DeactivatePerson { person, reason })),
            Verb::Archive => drop(self.archive.dispatch(ArchivePerson { person, reason })),
            Verb::Restore => drop(self.restore.dispatch(RestorePerson { person, reason })),
            Verb::Reactivate => {
                let grants = grants.split(',').filter_map(|id| id.parse().ok()).collect();
                self.reactivate.dispatch(ReactivatePerson { person, grants, reason });
            }
        }
    }

    fn answer(self, verb: Verb) -> Option<Result<(), AppError>> {
        match verb {
            Verb::Deactivate => self.deactivate.value().get(),
            Verb::Reactivate => self.reactivate.value().get(),
            Verb::Archive => self.archive.value().get(),
            Verb::Restore => self.restore.value().get(),
        }
    }

    fn busy(self, verb: Verb) -> bool {
        match verb {
            Verb::Deactivate => self.deactivate.pending().get(),
            Verb::Reactivate => self.reactivate.pending().get(),
            Verb::Archive => self.archive.pending().get(),
            Verb::Restore => self.restore.pending().get(),
        }
    }
}

#[component]
fn Ask(page: Lifecycle, verb: Verb) -> impl IntoView {
    let t = use_t();
    let (id, name) = (page.person.row.id, page.person.row.name());
    let refused = page.refusal.as_ref().map(|why| t.refusal(why));
    let title = t.lifecycle_verb_title(verb, &name);
    let effects = effects(t, verb, &page, &name);
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
                    <Confirm id name verb former=page.former.clone()/>
                </section>
            }
            .into_any(),
        }}
    }
}

/// What will happen, to whom, and whether it can be undone.
fn effects(t: T, verb: Verb, page: &Lifecycle, name: &str) -> Vec<String> {
    let mut effects = match verb {
        Verb::Deactivate => vec![t.lifecycle_deactivate_who(name), t.lifecycle_deactivate_stays().into()],
        Verb::Archive => vec![t.lifecycle_archive_who(name), t.lifecycle_archive_stays().into()],
        Verb::Restore => vec![t.lifecycle_restore_who(name), t.lifecycle_restore_stays(name)],
        Verb::Reactivate if page.person.row.username.is_empty() => {
            vec![t.lifecycle_reactivate_invited(name), t.lifecycle_reactivate_stays().into()]
        }
        Verb::Reactivate => vec![t.lifecycle_reactivate_who(name), t.lifecycle_reactivate_stays().into()],
    };
    if verb.takes_access() {
        let counts = [
            (page.sessions > 0).then(|| t.lifecycle_count_sessions(page.sessions)),
            (page.links > 0).then(|| t.lifecycle_count_links(page.links)),
            (page.standing > 0).then(|| t.lifecycle_count_standing(page.standing)),
        ];
        effects.extend(counts.into_iter().flatten());
        let free = |(item, ends): &(Item, _)| t.plans_becomes_free(t.item(*item), t.day(*ends));
        effects.extend(page.seats.iter().map(free));
        effects.extend((page.pays_for > 0).then(|| t.plans_payer_leaves(page.pays_for)));
    } else if verb == Verb::Reactivate && page.person.deactivates.is_some() {
        effects.push(t.lifecycle_reactivate_plan().into());
    }
    effects.push(match verb {
        Verb::Deactivate => t.lifecycle_deactivate_undo().into(),
        Verb::Archive => t.lifecycle_archive_undo().into(),
        Verb::Restore => t.lifecycle_restore_undo().into(),
        Verb::Reactivate => t.lifecycle_reactivate_undo().into(),
    });
    effects
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
fn Confirm(id: PersonId, name: String, verb: Verb, former: Vec<Former>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let navigate = use_navigate();
    let state = FormState::new(&["grants", "reason"]);
    let reason = RwSignal::new(String::new());
    let open: Vec<_> = former.iter().filter(|one| one.refusal.is_none()).map(|one| one.id.to_string()).collect();
    let grants = RwSignal::new(open.join(","));
    let act = Act::new();
    let send = move || act.run(verb, id, &grants.get_untracked(), reason.get_untracked());
    Effect::new(move |_| match act.answer(verb) {
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
                <button type="submit" class=class disabled=move || act.busy(verb)>{t.lifecycle_verb(verb)}</button>
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
