//! Search, filters and columns of the people list. Without script all of it is one plain form.

use leptos::prelude::*;

use super::{
    badge::BadgeKind,
    model::{Registration, Tier},
    page::go,
    query::{Column, PeopleQuery},
};
use crate::plain::view;
use crate::{
    domain::role::Role,
    error::AppError,
    i18n::use_t,
    paths,
    practices::model::Places,
    ui::{
        filter::{Choice, FilterChip},
        icon::{Icon, IconName},
        timer::Debounce,
    },
};

/// Milliseconds after the last key until the list follows: the answer is quick, so the wait may be short.
const PAUSE: u32 = 40;

#[component]
pub fn Filters(query: Memo<PeopleQuery>, places: Resource<Result<Places, AppError>>) -> impl IntoView {
    let t = use_t();
    let choices = move |name: &'static str, values: Vec<(String, String)>, chosen: Vec<String>| {
        values
            .into_iter()
            .map(|(value, label)| Choice { name, on: chosen.contains(&value), value, label })
            .collect::<Vec<_>>()
    };
    let roles = Signal::derive(move || {
        let all = Role::ALL.map(|role| (role.name().to_owned(), t.role(role).to_owned())).to_vec();
        choices("role", all, query.get().roles.iter().map(|role| role.name().to_owned()).collect())
    });
    let statuses = Signal::derive(move || {
        let all = BadgeKind::ALL.map(|kind| (kind.name().to_owned(), t.badge_kind(kind).to_owned())).to_vec();
        choices("status", all, query.get().statuses.iter().map(|kind| kind.name().to_owned()).collect())
    });
    let registered = Signal::derive(move || {
        let all = Registration::ALL.iter().map(|value| (value.name().to_owned(), t.registration(*value).to_owned()));
        let chosen = query.get().registrations.iter().map(|value| value.name().to_owned()).collect();
        choices("registered", all.collect(), chosen)
    });
    let tiers = Signal::derive(move || {
        let all = Tier::ALL.iter().map(|tier| (tier.name().to_owned(), t.tier(*tier).to_owned()));
        choices("tier", all.collect(), query.get().tiers.iter().map(|tier| tier.name().to_owned()).collect())
    });
    let locked = Signal::derive(move || {
        let all = vec![("yes".to_owned(), t.people_yes().to_owned()), ("no".to_owned(), t.people_no().to_owned())];
        let chosen = query.get().locked.map(|on| if on { "yes" } else { "no" }.to_owned());
        choices("locked", all, chosen.into_iter().collect())
    });
    let columns = Signal::derive(move || {
        let all = Column::ALL.iter().map(|column| (column.name().to_owned(), t.column(*column).to_owned()));
        choices("cols", all.collect(), query.get().columns.iter().map(|column| column.name().to_owned()).collect())
    });
    let change = move |name: &'static str, values: Vec<String>| {
        go(&changed(&query.get_untracked(), name, &values), false);
    };
    view! {
        <form class="filters" method="get" action=paths::PEOPLE role="search" on:submit=|event| event.prevent_default()>
            <Search query/>
            <FilterChip label=t.people_role() choices=roles on_change=move |values| change("role", values)/>
            <Transition>
                {move || Suspend::new(async move {
                    let places = places.await.unwrap_or_default();
                    let offices = places.offices.iter().map(|(id, name)| (id.to_string(), name.clone()));
                    let providers = places.providers.iter().map(|provider| (provider.id.to_string(), provider.name.clone()));
                    let all: Vec<_> = offices.chain(providers).collect();
                    let offices = Signal::derive(move || choices("office", all.clone(), query.get().places));
                    view! {
                        <FilterChip label=t.people_office() choices=offices on_change=move |values| change("office", values)/>
                    }
                })}
            </Transition>
            <FilterChip label=t.people_status() choices=statuses on_change=move |values| change("status", values)/>
            <FilterChip label=t.people_registered() choices=registered on_change=move |values| change("registered", values)/>
            <FilterChip label=t.people_tier() choices=tiers on_change=move |values| change("tier", values)/>
            <FilterChip label=t.people_locked() choices=locked on_change=move |values| change("locked", values)/>
            <Show when=move || { query.get().is_filtered() }>
                <a class="btn btn--ghost" href=move || paths::people(&cleared(&query.get()))>{t.people_clear_filters()}</a>
            </Show>
            <span class="filters__space"></span>
            <FilterChip
                label=t.people_columns()
                choices=columns
                plain=true
                on_change=move |values| change("cols", values)
            />
            <button class="btn no-script">{t.ui_ok()}</button>
        </form>
    }
}

/// The list with one filter set to `values`, from its first page on.
fn changed(query: &PeopleQuery, name: &str, values: &[String]) -> PeopleQuery {
    let joined = match name {
        // Both boxes ticked ask for everybody.
        "locked" if values.len() != 1 => String::new(),
        _ => values.join(","),
    };
    let mut params: Vec<(String, String)> = query
        .clone()
        .from_start()
        .params()
        .into_iter()
        .filter(|(key, _)| *key != name)
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    params.push((name.to_owned(), joined));
    PeopleQuery::from_params(&params)
}

/// The same order and columns, nothing searched and nothing filtered.
fn cleared(query: &PeopleQuery) -> PeopleQuery {
    PeopleQuery {
        sort: query.sort,
        descending: query.descending,
        size: query.size,
        columns: query.columns.clone(),
        ..PeopleQuery::default()
    }
}

/// One field over names, username and e-mail (S1-13).
#[component]
fn Search(query: Memo<PeopleQuery>) -> impl IntoView {
    let t = use_t();
    let field = NodeRef::<leptos::html::Input>::new();
    let pause = Debounce::new(PAUSE);
    let first = query.get_untracked().search;
    // Back and "clear" change the address; the field follows unless it is being typed into.
    Effect::new(move |_| {
        let wanted = query.get().search;
        if let Some(input) = field.get()
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&wanted);
        }
    });
    let typed = move |event| {
        let search = event_target_value(&event);
        pause.run(move || {
            let query = query.get_untracked();
            if query.search != search.trim() {
                go(&PeopleQuery { search: search.clone(), ..query.from_start() }, true);
            }
        });
    };
    view! {
        <label class="search">
            <Icon name=IconName::Search/>
            <span class="sr-only">{t.people_search()}</span>
            <input
                type="search"
                name="q"
                node_ref=field
                value=first
                placeholder=t.people_search()
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                on:input=typed
            />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_filter_starts_over_and_keeps_the_rest() {
        let query = PeopleQuery { search: "ana".into(), page: 4, sort: Column::Email, ..PeopleQuery::default() };
        let query = changed(&query, "role", &["delegate".into(), "portal_user".into()]);
        assert_eq!(query.roles, [Role::Delegate, Role::PortalUser]);
        assert_eq!((query.search.as_str(), query.page, query.sort), ("ana", 1, Column::Email));
        assert_eq!(changed(&query, "locked", &["yes".into(), "no".into()]).locked, None);
        assert_eq!(changed(&query, "role", &[]).filters(), 0);
    }
}
