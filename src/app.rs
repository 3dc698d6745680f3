//! The shell of every page, and the table of routes.

use leptos::prelude::*;
use leptos_meta::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{i18n::T, ui::look::Look};

/// The HTML around the application. Server only in effect; the browser finds it there.
#[component]
pub fn Shell() -> impl IntoView {
    let look = use_context::<Look>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=look.lang.tag() data-theme=look.theme.name() data-density=look.density.name()>
            <head>
                <meta charset="utf-8"/>
            </head>
            <body><App/></body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let _ = T::default();
    view! {
        <Router>
            <FlatRoutes fallback=|| "Not found.">
                <Route path=path!("/") view=|| "home"/>
            </FlatRoutes>
        </Router>
    }
}
