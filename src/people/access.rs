//! The Access tab: every grant with its scope, who gave it and when (P-19).

use leptos::prelude::*;

use super::model::{GrantView, PersonView};
use crate::plain::view;
use crate::{app::use_viewer, i18n::use_t, paths, twostep::person::TwoStepOf};

#[component]
pub fn Access(person: PersonView) -> impl IntoView {
    let t = use_t();
    let (id, name) = (person.row.id, person.row.name());
    if person.grants.is_empty() {
        return view! {
            <section class="card card--pad"><p class="muted">{t.person_access_none(&name)}</p></section>
            <TwoStepOf id name/>
        }
        .into_any();
    }
    view! {
        <section class="card">
            <p class="card__intro">
                {t.person_access_intro(&name)}" "<a href=paths::explain(person.row.id, "")>{t.explain_heading(&name)}</a>
            </p>
            <div class="scroll">
                <table class="table">
                    <caption class="sr-only">{t.person_tab_access()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.person_grant_role()}</th>
                            <th scope="col">{t.person_grant_scope()}</th>
                            <th scope="col">{t.person_grant_giver()}</th>
                            <th scope="col">{t.person_grant_since()}</th>
                            <th scope="col">{t.person_grant_until()}</th>
                        </tr>
                    </thead>
                    <tbody>{person.grants.into_iter().map(|grant| view! { <Grant grant/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
        <TwoStepOf id name/>
    }
    .into_any()
}

#[component]
fn Grant(grant: GrantView) -> impl IntoView {
    let t = use_t();
    let practice = use_viewer().map(|viewer| viewer.practice.name).unwrap_or_default();
    let scope = match (grant.scope.is_empty(), grant.at_provider) {
        (true, _) => t.person_scope_instance().to_owned(),
        (_, true) => t.person_scope_one_provider(&grant.scope),
        _ => t.person_scope_practice(practice),
    };
    let giver = if grant.given_by.is_empty() { t.person_grant_system().to_owned() } else { grant.given_by };
    view! {
        <tr>
            <td data-label=t.person_grant_role() class="table__main">{t.role(grant.role)}</td>
            <td data-label=t.person_grant_scope()>{scope}</td>
            <td data-label=t.person_grant_giver()>{giver}</td>
            <td data-label=t.person_grant_since()>{t.date_time(&grant.given)}</td>
            <td data-label=t.person_grant_until()>
                {grant.ends.map_or_else(|| t.person_grant_no_end().to_owned(), |ends| t.date(&ends))}
            </td>
        </tr>
    }
}
