//! `/people/bulk/{id}`: one thing for many people, from the look at what would happen to what has. The choice of a role or
//! a place is part of the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::get_bulk,
    draft::Draft,
    model::{BulkView, State, Verb, Who},
    report::Report,
    under_way::UnderWay,
};
use crate::plain::view;
use crate::{
    domain::{ids::BulkId, role::Role},
    error::AppError,
    i18n::{T, use_t},
    paths,
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn BulkPage() -> impl IntoView {
    let t = use_t();
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.read().get("id").and_then(|id| id.parse::<BulkId>().ok());
        (id, query.read().get("choice").unwrap_or_default())
    });
    let bulk = Resource::new_blocking(
        move || asked.get(),
        async |(id, choice)| match id {
            Some(id) => get_bulk(id, choice).await,
            None => Err(AppError::NotFound),
        },
    );
    let reload = Callback::new(move |()| bulk.refetch());
    let choice = Signal::derive(move || asked.with(|(_, choice)| choice.clone()));
    view! {
        <a class="back" href=paths::BULK>{t.many_orders()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || bulk.get().map(|found| match found {
                Ok(bulk) => view! { <Bulk bulk choice=choice.get_untracked() reload/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.many_title() back=paths::PEOPLE label=t.person_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Bulk(bulk: BulkView, choice: String, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let title = title(t, bulk.verb, &bulk.choice);
    let (who, made) = (bulk.who.clone(), t.date_time(&bulk.made));
    let body = match bulk.progress.state {
        State::Draft => view! { <Draft bulk choice reload/> }.into_any(),
        State::Waiting | State::Running => view! { <UnderWay bulk reload/> }.into_any(),
        State::Done | State::Cancelled => view! { <Report bulk/> }.into_any(),
    };
    view! {
        <Title text=title.clone()/>
        <PageHead title subtitle=move || view! { <About who/>" · "{made} }>""</PageHead>
        {body}
    }
}

/// The verb, with the role or place that was chosen for it.
pub fn title(t: T, verb: Verb, choice: &str) -> String {
    let role = if verb == Verb::ChangeRole { Role::from_name(choice) } else { None };
    let choice = role.map_or(choice, |role| t.role(role));
    if choice.is_empty() { t.verb(verb).to_owned() } else { format!("{}: {choice}", t.verb(verb)) }
}

#[component]
fn About(who: Who) -> impl IntoView {
    let t = use_t();
    match who {
        Who::Picked(ids) => t.people_selected(ids.len() as i64).into_any(),
        Who::Matching(query) => view! { <a href=paths::people(&query)>{t.many_matching()}</a> }.into_any(),
    }
}
