//! Stands above every page while somebody acts for a practice: who, for whom, until when, and the way back (C-31, P-16).

use leptos::{form::ActionForm, prelude::*};

use super::api::SwitchBack;
use crate::plain::view;
use crate::{
    app::use_viewer,
    i18n::use_t,
    paths,
    session::page::leave_to,
    ui::icon::{Icon, IconName},
};

#[component]
pub fn SwitchedBanner() -> impl IntoView {
    let t = use_t();
    let back = ServerAction::<SwitchBack>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = back.value().get() {
            leave_to(paths::PRACTICES);
        }
    });
    let viewer = use_viewer()?;
    let switched = viewer.switched?;
    let (name, practice) = (viewer.actor.name, viewer.practice.name);
    let words = if switched.over {
        t.switch_over(&practice)
    } else {
        t.switch_banner(name, practice, t.time(&switched.ends), switched.minutes)
    };
    Some(view! {
        <div class="looking" role="note">
            <Icon name=IconName::Eye/>
            <span>{words}</span>
            <ActionForm action=back>
                <button class="btn btn--small">{t.switch_back()}</button>
            </ActionForm>
        </div>
    })
}
