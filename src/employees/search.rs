//! The first step: who is it? Employees and people with accounts by last name (S0-54); whoever was here is offered back.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{api::search_employees, model::Candidate};
use crate::plain::view;
use crate::{
    i18n::use_t,
    lifecycle::model::Verb,
    paths,
    people::model::AccountState,
    ui::{
        field::TextField,
        form::FormState,
        state::{EmptyState, Loading},
        table::TableCard,
    },
};

#[component]
pub fn SearchStep(search: Memo<String>) -> impl IntoView {
    let t = use_t();
    let typed = RwSignal::new(search.get_untracked());
    let found = Resource::new_blocking(move || search.get(), search_employees);
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        navigate(&paths::add_user_search(typed.get_untracked().trim()), NavigateOptions::default());
    };
    let bound = (typed.into(), Callback::new(move |text| typed.set(text)));
    view! {
        <section class="card card--pad">
            <form class="form" method="get" action=paths::ADD_USER role="search" on:submit=submit>
                <TextField label=t.employees_search() name="q" bound state=FormState::new(&[]) hint=t.employees_search_hint() autocomplete="off"/>
                <div class="submit-bar">
                    <button type="submit" class="btn btn--primary">{t.employees_search_submit()}</button>
                    <a class="btn" href=move || paths::add_user_employee(&search.get())>{t.employees_add()}</a>
                </div>
            </form>
        </section>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().filter(|_| !search.with(String::is_empty)).map(|found| match found {
                Ok(found) if found.is_empty() => view! {
                    <EmptyState title=t.employees_none_title() body=t.employees_none_body()>
                        <a class="btn btn--primary" href=move || paths::add_user_employee(&search.get())>{t.employees_add()}</a>
                    </EmptyState>
                }
                .into_any(),
                Ok(found) => view! { <Found found/> }.into_any(),
                Err(error) => view! { <p class="notice" role="note">{t.error(&error)}</p> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Found(found: Vec<Candidate>) -> impl IntoView {
    let t = use_t();
    let count = found.len() as i64;
    view! {
        <p class="muted" role="status">{t.employees_found(count)}</p>
        <TableCard busy=Signal::stored(false)>
            <table class="table">
                <caption class="sr-only">{t.employees_step_search()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.employees_column_select()}</th>
                        <th scope="col">{t.people_name()}</th>
                        <th scope="col">{t.people_role()}</th>
                        <th scope="col">{t.person_job_title()}</th>
                        <th scope="col">{t.person_phone()}</th>
                        <th scope="col">{t.employees_place()}</th>
                    </tr>
                </thead>
                <tbody>{found.into_iter().map(|one| view! { <Line one/> }).collect_view()}</tbody>
            </table>
        </TableCard>
    }
}

#[component]
fn Line(one: Candidate) -> impl IntoView {
    let t = use_t();
    let (step, href, state) = match (one.person, one.employee) {
        (Some((id, AccountState::Deactivated)), _) => {
            (t.employees_reactivate(), paths::person_verb(id, Verb::Reactivate), t.employees_is_deactivated())
        }
        (Some((id, AccountState::Archived)), _) => {
            (t.employees_restore(), paths::person_verb(id, Verb::Restore), t.employees_is_archived())
        }
        (Some((id, AccountState::Invited)), _) => (t.employees_open(), paths::person(id), t.employees_is_invited()),
        (Some((id, _)), _) => (t.employees_open(), paths::person(id), t.employees_has_account()),
        (None, Some(employee)) => (t.employees_select(), paths::add_user_account(employee), ""),
        (None, None) => ("", paths::ADD_USER.to_owned(), ""),
    };
    let label = format!("{step} {}", one.name);
    let role = one.role.map(|role| t.role(role)).unwrap_or_default();
    let role = [role, state].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <tr>
            <td data-label=t.employees_column_select()><a class="btn btn--small" rel="external" href=href aria-label=label>{step}</a></td>
            <td data-label=t.people_name() class="table__main">{one.name}</td>
            <td data-label=t.people_role()>{role}</td>
            <td data-label=t.person_job_title()>{one.title}</td>
            <td data-label=t.person_phone()>{one.phone}</td>
            <td data-label=t.employees_place()>{one.place}</td>
        </tr>
    }
}
