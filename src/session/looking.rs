//! Looking at the portal as somebody of another role sees it, without touching anybody's account (N-14): the choice, and
//! the banner with the way out. Nothing can be changed meanwhile; `Actor::acts` is the one rule.

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

use super::{
    api::{LookAs, StopLooking},
    page::leave_to,
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::role::Role,
    i18n::use_t,
    paths,
    ui::{
        icon::{Icon, IconName},
        pagehead::PageHead,
    },
};

/// `/look-as`.
#[component]
pub fn LookAsPage() -> impl IntoView {
    let t = use_t();
    let look = ServerAction::<LookAs>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = look.value().get() {
            leave_to(paths::HOME);
        }
    });
    let actor = use_viewer().map(|viewer| viewer.actor);
    let roles: Vec<_> =
        Role::ALL.into_iter().filter(|role| actor.as_ref().is_some_and(|actor| actor.may_look_as(*role))).collect();
    let why_not = actor.and_then(|actor| actor.may(super::api::LOOKS).err()).map(|refusal| t.refusal(&refusal));
    view! {
        <Title text=t.looking_title()/>
        <PageHead title=t.looking_title() subtitle=move || t.looking_intro()>""</PageHead>
        {move || look.value().get().and_then(Result::err).map(|error| view! {
            <p class="notice notice--bad" role="alert">{t.error(&error)}</p>
        })}
        {match why_not {
            Some(why) => view! {
                <p class="notice" role="note">{why}</p>
                <a class="btn" href=paths::ADMINISTRATORS>{t.explain_administrators()}</a>
            }
            .into_any(),
            None => view! {
                <section class="card card--pad" aria-label=t.looking_roles()>
                    <ActionForm action=look attr:class="bulk-bar">
                        {roles.into_iter().map(|role| view! {
                            <button class="btn" name="role" value=role.name()>{t.role(role)}</button>
                        }).collect_view()}
                    </ActionForm>
                </section>
            }
            .into_any(),
        }}
    }
}

/// Stands above every page while somebody only looks.
#[component]
pub fn LookingBanner() -> impl IntoView {
    let t = use_t();
    let stop = ServerAction::<StopLooking>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = stop.value().get() {
            leave_to(paths::HOME);
        }
    });
    use_viewer().and_then(|viewer| viewer.actor.looks_as).map(|role| {
        view! {
            <div class="looking" role="note">
                <Icon name=IconName::Eye/>
                <span>{t.looking_banner(t.role(role))}</span>
                <ActionForm action=stop>
                    <button class="btn btn--small">{t.looking_stop()}</button>
                </ActionForm>
            </div>
        }
    })
}
