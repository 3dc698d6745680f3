//! What the page's head loads: the style sheet, and the module that takes the page over.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
#[component]
pub fn Assets() -> impl IntoView {
    use crate::plain::view;
    use leptos::nonce::use_nonce;

    let bundle = crate::server::assets::bundle();
    let nonce = use_nonce();
    if let (Some(nonce), Some(response)) = (&nonce, use_context::<leptos_axum::ResponseOptions>()) {
        let policy = crate::server::headers::page_policy(nonce);
        if let Ok(policy) = axum::http::HeaderValue::from_str(&policy) {
            response.insert_header(axum::http::header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    let start = format!(
        "import({:?}).then(m => m.default({{module_or_path: {:?}}}).then(() => m.hydrate()))",
        bundle.script, bundle.module
    );
    // Tests of the server alone run without a built site.
    let built = !bundle.script.is_empty();
    view! {
        <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
        {built.then(|| view! {
            <link rel="stylesheet" href=bundle.styles.clone()/>
            <link rel="modulepreload" href=bundle.script.clone()/>
            <link rel="preload" href=bundle.module.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
            <script type="module" nonce=nonce>{start}</script>
        })}
    }
}

/// The browser never renders a head.
#[cfg(not(feature = "ssr"))]
#[component]
pub fn Assets() -> impl IntoView {}
