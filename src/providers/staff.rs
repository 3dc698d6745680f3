//! The people of a provider: whoever may, sends links again beside their names (S2-9).

use leptos::prelude::*;

use crate::plain::view;
use crate::{
    domain::ids::ProviderId,
    i18n::use_t,
    invitations::row_actions::SendAgain,
    paths,
    people::{
        model::{AccountState, PersonRow},
        query::PeopleQuery,
        row::StatusBadge,
    },
};

#[component]
pub fn Staff(provider: ProviderId, rows: Vec<PersonRow>, total: i64) -> impl IntoView {
    let t = use_t();
    let more = total > rows.len() as i64;
    let all = paths::people(&PeopleQuery::default().with(|filters| filters.places = vec![provider.to_string()]));
    if rows.is_empty() {
        return view! { <section class="card card--pad"><p class="muted">{t.providers_no_staff()}</p></section> }
            .into_any();
    }
    view! {
        <section class="card">
            <p class="card__intro">{t.providers_staff_intro()}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=t.providers_tab_staff()>
                <table class="table">
                    <caption class="sr-only">{t.providers_tab_staff()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.people_name()}</th>
                            <th scope="col">{t.people_role()}</th>
                            <th scope="col">{t.people_status()}</th>
                            <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Member row/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
        {more.then(|| view! { <p><a href=all>{t.people_total(total)}</a></p> })}
    }
    .into_any()
}

#[component]
fn Member(row: PersonRow) -> impl IntoView {
    let t = use_t();
    let (name, standing) = (row.name(), row.standing());
    let waits = row.state == AccountState::Invited;
    view! {
        <tr>
            <td data-label=t.people_name() class="table__main"><a href=paths::person(row.id)>{name.clone()}</a></td>
            <td data-label=t.people_role()>{t.role(row.role)}</td>
            <td data-label=t.people_status()><StatusBadge badge=row.badge.clone()/></td>
            <td class="table__actions">{waits.then(|| view! { <SendAgain standing name/> })}</td>
        </tr>
    }
}
