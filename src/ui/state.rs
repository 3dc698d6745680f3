//! What stands where nothing stands yet: loading, empty, failed, each with the next step.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::plain::view;
use crate::{error::AppError, i18n::use_t, paths};

#[component]
pub fn EmptyState(#[prop(into)] title: String, #[prop(into)] body: String, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{body}</p>
            <div class="empty__actions">{children()}</div>
        </div>
    }
}

#[component]
pub fn Loading(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="loading" role="status">{text}</p> }
}

/// After a refusal: the way to those who could change it (N-23). Nothing after other errors.
#[component]
pub fn AskWhom(error: AppError) -> impl IntoView {
    let t = use_t();
    matches!(error, AppError::Forbidden(_))
        .then(|| view! { <a class="btn" href=paths::ADMINISTRATORS>{t.explain_administrators()}</a> })
}

/// What is asked for is not there, or not for this reader: why, and the way back. An unknown one answers 404.
#[component]
pub fn Missing(
    error: AppError,
    /// The page's title.
    #[prop(into)]
    title: String,
    back: &'static str,
    #[prop(into)] label: String,
    /// Said of an unknown one, where there is more to say than of others.
    #[prop(optional)]
    not_found: Option<&'static str>,
) -> impl IntoView {
    let t = use_t();
    #[cfg(feature = "ssr")]
    if error == AppError::NotFound
        && let Some(response) = use_context::<leptos_axum::ResponseOptions>()
    {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    let body = not_found.filter(|_| error == AppError::NotFound).map_or_else(|| t.error(&error), Into::into);
    view! {
        <Title text=title/>
        <EmptyState title=t.errors_title() body>
            <a class="btn" href=back>{label}</a>
            <AskWhom error/>
        </EmptyState>
    }
}
