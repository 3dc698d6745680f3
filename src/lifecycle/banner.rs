//! What a person's page says of an account that has ended, and the verbs that lead on from there.

use leptos::prelude::*;

use super::model::{Verb, can};
use crate::plain::view;
use crate::{
    account::model::can_reset,
    app::use_viewer,
    domain::{ids::PersonId, permission::Permission},
    i18n::use_t,
    paths,
    people::model::{AccountState, PersonRow, PersonView, Standing},
};

/// The verbs that the reader may do to somebody, in the order they are offered.
pub fn use_verbs(standing: &Standing) -> Vec<Verb> {
    let actor = use_viewer().map(|viewer| viewer.actor);
    let may = |verb: &Verb| actor.as_ref().is_some_and(|actor| can(*verb, standing, actor).is_ok());
    Verb::ALL.iter().copied().filter(may).collect()
}

/// Whether the reader may put another account in the place of this one.
pub fn may_replace(standing: &Standing) -> bool {
    use_viewer().is_some_and(|viewer| {
        let by = &viewer.actor;
        viewer.may(Permission::AddPeople).is_ok()
            && can_reset(standing, by).is_ok()
            && can(Verb::Archive, standing, by).is_ok()
    })
}

/// The buttons of a person's page that change what becomes of the account.
#[component]
pub fn VerbLinks(row: PersonRow) -> impl IntoView {
    let t = use_t();
    let (id, standing) = (row.id, row.standing());
    let replace = may_replace(&standing);
    view! {
        {use_verbs(&standing).into_iter().map(|verb| view! {
            <a class="btn" href=paths::person_verb(id, verb)>{t.lifecycle_verb(verb)}</a>
        }).collect_view()}
        {replace.then(|| view! { <a class="btn" href=paths::replace(id)>{t.lifecycle_replace()}</a> })}
    }
}

/// Says that the account has ended, and which other account belongs to the same human being (N-17).
#[component]
pub fn EndNotice(person: PersonView) -> impl IntoView {
    let t = use_t();
    let name = person.row.name();
    let text = match person.row.standing().state {
        AccountState::Archived => Some(t.lifecycle_notice_archived(&name)),
        AccountState::Deactivated => Some(t.lifecycle_notice_deactivated(&name)),
        _ => None,
    };
    let link = |words: &'static str, label: &'static str, to: PersonId| {
        view! { <p class="notice" role="note">{words}" "<a href=paths::person(to)>{label}</a></p> }
    };
    view! {
        {text.map(|text| view! { <p class="notice" role="note">{text}</p> })}
        {person.replaced_by.map(|new| link(t.lifecycle_by_new(), t.lifecycle_see_new(), new))}
        {person.replaces.map(|old| link(t.lifecycle_of_old(), t.lifecycle_see_old(), old))}
    }
}
