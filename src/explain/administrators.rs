//! `/administrators`: whom to ask (N-23). For everybody who is signed in.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::own_administrators, model::Administrator};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{EmptyState, Loading},
    },
};

#[component]
pub fn AdministratorsPage() -> impl IntoView {
    let t = use_t();
    let found = Resource::new_blocking(|| (), |()| own_administrators());
    view! {
        <Title text=t.explain_administrators()/>
        <PageHead title=t.explain_administrators() subtitle=move || t.explain_administrators_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().map(|found| match found {
                Ok(people) if people.is_empty() => view! { <p class="notice" role="note">{t.explain_no_administrator()}</p> }.into_any(),
                Ok(people) => view! { <People people/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::HOME>{t.errors_home()}</a>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn People(people: Vec<Administrator>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card">
            <div class="scroll">
                <table class="table">
                    <caption class="sr-only">{t.explain_administrators()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.people_name()}</th>
                            <th scope="col">{t.people_role()}</th>
                            <th scope="col">{t.people_office()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {people.into_iter().map(|one| view! {
                            <tr>
                                <td data-label=t.people_name() class="table__main">{one.name}</td>
                                <td data-label=t.people_role()>{t.role(one.role)}</td>
                                <td data-label=t.people_office() class="table__quiet">{one.place}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
