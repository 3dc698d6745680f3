//! Pieces of a data table: sortable headers, the card around it, pages.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use crate::plain::view;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// A header that sorts: a link, so that it works before the module has loaded and can be opened elsewhere.
#[component]
pub fn SortHeader(
    #[prop(into)] label: String,
    href: Signal<String>,
    /// How the table is sorted by this column, if it is.
    order: Signal<Option<Order>>,
) -> impl IntoView {
    let icon = move || match order.get() {
        Some(Order::Ascending) => IconName::Up,
        Some(Order::Descending) => IconName::Down,
        None => IconName::Sort,
    };
    let aria = move || match order.get() {
        Some(Order::Ascending) => Some("ascending"),
        Some(Order::Descending) => Some("descending"),
        None => None,
    };
    view! {
        <th scope="col" aria-sort=aria>
            <a
                class="table__sort"
                href=move || href.get()
                role="button"
                on:keydown=press
            >
                {label}
                {move || view! { <Icon name=icon()/> }}
            </a>
        </th>
    }
}

/// A button is also pressed by the space bar, which a link does not know.
fn press(event: leptos::ev::KeyboardEvent) {
    if event.key() == " " {
        event.prevent_default();
        event_target::<web_sys::HtmlElement>(&event).click();
    }
}

/// The frame of a table: scrolls sideways by itself, keeps the old rows dimmed while new ones come.
///
/// A page from the server is never busy, although there its rows may have come a moment before `busy` was taken back:
/// hydration leaves attributes as they are, and that table would stay dim for good.
#[component]
pub fn TableCard(busy: Signal<bool>, children: Children) -> impl IntoView {
    let busy = move || cfg!(feature = "hydrate") && busy.get();
    view! {
        <div class="card table-card" aria-busy=move || busy().to_string()>
            <div class="scroll" tabindex="-1">{children()}</div>
        </div>
    }
}

/// A link to another page of the list; without a target it is shown as not available.
type Turn = (String, Signal<Option<String>>);

#[component]
pub fn Pagination(
    #[prop(into)] label: String,
    range: Signal<String>,
    first: Turn,
    previous: Turn,
    next: Turn,
    last: Turn,
    #[prop(into)] size_label: String,
    sizes: Vec<i64>,
    size: Signal<i64>,
    #[prop(into)] on_size: Callback<String>,
) -> impl IntoView {
    view! {
        <nav class="pages" aria-label=label>
            <label class="pages__size">
                <span>{size_label}</span>
                <select on:change=move |event| on_size.run(event_target_value(&event))>
                    {sizes.into_iter().map(|rows| view! {
                        <option value=rows selected=move || size.get() == rows>{rows}</option>
                    }).collect_view()}
                </select>
            </label>
            <span class="pages__range" role="status">{move || range.get()}</span>
            <PageLink turn=first icon=IconName::First/>
            <PageLink turn=previous icon=IconName::Previous/>
            <PageLink turn=next icon=IconName::Next/>
            <PageLink turn=last icon=IconName::Last/>
        </nav>
    }
}

#[component]
fn PageLink(turn: Turn, icon: IconName) -> impl IntoView {
    let (label, href) = turn;
    view! {
        <a
            class="btn btn--small btn--icon"
            aria-label=label
            role="link"
            href=move || href.get()
            aria-disabled=move || href.get().is_none().then_some("true")
        >
            <Icon name=icon/>
        </a>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_table_from_the_server_is_never_busy() {
        let html = Owner::new().with(|| view! { <TableCard busy=Signal::stored(true)>"rows"</TableCard> }.to_html());
        assert!(html.contains(r#"aria-busy="false""#), "{html}");
    }
}
