//! The columns of the file and what they hold.

use leptos::prelude::*;

use super::{
    api::MapImport,
    import::{ImportView, Settings},
    model::RosterField,
    words,
};
use crate::plain::view;
use crate::{
    domain::role::Role,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        columns::ColumnTable,
        field::{Select, SelectOption},
        form::FormState,
        toast::use_toasts,
    },
};

#[component]
pub fn MappingStep(view: ImportView, settings: RwSignal<Settings>, saved: RwSignal<u32>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let id = view.id;
    let map = ServerAction::<MapImport>::new();
    Effect::new(move |_| match map.value().get() {
        Some(Ok(())) => saved.update(|times| *times += 1),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let change = Callback::new(move |changed: Settings| {
        settings.set(changed.clone());
        map.dispatch(MapImport { id, settings: changed });
    });
    view! {
        <section class="card card--pad mapping" aria-labelledby="mapping-title">
            <h2 id="mapping-title">{t.roster_step_mapping()}</h2>
            <p class="muted">{t.roster_mapping_intro()}</p>
            <ColumnTable
                labelled_by="mapping-title"
                headings=[t.roster_your_column(), t.roster_samples(), t.roster_our_field()]
                columns=words::columns(t, view.columns)
                fields=RosterField::ALL.map(|field| (field.name(), words::heading(t, field))).to_vec()
                ignore=t.roster_ignore()
                chosen=Signal::derive(move || settings.with(|settings| settings.mapping.names()))
                on_change=move |(at, name): (usize, String)| {
                    let mut changed = settings.get_untracked();
                    changed.mapping.set(at, RosterField::from_name(&name));
                    change.run(changed);
                }
            />
            <Hints settings/>
            <Defaults roles=view.roles places=view.places settings change/>
        </section>
    }
}

/// What must be put right, and what is good to know.
#[component]
fn Hints(settings: RwSignal<Settings>) -> impl IntoView {
    let t = use_t();
    let problem = move || settings.with(|settings| settings.mapping.problem()).map(|it| words::mapping_problem(t, it));
    let lacks = move || {
        let lacks = settings.with(|settings| settings.mapping.lacks()).into_iter();
        lacks
            .map(|field| view! { <p class="notice">{t.roster_mapping_missing(words::heading(t, field))}</p> })
            .collect_view()
    };
    let usernames = move || settings.with(|settings| settings.mapping.has(RosterField::Username));
    view! {
        <div role="status">
            {move || problem().map(|text| view! { <p class="notice notice--bad">{text}</p> })}
            {lacks}
            {move || usernames().then(|| view! { <p class="notice">{t.roster_usernames()}</p> })}
        </div>
    }
}

/// What new people get where their row says nothing.
#[component]
fn Defaults(
    roles: Vec<Role>,
    places: crate::practices::model::Places,
    settings: RwSignal<Settings>,
    change: Callback<Settings>,
) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&[]);
    let none = || SelectOption { value: String::new(), label: t.roster_no_default().into(), refused: None };
    let option = |value: &str, label: &str| SelectOption { value: value.into(), label: label.into(), refused: None };
    let roles: Vec<_> =
        std::iter::once(none()).chain(roles.into_iter().map(|role| option(role.name(), t.role(role)))).collect();
    let offices = places.offices.iter().map(|(id, name)| option(&id.to_string(), name));
    let offices: Vec<_> = std::iter::once(none()).chain(offices).collect();
    let role = (
        Signal::derive(move || settings.with(|settings| settings.role.map_or("", Role::name).to_owned())),
        Callback::new(move |name: String| {
            change.run(Settings { role: Role::from_name(&name), ..settings.get_untracked() });
        }),
    );
    let office = (
        Signal::derive(move || settings.with(|settings| settings.office.map(|id| id.to_string()).unwrap_or_default())),
        Callback::new(move |id: String| {
            change.run(Settings { office: id.parse().ok(), ..settings.get_untracked() });
        }),
    );
    view! {
        <div class="grid">
            <Select label=t.roster_default_role() name="default_role" options=roles bound=role state/>
            <Select label=t.roster_default_office() name="default_office" options=offices bound=office state/>
        </div>
    }
}
