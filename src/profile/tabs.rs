//! What the own profile consists of.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::tabs::{Tab, Tabs},
};

#[component]
pub fn ProfileTabs() -> impl IntoView {
    let t = use_t();
    let path = use_location().pathname;
    let tab = move |href: &'static str, label: &'static str| Tab {
        href: href.into(),
        label: label.into(),
        current: Signal::derive(move || path.get() == href),
    };
    let tabs = vec![
        tab(paths::PROFILE, t.person_tab_profile()),
        tab(paths::PASSWORD, t.profile_password()),
        tab(paths::TWO_STEP, t.twostep_title()),
        tab(paths::SESSIONS, t.session_list_title()),
        tab(paths::INVOICES, t.billing_own_tab()),
    ];
    view! { <Tabs label=t.profile_title() tabs/> }
}
