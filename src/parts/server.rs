//! A page in a part, as the server sends it.

use std::convert::Infallible;

use axum::http::{HeaderValue, header::LINK};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::{plain::view, server::assets::bundle};

/// Everything is there on the server.
pub type LoadError = Infallible;

/// Draws the page, marked with the name of its part, and tells the browser to fetch that together with the module.
pub fn in_part(part: &'static str, draw: fn() -> Result<AnyView, LoadError>) -> AnyView {
    if let (Some(response), Some(file)) = (use_context::<ResponseOptions>(), bundle().parts.get(part)) {
        let link = format!("<{file}>; rel=preload; as=fetch; crossorigin=anonymous");
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.append_header(LINK, link);
        }
    }
    let Ok(page) = draw();
    view! { <template data-part=part></template>{page} }.into_any()
}
