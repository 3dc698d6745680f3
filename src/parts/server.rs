//! A page in a part, as the server sends it.

use std::convert::Infallible;

use leptos::prelude::*;

use crate::{plain::view, server::assets::bundle};

/// Everything is there on the server.
pub type LoadError = Infallible;

/// A page, which is there.
#[expect(clippy::unnecessary_wraps, reason = "in the browser a page's part may be missing")]
pub fn at_once(page: Result<AnyView, LoadError>) -> Option<AnyView> {
    let Ok(page) = page;
    Some(page)
}

/// Draws the page, marked with the name of its part, and tells the browser to fetch that together with the module.
///
/// It is told in the page and not in a header: a page's part may have so many files that a proxy would refuse the header.
pub fn in_part(part: &'static str, draw: fn() -> Option<AnyView>) -> AnyView {
    let preloads = bundle().parts.get(part).into_iter().flatten().map(|file| {
        view! { <link rel="preload" r#as="fetch" crossorigin="anonymous" href=file.as_str()/> }
    });
    let preloads: Vec<_> = preloads.collect();
    view! { <div data-part=part hidden>{preloads}</div>{draw()} }.into_any()
}
