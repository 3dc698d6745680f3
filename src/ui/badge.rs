//! A coloured word.

use crate::plain::view;
use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Ok,
    Warn,
    Bad,
    Info,
    Off,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Ok => "badge badge--ok",
            Self::Warn => "badge badge--warn",
            Self::Bad => "badge badge--bad",
            Self::Info => "badge badge--info",
            Self::Off => "badge badge--off",
        }
    }
}

#[component]
pub fn Badge(tone: Tone, title: Option<String>, children: Children) -> impl IntoView {
    view! { <span class=tone.class() title=title>{children()}</span> }
}
