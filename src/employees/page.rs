//! `/people/new`: three steps whose state is the address (S0-53): the employee, the account, the sheet to hand over.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{account::AccountStep, add::EmployeeStep, search::SearchStep};
use crate::plain::view;
use crate::{i18n::use_t, paths, ui::pagehead::PageHead};

/// Where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Search,
    Employee,
    Account,
}

impl Step {
    fn from_name(name: &str) -> Self {
        match name {
            "employee" => Self::Employee,
            "account" => Self::Account,
            _ => Self::Search,
        }
    }
}

#[component]
pub fn AddUserPage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let step = Memo::new(move |_| Step::from_name(&query.read().get("step").unwrap_or_default()));
    // Only a search is for something: whoever goes on from it leaves what was found as it is.
    let search = Memo::new(move |before: Option<&String>| match before.filter(|_| step.get() != Step::Search) {
        Some(before) => before.clone(),
        None => query.read().get("q").unwrap_or_default(),
    });
    let employee = Memo::new(move |_| query.read().get("employee").and_then(|id| id.parse().ok()));
    view! {
        <Title text=t.employees_title()/>
        <a class="back" href=paths::PEOPLE>{t.person_back()}</a>
        <PageHead title=t.employees_title() subtitle=move || t.employees_intro()>""</PageHead>
        <Steps step/>
        {move || match step.get() {
            Step::Search => view! { <SearchStep search/> }.into_any(),
            Step::Employee => view! { <EmployeeStep search=search.get_untracked()/> }.into_any(),
            Step::Account => view! { <AccountStep employee/> }.into_any(),
        }}
    }
}

/// The stepper; adding an employee belongs to the first step.
#[component]
fn Steps(step: Memo<Step>) -> impl IntoView {
    let t = use_t();
    let current = move |at: u8| (at == u8::from(step.get() == Step::Account)).then_some("step");
    view! {
        <ol class="steps" aria-label=t.employees_title()>
            <li aria-current=move || current(0)>{t.employees_step_search()}</li>
            <li aria-current=move || current(1)>{t.employees_step_account()}</li>
            <li>{t.employees_step_sheet()}</li>
        </ol>
    }
}
