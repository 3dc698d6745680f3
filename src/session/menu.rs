//! The menu behind the reader's initials: who they are, where they work, how pages look, and the way out.

use leptos::{form::ActionForm, html, prelude::*};
use leptos_router::hooks::use_location;

use super::{
    api::{ChoosePractice, LOOKS, SignOut, SignOutEverywhere},
    page::leave_to,
};
use crate::plain::view;
use crate::{
    app::{Context, use_viewer},
    i18n::{Lang, use_t},
    paths,
    ui::{
        icon::{Icon, IconName},
        look::{Density, Theme},
        menu::{leave, step},
    },
};

#[component]
pub fn ProfileMenu() -> impl IntoView {
    let t = use_t();
    let details = NodeRef::<html::Details>::new();
    let button = NodeRef::<html::Summary>::new();
    let Some(viewer) = use_viewer() else { return ().into_any() };
    let name = viewer.actor.name.clone();
    let looks = viewer.actor.looks_as.is_none() && viewer.may(LOOKS).is_ok();
    let initials: String = name.split_whitespace().filter_map(|part| part.chars().next()).take(2).collect();
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            if let (Some(details), Some(button)) = (details.get_untracked(), button.get_untracked()) {
                details.set_open(false);
                // A missing focus is an inconvenience, not a fault.
                let _ = button.focus();
            }
        }
        "ArrowDown" => step(&event, details, 1),
        "ArrowUp" => step(&event, details, -1),
        _ => {}
    };
    view! {
        <details class="menu menu--profile" node_ref=details on:keydown=on_key on:focusout=move |event| leave(&event, details)>
            <summary class="avatar" node_ref=button>
                <span aria-hidden="true">{initials}</span>
                <span class="sr-only">{t.nav_account(&name)}</span>
            </summary>
            <div class="menu__list">
                <p class="menu__who"><strong>{name}</strong><span>{viewer.username.clone()}</span></p>
                <Practices practices=viewer.practices.clone() current=viewer.practice.id/>
                <Appearance/>
                <a class="menu__item" href=paths::PROFILE><Icon name=IconName::User/>{t.nav_profile()}</a>
                <a class="menu__item" href=paths::PASSWORD><Icon name=IconName::Key/>{t.session_new_password_title()}</a>
                <a class="menu__item" href=paths::TWO_STEP><Icon name=IconName::Lock/>{t.twostep_title()}</a>
                <a class="menu__item" href=paths::ADMINISTRATORS><Icon name=IconName::Info/>{t.explain_administrators()}</a>
                {looks.then(|| view! {
                    <a class="menu__item" href=paths::LOOK_AS><Icon name=IconName::Eye/>{t.looking_title()}</a>
                })}
                <a class="menu__item" href=paths::SESSIONS><Icon name=IconName::Shield/>{t.session_list_title()}</a>
                <Out/>
            </div>
        </details>
    }
    .into_any()
}

/// The practices the reader may work in, if there are several.
#[component]
fn Practices(
    practices: Vec<(crate::domain::ids::PracticeId, String)>,
    current: crate::domain::ids::PracticeId,
) -> impl IntoView {
    let t = use_t();
    let choose = ServerAction::<ChoosePractice>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = choose.value().get() {
            leave_to(paths::PEOPLE);
        }
    });
    (practices.len() > 1).then(|| {
        view! {
            <div class="menu__group" role="group" aria-label=t.nav_switch_practice()>
                <p class="menu__title">{t.nav_switch_practice()}</p>
                {practices.into_iter().map(|(id, name)| view! {
                    <ActionForm action=choose>
                        <input type="hidden" name="practice" value=id.to_string()/>
                        <button class="menu__item" aria-current=(id == current).then_some("true")>
                            <Icon name=if id == current { IconName::Check } else { IconName::Building }/>
                            {name}
                        </button>
                    </ActionForm>
                }).collect_view()}
            </div>
        }
    })
}

/// Language, theme and row height: plain forms, as the server renders all three.
#[component]
pub fn Appearance() -> impl IntoView {
    let t = use_t();
    let look = use_context::<Context>().unwrap_or_default().look;
    let location = use_location();
    let here = Signal::derive(move || {
        let search = location.search.get();
        let path = location.pathname.get();
        if search.is_empty() { path } else { format!("{path}?{search}") }
    });
    let languages = Lang::ALL.map(|lang| (lang.tag(), lang.own_name(), lang == look.lang)).to_vec();
    let themes = vec![
        (Theme::Light.name(), t.app_theme_light(), look.theme == Theme::Light),
        (Theme::Dark.name(), t.app_theme_dark(), look.theme == Theme::Dark),
        (Theme::System.name(), t.app_theme_system(), look.theme == Theme::System),
    ];
    let densities = vec![
        (Density::Regular.name(), t.people_density_roomy(), look.density == Density::Regular),
        (Density::Compact.name(), t.people_density_compact(), look.density == Density::Compact),
    ];
    view! {
        <div class="appearance">
            <Choice label=t.app_language() name="lang" options=languages here/>
            <Choice label=t.app_theme() name="theme" options=themes here/>
            <Choice label=t.people_density() name="density" options=densities here/>
        </div>
    }
}

#[component]
fn Choice(
    label: &'static str,
    name: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
    here: Signal<String>,
) -> impl IntoView {
    view! {
        <form class="appearance__choice" method="post" action=paths::PREFERENCES role="group" aria-label=label>
            <span class="menu__title">{label}</span>
            <input type="hidden" name="next" value=move || here.get()/>
            <span class="segments">
                {options.into_iter().map(|(value, text, on)| view! {
                    <button name=name value=value aria-pressed=on.to_string() lang=(name == "lang").then_some(value)>
                        {text}
                    </button>
                }).collect_view()}
            </span>
        </form>
    }
}

#[component]
fn Out() -> impl IntoView {
    let t = use_t();
    let out = ServerAction::<SignOut>::new();
    let everywhere = ServerAction::<SignOutEverywhere>::new();
    Effect::new(move |_| {
        let gone = matches!(out.value().get(), Some(Ok(()))) || matches!(everywhere.value().get(), Some(Ok(())));
        if gone {
            leave_to(paths::SIGN_IN);
        }
    });
    view! {
        <ActionForm action=everywhere>
            <button class="menu__item"><Icon name=IconName::SignOut/>{t.nav_sign_out_everywhere()}</button>
        </ActionForm>
        <ActionForm action=out>
            <button class="menu__item"><Icon name=IconName::SignOut/>{t.nav_sign_out()}</button>
        </ActionForm>
    }
}
