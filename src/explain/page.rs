//! `/people/{id}/explain`: each right of a person, with the grant that gives it or with what would. One of them can be
//! asked about by itself; that is part of the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::explain_person,
    model::{Answer, Explanation, Obstacle, name_of},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::PersonId, permission::Permission},
    error::AppError,
    i18n::{T, use_t},
    paths,
    people::model::GrantView,
    ui::{
        badge::{Badge, Tone},
        field::{Bound, Select, SelectOption},
        form::FormState,
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn ExplainPage() -> impl IntoView {
    let t = use_t();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PersonId>().ok()));
    let may = Memo::new(move |_| query.read().get("may").unwrap_or_default());
    let found = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => explain_person(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().map(|found| match found {
                Ok(explanation) => view! { <Explained explanation may/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.explain_title() back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Explained(explanation: Explanation, may: Memo<String>) -> impl IntoView {
    let t = use_t();
    let (person, name) = (explanation.person, explanation.name.clone());
    let all = StoredValue::new(explanation);
    let one = move || {
        let wanted = may.get();
        let right = all.with_value(|all| all.rights.iter().find(|(right, _)| name_of(*right) == wanted).cloned());
        right.map(|(right, answer)| {
            view! {
                <section class="card card--pad" aria-labelledby="one-right">
                    <h2 id="one-right">{t.explain_of(t.permission(right))}</h2>
                    {all.with_value(|all| view! { <Because all=all.clone() answer/> })}
                </section>
            }
        })
    };
    view! {
        <a class="back" href=paths::person(person)>{t.explain_back(&name)}</a>
        <Title text=t.explain_title()/>
        <PageHead title=t.explain_heading(&name) subtitle=move || t.explain_intro()>""</PageHead>
        {move || view! { <Asking chosen=may.get()/> }}
        {one}
        {all.with_value(|all| view! { <Rights all=all.clone()/> })}
    }
}

/// A plain form: what is asked goes into the address.
#[component]
fn Asking(chosen: String) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&["may"]);
    let value = RwSignal::new(chosen);
    let bound: Bound = (value.into(), Callback::new(move |text| value.set(text)));
    let option = |value, label: &str| SelectOption { value, label: label.to_owned(), refused: None };
    let rights = Permission::ALL.into_iter().filter(|right| *right != Permission::SignedIn);
    let rights = rights.map(|right| option(name_of(right), t.permission(right)));
    let options: Vec<_> = std::iter::once(option(String::new(), t.many_choose())).chain(rights).collect();
    view! {
        <form method="get" class="card card--pad form">
            <Select label=t.explain_which() name="may" options bound state/>
            <div class="submit-bar"><button type="submit" class="btn">{t.explain_ask()}</button></div>
        </form>
    }
}

#[component]
fn Rights(all: Explanation) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card" aria-labelledby="all-rights">
            <h2 id="all-rights" class="card__intro">{t.explain_all()}</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="all-rights">
                <table class="table table--plain">
                    <thead>
                        <tr>
                            <th scope="col">{t.explain_right()}</th>
                            <th scope="col">{t.explain_may()}</th>
                            <th scope="col">{t.many_why()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {all.rights.clone().into_iter().map(|(right, answer)| {
                            let yes = matches!(answer, Answer::Yes { .. });
                            let (tone, word) = if yes { (Tone::Ok, t.people_yes()) } else { (Tone::Off, t.people_no()) };
                            view! {
                                <tr>
                                    <th scope="row" data-label=t.explain_right()>
                                        <a href=paths::explain(all.person, &name_of(right))>{t.permission(right)}</a>
                                    </th>
                                    <td data-label=t.explain_may()><Badge tone title=None>{word}</Badge></td>
                                    <td data-label=t.many_why()><Because all=all.clone() answer/></td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// The grant that decides; or each obstacle, what would take it away, and who may do that.
#[component]
fn Because(all: Explanation, answer: Answer) -> impl IntoView {
    let t = use_t();
    match answer {
        Answer::Yes { by } => {
            let grant = all.grants.iter().find(|grant| grant.id == by);
            grant.map(|grant| view! { <p>{granted(t, grant)}</p> }).into_any()
        }
        Answer::No(obstacles) => {
            let one = |obstacle: Obstacle| {
                let names = all.movers.iter().find(|(known, _)| *known == obstacle).map(|(_, names)| names.clone());
                let names = names.unwrap_or_default();
                let who =
                    if names.is_empty() { t.explain_nobody().to_owned() } else { t.explain_who(names.join(", ")) };
                view! { <p>{t.obstacle(obstacle, &all.name)}" "{who}</p> }
            };
            obstacles.into_iter().map(one).collect_view().into_any()
        }
    }
}

fn granted(t: T, grant: &GrantView) -> String {
    let practice = use_viewer().map(|viewer| viewer.practice.name).unwrap_or_default();
    let scope = match (grant.scope.is_empty(), grant.at_provider) {
        (true, _) => t.person_scope_instance().to_owned(),
        (_, true) => t.person_scope_one_provider(&grant.scope),
        _ => t.person_scope_practice(practice),
    };
    let giver = if grant.given_by.is_empty() { t.person_grant_system() } else { grant.given_by.as_str() };
    t.explain_granted(t.role(grant.role), scope, giver, t.date(&grant.given))
}
