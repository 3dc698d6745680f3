//! The parts around the table of a list: search, headers, pages. The state of a list is its address.

use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    icon::{Icon, IconName},
    state::{AskWhom, EmptyState, Loading},
    table::{Order, Pagination, SortHeader, TableCard},
    timer::Debounce,
};
use crate::plain::view;
use crate::{
    domain::{
        list::{Cursor, Filters, ListQuery},
        page::{Page, PageSize, Part},
    },
    error::AppError,
    i18n::{T, use_t},
};

/// Milliseconds after the last key until the list follows: the answer is quick, so the wait may be short.
const PAUSE: u32 = 40;

/// The address of a list in a certain state.
pub type Address<F> = fn(&ListQuery<F>) -> String;

/// The address's query as the list's state.
pub fn use_list_query<F: Filters>() -> Memo<ListQuery<F>> {
    let map = use_query_map();
    Memo::new(move |_| {
        let params: Vec<_> = map.get().into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
        ListQuery::from_params(&params)
    })
}

/// Goes to another state of the list. Typing replaces the address, so that Back does not walk through letters.
pub fn go(address: &str, replace: bool) {
    let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
    use_navigate()(address, options);
}

/// What the server answers for the list's address.
pub type Listed<R> = Resource<Result<Page<R>, AppError>>;

/// A [`Transition`] that says while it waits for what is new. It says so in the browser only: on the server nobody sees it, and the
/// effect that says it would now and then meet a task that is just being noted, and panic.
#[component]
pub fn Refreshing<V: IntoView + Send + 'static>(
    set_loading: WriteSignal<bool>,
    children: TypedChildren<V>,
) -> impl IntoView {
    let t = use_t();
    let waits =
        TransitionProps::builder().fallback(move || view! { <Loading text=t.ui_loading()/> }).children(children);
    #[cfg(feature = "hydrate")]
    let waits = waits.set_pending(set_loading);
    #[cfg(not(feature = "hydrate"))]
    let _ = set_loading;
    Transition(waits.build())
}

/// The rows once they are there. Where they can't be loaded: why, and the ways on.
#[component]
pub fn Rows<R: Clone + Send + Sync + 'static>(
    list: Listed<R>,
    /// The heading of what failed.
    failed: &'static str,
    /// The list without search and filters.
    again: &'static str,
    set_loading: WriteSignal<bool>,
    /// The table of rows that have arrived.
    table: impl Fn(Page<R>) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let t = use_t();
    view! {
        <Refreshing set_loading>
            // Read and not awaited: the old rows, and the signals they were made of, stay until the new ones are there.
            {move || list.get().map(|found| match found {
                Ok(page) => table(page),
                Err(error) => view! {
                    <EmptyState title=failed body=t.error(&error)>
                        <a class="btn" href=again>{t.errors_retry()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Refreshing>
    }
}

/// What the page is about, and how many there are under this search and these filters.
#[component]
pub fn Subtitle<R: Clone + Send + Sync + 'static>(
    list: Listed<R>,
    about: &'static str,
    /// So many, in words.
    total: fn(T, i64) -> String,
) -> impl IntoView {
    let t = use_t();
    view! {
        {about}
        <Transition>
            {move || list.get().and_then(Result::ok).map(|page| format!(" · {}", total(t, page.total)))}
        </Transition>
    }
}

/// The search of a list.
#[component]
pub fn SearchBox(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(optional)] field: NodeRef<html::Input>,
    /// Called when typing pauses; without it a button searches.
    #[prop(optional, into)]
    on_search: Option<Callback<String>>,
) -> impl IntoView {
    let pause = Debounce::new(PAUSE);
    let first = value.get_untracked();
    // Back and "clear" change the address; the field follows unless it is being typed into.
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(input) = field.get()
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&wanted);
        }
    });
    let typed = move |event| {
        let Some(on_search) = on_search else { return };
        let search = event_target_value(&event);
        pause.run(move || {
            if value.get_untracked() != search.trim() {
                on_search.run(search);
            }
        });
    };
    view! {
        <label class="search">
            <Icon name=IconName::Search/>
            <span class="sr-only">{label.clone()}</span>
            <input
                type="search"
                name="q"
                node_ref=field
                value=first
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                on:input=typed
            />
        </label>
    }
}

/// The header of a column.
#[component]
pub fn ColumnHeader<F: Filters>(
    #[prop(into)] label: String,
    column: F::Column,
    query: Memo<ListQuery<F>>,
    address: Address<F>,
) -> impl IntoView {
    let order = Signal::derive(move || {
        query.with(|query| {
            (query.sort == column).then_some(if query.descending { Order::Descending } else { Order::Ascending })
        })
    });
    let href = Signal::derive(move || address(&query.get().sorted_by(column)));
    view! { <SortHeader label href order/> }
}

/// The heading over what can be done with a row: heard, not seen.
#[component]
pub fn ActionsHeader() -> impl IntoView {
    let t = use_t();
    view! { <th scope="col" class="table__actions"><span class="sr-only">{t.people_actions()}</span></th> }
}

/// The rows of a list under headers that sort, and below them the ways to others.
#[component]
pub fn ListTable<F: Filters>(
    #[prop(into)] caption: String,
    /// The columns that sort, with their headings.
    columns: Vec<(F::Column, &'static str)>,
    query: Memo<ListQuery<F>>,
    part: Part<F::Id>,
    address: Address<F>,
    busy: Signal<bool>,
    /// The heading of the last column, which sorts nothing.
    #[prop(into)]
    last: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <TableCard busy>
            <table class="table">
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr>
                        {columns.into_iter().map(|(column, label)| view! {
                            <ColumnHeader label column query address/>
                        }).collect_view()}
                        {last.run()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </TableCard>
        <div class="table-foot"><Pages query part address/></div>
    }
    .into_any()
}

/// Which rows these are, and the ways to others.
#[component]
pub fn Pages<F: Filters>(query: Memo<ListQuery<F>>, part: Part<F::Id>, address: Address<F>) -> impl IntoView {
    let t = use_t();
    let size = move || query.get_untracked().size.rows();
    // As of these rows: the next page's address is there before its rows are.
    let number = move || query.get_untracked().number(&part);
    let turned = move |cursor, page| address(&ListQuery { cursor, page, ..query.get() });
    let range = move || {
        let start = (number() - 1) * size();
        t.ui_range(t.number(start + 1), t.number(start + part.rows), t.number(part.total))
    };
    let first = move || part.has_previous.then(|| turned(None, 1));
    let previous =
        move || part.first.filter(|_| part.has_previous).map(|id| turned(Some(Cursor::Before(id)), number() - 1));
    let next = move || part.last.filter(|_| part.has_next).map(|id| turned(Some(Cursor::After(id)), number() + 1));
    let last = move || part.has_next.then(|| turned(Some(Cursor::Last), 1));
    view! {
        <Pagination
            label=t.ui_pages()
            range=Signal::derive(range)
            first=(t.ui_first_page().to_owned(), Signal::derive(first))
            previous=(t.ui_previous().to_owned(), Signal::derive(previous))
            next=(t.ui_next().to_owned(), Signal::derive(next))
            last=(t.ui_last_page().to_owned(), Signal::derive(last))
            size_label=t.ui_page_size()
            sizes=PageSize::ALL.map(PageSize::rows).to_vec()
            size=Signal::derive(size)
            on_size=move |rows: String| {
                let query = query.get_untracked().from_start();
                go(&address(&ListQuery { size: PageSize::from_rows(&rows), ..query }), false);
            }
        />
    }
}
